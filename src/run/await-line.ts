import { cleanLine } from '../failures/clean-line.ts';
import { LineSplitter } from '../failures/line-splitter.ts';
import type { ServiceLog } from './service-log.ts';

/** Resolves when a line of a service's output, without its colours, matches; rejects when the signal says so. */
export function awaitLine(log: ServiceLog, pattern: string, signal: AbortSignal): Promise<void> {
  const wanted = new RegExp(pattern);
  return new Promise((resolve, reject) => {
    const splitter = (): LineSplitter =>
      new LineSplitter(({ bytes }, start, end) => {
        if (wanted.test(cleanLine(bytes, start, end))) settle(resolve);
      });
    const splitters = { stdout: splitter(), stderr: splitter() };
    const deaf = log.listen((stream, chunk) => splitters[stream].push(chunk));
    const stop = (): void => settle(() => reject(signal.reason));
    const settle = (done: () => void): void => {
      signal.removeEventListener('abort', stop);
      deaf();
      done();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
