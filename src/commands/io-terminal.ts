import { readFileSync } from 'node:fs';
import type { Io } from '../base/io.ts';
import type { Terminal } from '../run/terminal.ts';

/**
 * The person's terminal, if there is one on all three streams: then a container gets a terminal too. Not in the
 * background, where the system would stop dox at its first touch of the terminal (`timeout 60 dox`, `dox &`).
 */
export async function ioTerminal(io: Io): Promise<Terminal | null> {
  const { stdin, stdout, stderr } = io;
  if (!stdin.isTTY || !stdout.isTTY || !stderr.isTTY || isInBackground(io.pid)) return null;
  const { spawnSync } = await import('node:child_process'); // which few runs need, and all would wait for
  const size = (): { rows: number; columns: number } => ({ rows: stdout.rows, columns: stdout.columns });
  return {
    name: io.env.TERM ?? 'xterm',
    stdin,
    size,
    attach: (running, direct) => {
      let resized = Promise.resolve();
      const follow = (): void => {
        // one after another, so that the last is the one that counts; it may just have ended
        resized = resized.then(() => running.resize(size())).catch(() => undefined);
      };
      const watch = (chunk: Buffer): void => {
        if (!direct && chunk.includes(0x03)) io.typedInterrupt();
      };
      stdin.setRawMode(true);
      // Node leaves the terminal to make \r\n of \n, which the container's own has done: editors would be drawn askew
      spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
      stdin.on('data', watch);
      stdout.on('resize', follow);
      follow(); // it may have changed since the container was told
      return () => {
        stdin.off('data', watch);
        stdout.off('resize', follow);
        stdin.setRawMode(false);
        stdin.pause();
      };
    },
  };
}

/** Standard input where it is a pipe or a file that a direct command may read. */
export function pipedInput(io: Io): NodeJS.ReadableStream | null {
  return io.stdin.isTTY ? null : io.stdin;
}

/** Whether another process group has the terminal: fields 5 and 8 of proc(5)'s stat (-1: it is nobody's). */
function isInBackground(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return foreground !== '-1' && group !== foreground;
  } catch {
    return false;
  }
}
