import { expect, test } from 'vitest';
import { awaitLine } from '../../src/run/await-line.ts';
import type { ServiceLog } from '../../src/run/service-log.ts';

type Listener = Parameters<ServiceLog['listen']>[0];

/** A log of which something has been said before anyone listens. */
class SaidLog implements Pick<ServiceLog, 'listen'> {
  readonly listeners = new Set<Listener>();
  readonly #before: string;

  constructor(before: string) {
    this.#before = before;
  }

  listen(listener: Listener): () => void {
    listener('stdout', Buffer.from(this.#before));
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  say(stream: 'stdout' | 'stderr', text: string): void {
    for (const listener of this.listeners) listener(stream, Buffer.from(text));
  }
}

test('a line that was said before anyone listened is heard', async () => {
  const log = new SaidLog('starting\nup\n');
  await awaitLine(log, '^up$', new AbortController().signal);
  expect(log.listeners.size).toBe(0);
});

test('a line that comes in pieces and in colours is heard when it is whole, on either stream', async () => {
  const log = new SaidLog('start');
  const heard = awaitLine(log, '^ready$', new AbortController().signal).then(() => 'heard');
  log.say('stdout', 'ing\nready');
  log.say('stderr', '\u001b[32mrea');
  expect(await Promise.race([heard, new Promise((resolve) => setImmediate(resolve, 'not yet'))])).toBe('not yet');
  log.say('stderr', 'dy\u001b[0m\n');
  expect(await heard).toBe('heard');
  expect(log.listeners.size).toBe(0);
});

test.each(['before', 'after'])('the signal ends the waiting, %s it has begun', async (when) => {
  const log = new SaidLog('starting\n');
  const ending = new AbortController();
  if (when === 'before') ending.abort(new Error('late'));
  const heard = awaitLine(log, '^up$', ending.signal);
  ending.abort(new Error('late'));
  await expect(heard).rejects.toThrow('late');
  expect(log.listeners.size).toBe(0);
});
