import { cleanLine } from '../failures/clean-line.ts';
import { LineSplitter } from '../failures/line-splitter.ts';
import type { ServiceLog } from './service-log.ts';

/**
 * Resolves when a line of a service's output, without its colours, matches, also one that has been said before; rejects
 * when the signal says so.
 */
export async function awaitLine(log: Pick<ServiceLog, 'listen'>, pattern: string, signal: AbortSignal): Promise<void> {
  const wanted = new RegExp(pattern);
  let heard = (): void => undefined;
  const found = new Promise<void>((resolve) => {
    heard = resolve;
  });
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const splitter = (): LineSplitter =>
    new LineSplitter((line) => {
      if (wanted.test(cleanLine(line))) heard();
    });
  const splitters = { stdout: splitter(), stderr: splitter() };
  const deaf = log.listen((stream, chunk) => splitters[stream].push(chunk));
  try {
    await Promise.race([found, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
    deaf();
  }
}
