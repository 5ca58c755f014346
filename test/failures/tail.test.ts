import { describe, expect, it } from 'vitest';
import { createTail } from '../../src/failures/tail.ts';

function tail(maxLines: number, maxBytes: number, ...chunks: readonly (readonly ['stdout' | 'stderr', string])[]) {
  const kept = createTail(maxLines, maxBytes);
  for (const [stream, text] of chunks) kept.push(stream, Buffer.from(text));
  return kept.lines();
}

describe('the tail of an output', () => {
  it('is its last lines, clean, without blank ones at the end', () => {
    expect(tail(2, 1000, ['stdout', 'a\nb\r\n\x1b[31mc\x1b[0m\n\n'])).toEqual(['b', 'c']);
  });

  it('has both streams in the order in which their lines ended', () => {
    expect(tail(9, 1000, ['stdout', 'a'], ['stderr', 'x\n'], ['stdout', 'b\n'], ['stderr', 'y'])).toEqual([
      'x',
      'ab',
      'y',
    ]);
  });

  it('says where a line has lost its beginning', () => {
    expect(tail(9, 10, ['stdout', `${'a'.repeat(100)}\nb\n`])).toEqual(['… aaaaaaa', 'b']);
  });

  it('is bounded in bytes, whatever the size of the chunks', () => {
    const kept = createTail(3, 1000);
    const small = Buffer.from('0123456789\n');
    for (let times = 0; times < 100_000; times += 1) kept.push('stdout', small);
    kept.push('stdout', Buffer.alloc(50_000_000, 'x'));
    kept.push('stdout', Buffer.from('\nlast\n'));
    expect(kept.lines().map((line) => line.length)).toEqual([1002, 4]);
  });

  it('of nothing is nothing', () => {
    expect(createTail(5, 100).lines()).toEqual([]);
  });
});
