import { describe, expect, it } from 'vitest';
import type { Runner, Trigger } from '../../src/failures/parser.ts';
import { createFailureReader } from '../../src/failures/reader.ts';
import { runners } from '../../src/failures/runners.ts';

const longLine = 65_536;
const chunk = 65_536;
/** Below so much CPU time, in microseconds, a ratio says nothing. */
const measurable = 20_000;
/** Of three times the input: half way, as powers go, between what is linear (3) and what is quadratic (9). */
const maxRatio = 5.2;

function startOf(trigger: Trigger): string {
  return 'start' in trigger ? trigger.start : '';
}

/** At most 25 of them, evenly chosen: some runners have a trigger for each exit status. */
function someOf(triggers: readonly Trigger[]): readonly Trigger[] {
  const step = Math.max(1, Math.ceil(triggers.length / 25));
  return triggers.filter((_, index) => index % step === 0);
}

/** A generator of numbers that is the same for each run of the tests (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function costOf(readers: readonly Runner[], text: Buffer): number {
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 2; times += 1) {
    const before = process.cpuUsage();
    const reader = createFailureReader(readers);
    for (let at = 0; at < text.length; at += chunk) reader.push('stdout', text.subarray(at, at + chunk));
    reader.end();
    least = Math.min(least, process.cpuUsage(before).user);
  }
  return least;
}

/** Three times the input takes about three times the time; the least of several tries counts, since the machine may be busy. */
function expectLinear(readers: readonly Runner[], make: (scale: number) => string): void {
  const [one, three] = [Buffer.from(make(1)), Buffer.from(make(3))];
  const least = { one: Number.POSITIVE_INFINITY, three: Number.POSITIVE_INFINITY };
  let ratio = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 6 && ratio > maxRatio; tries += 1) {
    least.three = Math.min(least.three, costOf(readers, three));
    if (least.three >= measurable) least.one = Math.min(least.one, costOf(readers, one));
    ratio = least.three < measurable ? 0 : least.three / least.one;
  }
  expect(ratio).toBeLessThanOrEqual(maxRatio);
}

function repeated(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

const textual = runners.filter((runner) => runner.parser().line !== undefined);

/** What lines of many runners hold; a mix of it reaches deeper than the triggers alone. */
const words = [
  ...[
    'FAILED',
    'FAIL',
    'ok',
    'not ok',
    'ERROR',
    ' - ',
    '::',
    '#1',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '`',
    '›',
    '»',
  ],
  ...[
    '...',
    '---',
    '===',
    '0.01s',
    '(3 ms)',
    '12',
    ':',
    '/',
    '\\',
    '|',
    '=>',
    'Test',
    'tests',
    'in',
    ' ',
    '   ',
    '\t',
    'é',
    '%',
  ],
];

describe.each(textual.map((runner) => [runner.name, runner] as const))(
  'hostile input does not slow down %s:',
  (_, runner) => {
    const triggers = runner.parser().triggers;

    it('lines of 64 KB that repeat a trigger', () => {
      expectLinear([runner], (scale) => {
        const lines = someOf(triggers).flatMap((trigger) => {
          const start = startOf(trigger);
          const end = trigger.end ?? '';
          return [repeated(start + end, longLine), start + repeated(` ${end}x`, longLine) + end];
        });
        return Array.from({ length: scale }, () => lines.join('\n')).join('\n');
      });
    });

    it('a line that gets longer', () => {
      const trigger = triggers[0];
      const start = trigger === undefined ? '' : startOf(trigger);
      for (const filler of ['( ', ' - ', '[', '"\\', ' (1', '. ', ':1', 'a.', '=']) {
        expectLinear([runner], (scale) => `${start}${filler.repeat(scale * longLine)}${trigger?.end ?? ''}\n`);
      }
    });

    it('triggers and what may follow them, mixed at random', () => {
      expectLinear([runner], (scale) => {
        const next = random(7);
        const pick = <Item>(items: readonly Item[], or: Item): Item => items[Math.floor(next() * items.length)] ?? or;
        const line = (): string => {
          const trigger = next() < 0.5 ? pick(triggers, { start: 'x' }) : undefined;
          const inside = Array.from({ length: Math.floor(next() * 12) }, () => pick(words, ' ')).join(
            next() < 0.5 ? ' ' : '',
          );
          return trigger === undefined ? inside : startOf(trigger) + inside + (trigger.end ?? '');
        };
        return Array.from({ length: scale * 6000 }, line).join('\n');
      });
    });

    it('triggers in blocks that are ever deeper', () => {
      expectLinear([runner], (scale) => {
        const lines = Array.from({ length: scale * 3000 }, (_, depth) => {
          const trigger = triggers[depth % triggers.length];
          return (
            ' '.repeat(depth % 400) +
            (trigger === undefined ? '' : `${startOf(trigger)}${'{('.repeat(depth % 50)}${trigger.end ?? ''}`)
          );
        });
        return lines.join('\n');
      });
    });
  },
);

it('hostile input of a million short lines takes three times the time of a third of it', () => {
  const all = textual.flatMap((runner) => someOf(runner.parser().triggers));
  const next = random(11);
  const lines = Array.from({ length: 1000 }, () => {
    const trigger = all[Math.floor(next() * all.length)];
    const isMarked = next() < 0.1 && trigger !== undefined;
    return isMarked
      ? `${startOf(trigger)}x${trigger.end ?? ''}`
      : `${words[Math.floor(next() * words.length)]} ${next()}`;
  });
  const block = `${lines.join('\n')}\n`;
  expectLinear(textual, (scale) => block.repeat(scale * 333));
});

it('a parser that looks back at all lines is found out', () => {
  const seen: string[] = [];
  const looksBack: Runner = {
    name: 'looks back',
    parser: () => ({
      runner: 'looks back',
      triggers: [{ start: 'x' }],
      line({ text }) {
        seen.push(text);
        return seen.filter((each) => each === text).length < 0;
      },
      end() {
        seen.length = 0;
        return null;
      },
    }),
  };
  expect(() => expectLinear([looksBack], (scale) => 'x\n'.repeat(scale * 4000))).toThrow();
});
