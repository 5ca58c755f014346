import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { minitestRerun } from '../../src/failures/reruns/minitest.ts';
import { readName } from '../../src/failures/runners/minitest-block.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: Uint8Array | string) {
  return reportOf(readLog(log), 'minitest');
}

describe('a name of minitest', () => {
  it.each([
    ['T#test_a [test/t.rb:3]:', 'failed', 'T#test_a', { file: 'test/t.rb', line: 3 }],
    ['T#test_a [test/t.rb:3]', 'failed', 'T#test_a', { file: 'test/t.rb', line: 3 }],
    ['a b::c d#test_0001_e: [f]:', 'error', 'a b::c d#test_0001_e: [f]', null],
    ['T#test_a [x:1] [test/t.rb:3]:', 'failed', 'T#test_a [x:1]', { file: 'test/t.rb', line: 3 }],
    ['test_a(M::T) [test/t.rb:3]:', 'failed', 'M::T#test_a', { file: 'test/t.rb', line: 3 }],
    ['test_a(T):', 'error', 'T#test_a', null],
  ] as const)('%s', (text, kind, id, at) => {
    expect(readName(text, kind)).toEqual({ id, at });
  });

  it.each(['T#test_a', 'Some text:', 'T#method:', '  T#test_a:'])('%s is none', (text) => {
    expect(readName(text, 'error')).toBeNull();
  });
});

describe('minitest', () => {
  it('tells what failed, where and why', () => {
    const failures = read(recording('minitest', 'verbose'))?.failures ?? [];
    const of = (id: string) => failures.find((failure) => failure.id === id);
    expect(of('TestNames#test_plain')).toMatchObject({
      message: 'Expected: 3, Actual: 2',
      file: '/src/test/test_failing.rb',
      line: 4,
      durationMs: 0,
      outcome: 'failed',
    });
    expect(of('TestNames#test_told')?.message).toBe('One and one.');
    expect(of('TestFixtures#test_never')).toMatchObject({
      message: 'RuntimeError: no database',
      line: 15,
      outcome: 'error',
    });
  });

  it('has the same failures in each of its forms', () => {
    const [first, ...others] = ['default', 'inline', 'spec'].map((name) => {
      return read(recording('minitest', name))?.failures.map(({ id, message }) => [id, message?.split(' ')[0]]);
    });
    expect(first).toHaveLength(8);
    expect(others[0]).toEqual(first);
    expect(others[1]?.map(([id]) => id)).toEqual(first?.map(([id]) => id));
  });

  it('says when its list is short', () => {
    const log =
      'Finished in 0.1s, 1 runs/s\n\n  1) Failure:\nT#test_a [t.rb:1]:\nno\n\n3 runs, 1 assertions, 2 failures, 0 errors, 1 skips\n';
    expect(read(log)).toMatchObject({
      counts: { ran: 2, failed: 2, errors: 0, skipped: 1 },
      warnings: ['minitest counts 2 tests that failed, but 1 are listed'],
    });
  });

  it('is quiet about what only looks like it, and quick', () => {
    expect(read('Error:\nT#test_a:\nno\n')).toBeUndefined();
    const took = processorTime();
    read(`# Running:\n${'Error:\n'.repeat(20_000)}${'#test'.repeat(20_000)} = 0.00 s = F\n`);
    expect(took()).toBeLessThan(bounded);
  });
});

describe('its rerun', () => {
  const failures = ["T#test_it's (1)", 'a/b#test_c'].map((id) => makeFailure({ id, runner: 'minitest' }));

  it('is one pattern', () => {
    expect(minitestRerun.arguments(failures, ['test/all.rb'])).toEqual([
      '-n',
      "/^(?:T\\#test_it's \\(1\\)|a\\/b\\#test_c)$/",
    ]);
    expect(minitestRerun.commands(failures)[0]?.slice(1)).toEqual([
      'test',
      "TESTOPTS=--name='/^(?:T\\#test_it'\\''s \\(1\\)|a\\/b\\#test_c)$/'",
    ]);
  });

  it('refuses beside another selection', () => {
    expect(minitestRerun.arguments(failures, ['t.rb', '-n', 'x'])).toMatch(/selects tests already/);
  });
});
