import { hostname, userInfo } from 'node:os';
import type { Io } from './base/io.ts';
import { runCli } from './cli.ts';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const exitCodes: Record<Signal, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Signals reach the listeners; the third one returns the prompt at once: containers end with their lifeline. */
function listenForSignals(): Io['onSignal'] {
  const listeners = new Set<(signal: Signal) => void>();
  let count = 0;
  const raise = (signal: Signal): void => {
    count += 1;
    if (listeners.size === 0 || count >= 3) process.exit(exitCodes[signal]);
    for (const listener of [...listeners]) listener(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => raise(signal));
  for (const stream of [process.stdout, process.stderr]) {
    // nobody reads any more (`dox | head`, a closed terminal): as good as a hang-up, once
    stream.once('error', () => raise('SIGHUP'));
    stream.on('error', () => undefined);
  }
  return (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
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
  onSignal: listenForSignals(),
});
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(code);
