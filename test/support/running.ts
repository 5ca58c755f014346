import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process';
import type { Project } from './project.ts';

/** How a process ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** All of it, for messages of failing tests. */
  readonly all: string;
}

/** A process that a test listens and talks to. It is killed if it takes longer than a minute. */
export class Running {
  stdout = '';
  stderr = '';
  /** When it has ended and its streams are closed. */
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();

  constructor(command: readonly string[], options: SpawnOptions) {
    const [file = '', ...args] = command;
    this.#child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, ...options });
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        this[name] += chunk;
        for (const listener of this.#listeners) listener();
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        const all = `exit ${code ?? signal}\n${this.stdout}\n--- stderr\n${this.stderr}`;
        resolve({ code, stdout: this.stdout, stderr: this.stderr, all });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stdin(): NodeJS.WritableStream {
    if (this.#child.stdin === null) throw new Error('it has no standard input');
    return this.#child.stdin;
  }

  /** Resolves when it has written this, on either stream. */
  async says(wanted: string | RegExp): Promise<void> {
    const isThere = (): boolean =>
      [this.stdout, this.stderr].some((text) =>
        typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text),
      );
    const heard = new Promise<void>((resolve) => {
      const listen = (): void => {
        if (isThere()) resolve();
      };
      this.#listeners.add(listen);
      listen();
    });
    const missed = this.ended.then(({ all }) => {
      if (!isThere()) throw new Error(`it ended without ${wanted}: ${all}`);
    });
    await Promise.race([heard, missed]);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As a terminal does; for a process that was started with `detached`. */
  killGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }
}

interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: StdioOptions;
  /** In a session, and so a process group, of its own. */
  readonly detached?: boolean;
}

/** Starts dox in a project, as the project's user. */
export function startDox(project: Project, args: readonly string[], { env = {}, ...more }: StartOptions = {}): Running {
  return new Running(project.command(args), { cwd: project.path, env: project.environment({ env }), ...more });
}
