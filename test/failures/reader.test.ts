import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Line, Runner } from '../../src/failures/parser.ts';
import { createFailureReader } from '../../src/failures/reader.ts';
import { readLog, recording } from './read-log.ts';

const names = [
  ['unittest', 'python3.11-verbose'],
  ['unittest', 'python2.7-all'],
  ['pytest', 'pytest9.0-color'],
  ['pytest', 'pytest7.2-xdist'],
] as const;

/** Shows what is above each line that begins with `wanted`. */
function looksBack(show: (above: readonly string[]) => void): Runner {
  const line = (wanted: Line): boolean => {
    show([...wanted.before()]);
    return false;
  };
  const triggers = [{ start: 'wanted' }];
  return { name: 'looks back', parser: () => ({ runner: 'looks back', triggers, line, end: () => null }) };
}

describe('a report', () => {
  it.each(names)('does not depend on how the output is chunked: %s %s', (runner, name) => {
    const bytes = recording(runner, name);
    const whole = readLog(bytes);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 50 }), (sizes) => {
        const reader = createFailureReader();
        let from = 0;
        for (let index = 0; from < bytes.length; index += 1) {
          const size = sizes[index % sizes.length] ?? 1;
          reader.push('stdout', bytes.subarray(from, from + size));
          from += size;
        }
        expect(reader.end()).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it.each(names)('is the same for a terminal, with CRLF and a carriage return first: %s %s', (runner, name) => {
    const text = recording(runner, name).toString();
    expect(readLog(text.replaceAll('\n', '\r\n'))).toEqual(readLog(text));
    expect(readLog(text.replaceAll('\n', '\n progress…\r\x1b[2K'))).toEqual(readLog(text));
  });

  it.each([
    ['GitHub', '2024-07-19T13:40:28.2721322Z '],
    ['Zuul', '2024-01-01 00:00:00.000000 | ubuntu-jammy | '],
    ['an older Zuul', '2013-09-27 18:47:11.720 | '],
    ['Jenkins', '[2024-01-01T00:00:00.000Z] '],
    ['GitLab', '2024-01-01T00:00:00.000000Z 01O '],
    ['Buildkite', '\x1b_bk;t=1704067200000\x07'],
    ['compose', 'tests_1  | '],
    ['Kubernetes', '2024-01-01T00:00:00.000000000Z '],
    ['kubectl with its prefix', '[pod/tests-x7k2p/unit] '],
  ])('sees through the prefix of %s', (_, prefix) => {
    const text = recording('pytest', 'pytest7.2-verbose').toString();
    expect(readLog(text.replaceAll(/^/gm, prefix))).toEqual(readLog(text));
  });

  it('keeps the streams apart, however they interleave', () => {
    const stderr = recording('unittest', 'python3.11-all');
    const alone = createFailureReader();
    alone.push('stderr', stderr);
    const mixed = createFailureReader();
    for (let from = 0; from < stderr.length; from += 100) {
      mixed.push(
        'stdout',
        Buffer.from(`FAIL: test_forged (tests.test_x.T.test_forged)\n${'='.repeat(70)}\nERROR: a (b.c)`),
      );
      mixed.push('stderr', stderr.subarray(from, from + 100));
    }
    expect(mixed.end()).toEqual(alone.end());
  });

  it('does not take longer for parsers that always look far back', () => {
    let looks = 0;
    const lines = 100_000;
    const reader = createFailureReader([looksBack((above) => (looks += above.length))]);
    for (let line = 0; line < lines; line += 1) reader.push('stdout', Buffer.from(`wanted${'x'.repeat(93)}\n`));
    reader.end();
    expect(looks).toBeGreaterThan(4 * lines);
    expect(looks).toBeLessThan(5 * lines);
  });

  it.each([0, 50, 99, 100, 101, 300])('has seen the lines above line %i, without prefixes', (at) => {
    const seen: (readonly string[])[] = [];
    const above = Array.from({ length: at }, (_, line) => `line ${line}`);
    const log = [...above, 'wanted', ...above].map((line) => `2024-07-19T13:40:28.2721322Z ${line}\n`).join('');
    const reader = createFailureReader([looksBack((lines) => seen.push(lines))]);
    reader.push('stdout', Buffer.from(`\ufeff${log}`));
    reader.end();
    expect(seen).toEqual([above.reverse().slice(0, 256)]);
  });

  it('is empty for an empty output', () => {
    expect(createFailureReader().end()).toEqual({ runners: [] });
  });

  it('comes of garbage too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (garbage) => {
        expect(readLog(garbage)).toEqual({ runners: [] });
      }),
    );
  });

  it('of a log of many runs needs little memory', () => {
    const bytes = recording('pytest', 'pytest7.2-all');
    const reader = createFailureReader();
    const before = process.memoryUsage().rss;
    for (let times = 0; times < 1000; times += 1) reader.push('stdout', bytes);
    expect(reader.end().runners[0]?.failures).toHaveLength(23);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });
});
