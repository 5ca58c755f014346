import { execFileSync } from 'node:child_process';
import { type Project, program } from './project.ts';
import { type Ended, Running } from './running.ts';

interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly rows?: number;
  readonly columns?: number;
}

/**
 * A real terminal of 24 × 80 characters with a shell text running in it, in which `dox` is dox, as the project's user.
 * (util-linux's script(1) makes it; it reads the keys from a pipe.)
 */
export class TestTerminal {
  readonly #script: Running;

  constructor(project: Project, text: string, { env = {}, rows = 24, columns = 80 }: TerminalOptions = {}) {
    const dox = `dox() { '${process.execPath}' '${program}' "$@"; }`;
    // the shell outlives the Ctrl-C that reaches it with dox
    const whole = `stty rows ${rows} columns ${columns}; echo "on $(tty)"; trap : INT; ${dox}; ${text}`;
    const command = project.asUser(['script', '-qefc', whole, '/dev/null']);
    const environment = project.environment({ env: { SHELL: '/bin/sh', TERM: 'xterm-256color', ...env } });
    this.#script = new Running(command, { cwd: project.path, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  /** All that it has shown so far, as the terminal got it. */
  get shown(): string {
    return this.#script.stdout;
  }

  get ended(): Promise<Ended> {
    return this.#script.ended;
  }

  shows(wanted: string | RegExp): Promise<void> {
    return this.#script.says(wanted);
  }

  type(keys: string): void {
    this.#script.stdin.write(keys);
  }

  /** As the window's frame does; the processes in it get SIGWINCH. */
  resize(rows: number, columns: number): void {
    execFileSync('stty', ['-F', this.device, 'rows', String(rows), 'columns', String(columns)]);
  }

  /** Such as `/dev/pts/3`. */
  get device(): string {
    return /on (\/dev\/\S+)/.exec(this.shown)?.[1] ?? '';
  }

  /** The window is closed: the kernel hangs up on all that runs in it. */
  close(): void {
    this.#script.kill('SIGKILL');
  }
}
