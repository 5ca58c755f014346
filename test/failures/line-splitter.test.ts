import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine } from '../../src/failures/clean-line.ts';
import { LineSplitter, maxLineBytes } from '../../src/failures/line-splitter.ts';

function split(...chunks: readonly (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => {
    lines.push(cleanLine(line));
  });
  for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  splitter.end();
  return lines;
}

describe('lines', () => {
  const cases: readonly (readonly [string, readonly (string | Uint8Array)[], readonly string[]])[] = [
    ['end at a line feed', ['a\nb\n'], ['a', 'b']],
    ['may lack it at the end', ['a\nb'], ['a', 'b']],
    ['keep leading blanks', ['  a \n\tb\n'], ['  a ', '\tb']],
    ['may be empty', ['\n\n'], ['', '']],
    ['cross chunks', ['ab', 'c\nd', 'e', 'f\n'], ['abc', 'def']],
    ['lose CRLF', ['a\r\nb\r\r\n'], ['a', 'b']],
    ['lose CRLF that is split', ['a\r', '\nb\r', '\n'], ['a', 'b']],
    ['keep the last version of a progress', ['10%\r50%\r100%\nx\n'], ['100%', 'x']],
    ['keep it over chunks', ['10%', '\r50%', '\r', '100%\r\n'], ['100%']],
    ['lose colours', ['\x1b[1;31mred\x1b[0m \x1b[38:5:1mx\x1b[m\n'], ['red x']],
    [
      'lose charset, cursor and title sequences',
      ['\x1b(Ba\x1b[2K\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c\x1b]8;;\x1b\\\x1b7\n'],
      ['abc'],
    ],
    ['keep what follows a sequence that is cut', ['\x1b]never ends\n\x1b[31\n\x1b'], ['never ends', '31', '']],
    ['lose control characters', ['a\x00b\x07c\x08d\x9be\n'.replace('\x9b', '\u009b')], ['abcde']],
    ['lose the byte order mark', ['\ufeffa\n\ufeffb\n'], ['a', 'b']],
    ['are UTF-8', ['ünï 漢字 🎉\n'], ['ünï 漢字 🎉']],
    ['are UTF-8 over chunks', [Buffer.from('🎉').subarray(0, 2), Buffer.from('🎉\n').subarray(2)], ['🎉']],
    ['show invalid bytes', [Buffer.from([0x61, 0xff, 0x62, 0x0a])], ['a\ufffdb']],
  ];
  it.each(cases)('%s', (_, chunks, expected) => {
    expect(split(...chunks)).toEqual(expected);
  });

  it('are cut where they are too long, and the next one is whole again', () => {
    const long = 'x'.repeat(100_000);
    expect(split(`${long}\nnext\n`)).toEqual(['x'.repeat(maxLineBytes), 'next']);
    expect(split(long, long, '\nnext\n')).toEqual(['x'.repeat(maxLineBytes), 'next']);
  });

  it('of 100 MB do no harm', () => {
    const chunk = Buffer.alloc(64 * 1024, 'y');
    const before = process.memoryUsage().rss;
    const lines: number[] = [];
    const splitter = new LineSplitter(({ start, end }) => {
      lines.push(end - start);
    });
    for (let i = 0; i < 1600; i += 1) splitter.push(chunk);
    splitter.push(Buffer.from('\nz\n'));
    expect(lines).toEqual([maxLineBytes, 1]);
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  });

  it('in many small pieces do no harm either', () => {
    const lines: number[] = [];
    const splitter = new LineSplitter(({ start, end }) => {
      lines.push(end - start);
    });
    const piece = Buffer.from('yyyyyyyy');
    for (let i = 0; i < 100_000; i += 1) splitter.push(piece);
    splitter.end();
    expect(lines).toEqual([maxLineBytes]);
  });

  it('can be looked at again from those below, the nearest first', () => {
    let above: readonly string[] = [];
    const splitter = new LineSplitter(() => {
      above = [...splitter.above()].map(cleanLine);
    });
    for (const byte of Buffer.from('one\n\n10%\r50%\r\n\x1b[31mré\x1b[0md\r\nat hand\nnext'))
      splitter.push(Buffer.of(byte));
    expect(above).toEqual(['réd', '50%', '', 'one']);
    splitter.end();
    expect(above).toEqual(['at hand', 'réd', '50%', '', 'one']);
  });

  it('are kept to be looked at again, but not for ever', () => {
    let above: readonly number[] = [];
    const splitter = new LineSplitter(({ end, start }) => {
      if (end - start === 4) above = [...splitter.above()].map((line) => line.end - line.start);
    });
    const long = Buffer.from(`${'x'.repeat(999)}\n`);
    for (let lines = 0; lines < 100_000; lines += 1) splitter.push(long);
    splitter.push(Buffer.from('last\n'));
    expect(new Set(above)).toEqual(new Set([999]));
    expect(above.length).toBeGreaterThanOrEqual(1000);
    expect(above.length).toBeLessThanOrEqual(5000);
    splitter.push(Buffer.alloc(50_000_000, 'y'));
    splitter.push(Buffer.from('\nlast\n'));
    expect(above.slice(0, 3)).toEqual([maxLineBytes, 4, 999]);
  });

  it('do not depend on how the bytes are chunked', () => {
    const alphabet = [
      'a',
      'é',
      '🎉',
      '\r',
      '\n',
      '\r\n',
      '\x1b[1m',
      '\x1b]8;;u\x1b\\',
      '\x00',
      'y'.repeat(50_000),
      '\u00ff',
    ];
    const bytes = fc.array(fc.constantFrom(...alphabet), { maxLength: 30 }).map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(bytes, fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 20 }), (all, sizes) => {
        const chunks: Uint8Array[] = [];
        let from = 0;
        for (const size of sizes) {
          chunks.push(all.subarray(from, from + size));
          from += size;
        }
        expect(split(...chunks, all.subarray(from))).toEqual(split(all));
      }),
      { numRuns: 300 },
    );
  });

  it('of garbage are read without harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (garbage) => {
        for (const line of split(garbage)) expect(line).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/);
      }),
    );
  });
});
