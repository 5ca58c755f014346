import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ControlFile, parseState, type State } from '../../src/plan/control-folder.ts';
import { commandScript } from '../../src/plan/script.ts';
import { supervisorScript } from '../../src/plan/supervisor-script.ts';
import { isolated, type Shell, shells } from './shells.ts';

// Everything here sends signals to "every process", so it runs in a process namespace of its own or not at all.

const temporary = mkdtempSync(join(tmpdir(), 'dox-lifeline-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

interface Options {
  /** What starts the namespace: the supervisor as PID 1, or a little init that has it as its child. */
  readonly init: 'none' | 'shell';
  readonly args?: readonly string[];
  readonly before?: readonly string[];
}

class Supervised {
  readonly #child: ChildProcess;
  readonly #folder = mkdtempSync(join(temporary, 'run-'));
  readonly #ended: Promise<number | null>;
  stdout = '';

  constructor(shell: Shell, command: string, { init, args = ['container'], before = [] }: Options) {
    const stepFile = join(this.#folder, ControlFile.step);
    const stateFile = join(this.#folder, ControlFile.state);
    const commands = commandScript({ commands: [{ kind: 'script', text: command }], stepFile, stateFile });
    writeFileSync(join(this.#folder, ControlFile.commands), commands);
    const script = join(this.#folder, ControlFile.supervisor);
    const input = {
      controlDir: this.#folder,
      token: 't',
      shell: ['/bin/sh'],
      prefix: [],
      homes: [],
      servicesLimit: 0,
      artifacts: [],
    };
    writeFileSync(script, supervisorScript({ ...input, stdin: 'lifeline' }));
    const asChild = init === 'shell' ? ['/bin/sh', '-c', '"$@"; exit "$?"', 'init'] : [];
    const words = [...before, ...(isolated ?? ['false']), ...asChild, ...shell.argv, script, ...args];
    this.#child = spawn(words[0] ?? '', words.slice(1), { timeout: 20_000 });
    this.#child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.#ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
  }

  /** Waits for a line of output. */
  async says(line: string): Promise<void> {
    while (!this.stdout.includes(`${line}\n`)) {
      await new Promise((resolve, reject) => {
        this.#child.stdout?.once('data', resolve);
        this.#child.once('close', () => reject(new Error(`it ended without "${line}": ${this.stdout}`)));
      });
    }
  }

  send(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  cut(): void {
    this.#child.stdin?.end();
  }

  async end(): Promise<{ readonly code: number | null; readonly state: State }> {
    const code = await this.#ended;
    return { code, state: parseState(readFileSync(join(this.#folder, ControlFile.state), 'utf8')) };
  }
}

const node = `'${process.execPath}'`;
const handler = `process.on('SIGINT', () => { console.log('interrupted'); process.exit(9); })`;
const waits = (script: string): string =>
  `exec ${node} -e "${script}; console.log('ready'); setInterval(() => {}, 1000)"`;

const places = shells.flatMap((shell) =>
  (['none', 'shell'] as const).map(
    (init) => [shell.name, init === 'none' ? 'as PID 1' : 'as a child of PID 1', shell, init] as const,
  ),
);

describe.skipIf(isolated === null).each(places)('the lifeline in %s, %s', (_name, _place, shell, init) => {
  it('interrupts as Ctrl-C does, and the test may clean up', async () => {
    const run = new Supervised(shell, waits(handler), { init });
    await run.says('ready');
    run.send('INT');
    const { code, state } = await run.end();
    expect([run.stdout, code, state.exit, state.signals]).toEqual(['ready\ninterrupted\n', 9, 9, ['INT']]);
  });

  it('interrupts what has no handler', async () => {
    const run = new Supervised(shell, 'echo ready; sleep 3; echo no', { init });
    await run.says('ready');
    run.send('INT');
    expect(await run.end()).toMatchObject({ code: 130, state: { exit: 130 } });
    expect(run.stdout).toBe('ready\n');
  });

  it('interrupts also what has hardly begun', async () => {
    const run = new Supervised(shell, 'sleep 3; echo no', { init });
    run.send('INT');
    expect(await run.end()).toMatchObject({ code: 130, state: { exit: 130, signals: ['INT'] } });
  });

  it('terminates', async () => {
    const run = new Supervised(shell, waits('0'), { init });
    await run.says('ready');
    run.send('TERM');
    expect(await run.end()).toMatchObject({ code: 143, state: { exit: 143, signals: ['TERM'] } });
  });

  it('hands on several signals', async () => {
    const twice = `let n = 0; process.on('SIGINT', () => { n += 1; console.log('got ' + n); if (n === 2) process.exit(5); })`;
    const run = new Supervised(shell, waits(twice), { init });
    await run.says('ready');
    run.send('INT');
    await run.says('got 1');
    run.send('INT');
    expect(await run.end()).toMatchObject({ code: 5, state: { signals: ['INT', 'INT'] } });
  });

  it('kills everything when it ends, whatever that ignores', async () => {
    const stubborn = `for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {})`;
    const run = new Supervised(shell, `setsid sleep 30 & ${waits(stubborn)}`, { init });
    await run.says('ready');
    run.cut();
    // the output closes only when the last process that has it is gone
    expect(await run.end()).toMatchObject({ code: 137, state: { lifelineEnded: true } });
  });

  it('keeps standard input and the lifeline from the commands', async () => {
    const run = new Supervised(shell, 'cat; if (: <&3) 2>/dev/null; then echo open; fi; readlink /proc/self/fd/0', {
      init,
    });
    const { code } = await run.end();
    expect([code, run.stdout]).toEqual([0, '/dev/null\n']);
  });

  it('does not start with a script that was not meant for a container', async () => {
    const run = new Supervised(shell, 'echo no', { init, args: [] });
    expect(await run.end()).toMatchObject({ code: 116, state: { refused: { kind: 'not-isolated' } } });
    expect(run.stdout).toBe('');
  });

  it('does not start below other processes than PID 1', async () => {
    const nested = {
      ...shell,
      argv: [
        '/bin/sh',
        '-c',
        '"$@"; exit "$?"',
        'parent',
        '/bin/sh',
        '-c',
        '"$@"; exit "$?"',
        'x',
        ...shell.argv,
      ] as const,
    };
    const run = new Supervised(nested, 'echo no', { init });
    expect(await run.end()).toMatchObject({ code: 116, state: { refused: { kind: 'not-isolated' } } });
  });

  it('gives SIGINT back its default where the engine was started without it', async () => {
    // busybox's shell takes its own env before that of coreutils, and that cannot do it
    const interruptIgnored = shell.name === 'busybox';
    const run = new Supervised(shell, 'echo ready; sleep 3', { init, before: ['env', '--ignore-signal=INT'] });
    await run.says('ready');
    run.send('INT');
    expect(await run.end()).toMatchObject({ code: interruptIgnored ? 143 : 130, state: { interruptIgnored } });
  });

  it('terminates instead where nothing can give it back', async () => {
    const before = ['env', '--ignore-signal=INT'];
    const bare = {
      ...shell,
      argv: ['/usr/bin/env', 'PATH=/none', `/bin/${shell.argv[0]}`, ...shell.argv.slice(1)] as const,
    };
    const run = new Supervised(bare, 'echo ready; /bin/sleep 3', { init, before });
    await run.says('ready');
    run.send('INT');
    expect(await run.end()).toMatchObject({ code: 143, state: { interruptIgnored: true } });
  });
});
