import { expect, test } from 'vitest';
import type { Signal } from '../src/base/io.ts';
import { Signals } from '../src/signals.ts';

interface Heard {
  readonly signals: Signals;
  /** What listeners were told, and the exit code, in order. */
  readonly heard: (string | number)[];
  at: number;
}

function listening(): Heard {
  const heard: (string | number)[] = [];
  const box: Heard = {
    signals: new Signals({ exit: (code) => heard.push(code), now: () => box.at }),
    heard,
    at: 0,
  };
  box.signals.listen((signal, typed) => heard.push(typed ? `${signal} typed` : signal));
  return box;
}

test.each<[string, readonly (readonly [number, Signal])[], readonly (string | number)[]]>([
  [
    'the third ends the process with the code of the first',
    [
      [0, 'SIGTERM'],
      [500, 'SIGINT'],
      [900, 'SIGINT'],
    ],
    ['SIGTERM', 'SIGINT', 143],
  ],
  [
    'an echo within a tenth of a second is not a second signal',
    [
      [0, 'SIGINT'],
      [20, 'SIGINT'],
      [99, 'SIGINT'],
      [100, 'SIGINT'],
    ],
    ['SIGINT', 'SIGINT'],
  ],
  [
    'another signal is no echo',
    [
      [0, 'SIGINT'],
      [20, 'SIGTERM'],
    ],
    ['SIGINT', 'SIGTERM'],
  ],
  [
    'to be hung up on counts once',
    [
      [0, 'SIGHUP'],
      [500, 'SIGHUP'],
      [900, 'SIGHUP'],
      [1300, 'SIGHUP'],
    ],
    ['SIGHUP'],
  ],
  [
    'what hung up may still be interrupted',
    [
      [0, 'SIGHUP'],
      [500, 'SIGINT'],
      [900, 'SIGTERM'],
    ],
    ['SIGHUP', 'SIGINT', 129],
  ],
])('%s', (_, raised, expected) => {
  const box = listening();
  for (const [at, signal] of raised) {
    box.at = at;
    box.signals.raise(signal);
  }
  expect(box.heard).toEqual(expected);
});

test('where nobody listens the process ends at once', () => {
  const codes: number[] = [];
  const signals = new Signals({ exit: (code) => codes.push(code), now: () => 0 });
  const deaf = signals.listen(() => codes.push(-1));
  deaf();
  expect(signals.exitCode).toBe(null);
  signals.raise('SIGHUP');
  expect([codes, signals.exitCode]).toEqual([[129], 129]);
});

test('a key is told apart from a signal', () => {
  const box = listening();
  box.signals.raise('SIGINT', true);
  expect(box.heard).toEqual(['SIGINT typed']);
});
