import { hostname, userInfo } from 'node:os';
import { ExitCode } from './base/exit-code.ts';
import type { Io } from './base/io.ts';
import { runCli } from './cli.ts';
import { Signals } from './signals.ts';

/** Why nobody reads or writes at the other end any more: a broken pipe, a closed terminal. */
const goneCodes: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ECONNRESET']);

/** Signals, and broken streams (`dox | head`, a closed terminal), which are as good as a hang-up. */
function listenForSignals(): Signals {
  const signals = new Signals({ exit: (code) => process.exit(code), now: () => performance.now() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => signals.raise(signal));
  for (const stream of [process.stdout, process.stderr]) {
    stream.once('error', (error: NodeJS.ErrnoException) => {
      const gone = goneCodes.has(error.code);
      process.stderr.write(
        gone ? 'dox: nobody reads the output any more\n' : `error: cannot write the output: ${error.message}\n`,
      );
      signals.raise('SIGHUP');
    });
    stream.on('error', () => undefined);
  }
  process.stdin.on('error', () => {
    if (process.stdin.isTTY) signals.raise('SIGHUP');
  });
  return signals;
}

/** The person who runs dox; a uid without an account (as in some CI containers) has a number and $HOME. */
function whoRuns(): Io['user'] {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  try {
    const { username, homedir } = userInfo();
    return { name: username, uid, gid, home: process.env.HOME ?? homedir };
  } catch {
    return { name: `user${uid}`, uid, gid, home: process.env.HOME ?? '/' };
  }
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

async function main(): Promise<void> {
  const signals = listenForSignals();
  const code = await runCli({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    pid: process.pid,
    nodeVersion: process.version,
    hostname: hostname(),
    user: whoRuns(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: Date.now,
    onSignal: (listener) => signals.listen(listener),
    typedInterrupt: () => signals.raise('SIGINT', true),
  });
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code === ExitCode.interrupted ? (signals.exitCode ?? code) : code);
}

void main();
