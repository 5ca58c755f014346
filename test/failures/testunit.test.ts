import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { testunitRerun } from '../../src/failures/reruns/testunit.ts';
import { TestunitBlock } from '../../src/failures/runners/testunit-block.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: Uint8Array | string) {
  return reportOf(readLog(log), 'testunit');
}

describe('a fault of test-unit', () => {
  it.each([
    ['Failure: test_a(T)', 'test_a(T)'],
    ['Error: test_a(M::T): RuntimeError: no (Fake)', 'test_a(M::T)'],
    ['Failure: test_a[x (1): y](T):', 'test_a[x (1): y](T)'],
    ['  12) Failure: test: a b(T)', 'test: a b(T)'],
    ['Error: M::T: RuntimeError: no', 'M::T'],
  ])('%s', (text, id) => {
    expect(TestunitBlock.from(text)?.id).toBe(id);
  });

  it.each(['Omission: no [test_a(T)]', 'Pending: test_a(T): no', 'Error: no such file', 'Failure: x(T)'])(
    '%s is none',
    (text) => {
      expect(TestunitBlock.from(text)).toBeNull();
    },
  );
});

describe('test-unit', () => {
  it.each(['default', 'list'])('tells what failed, where and why (%s)', (name) => {
    const failures = read(recording('testunit', name))?.failures ?? [];
    const of = (id: string) => failures.find((failure) => failure.id === id);
    expect(of('test_plain(TestNames)')).toMatchObject({
      message: '<3> expected but was <2>',
      file: '/src/test/test_failing.rb',
      line: 4,
    });
    expect(of('test_told(TestNames)')?.message).toBe('One and one.');
    expect(of('test_error(TestNames)')).toMatchObject({
      message: 'RuntimeError: boom (TestFake): no',
      outcome: 'error',
    });
    expect(of('TestStartup')).toMatchObject({ unit: 'class', message: 'RuntimeError: no start' });
  });

  it('is quiet about what only looks like it, and quick', () => {
    expect(read(`${'='.repeat(79)}\nFailure: test_a(T)\n`)).toBeUndefined();
    const took = processorTime();
    read(`Loaded suite x\n${`${'='.repeat(79)}\nError: test${'(A'.repeat(20_000)}\n`.repeat(20)}`);
    expect(took()).toBeLessThan(bounded);
  });
});

describe('its rerun', () => {
  const failure = (id: string) => makeFailure({ id, runner: 'testunit' });

  it('names one test with its class', () => {
    expect(testunitRerun.arguments([failure('test_a[x (1)](M::T)')], ['t.rb'])).toEqual(['-n', 'M::T#test_a[x (1)]']);
  });

  it('is a pattern for those of one class', () => {
    const both = [failure('test_a[b c](T)'), failure("test: it's(T)")];
    expect(testunitRerun.arguments(both, [])).toEqual(['-n', "/^(?:test_a\\[b c\\]|test: it's)$/", '-t', 'T']);
    expect(testunitRerun.commands(both)[0]?.slice(1)).toEqual([
      'test',
      "TESTOPTS='-n' '/^(?:test_a\\[b c\\]|test: it'\\''s)$/' '-t' 'T'",
    ]);
  });

  it('is one command for each class', () => {
    const several = [failure('test_a(T)'), failure('test_a(U)')];
    expect(testunitRerun.arguments(several, [])).toMatch(/several classes/);
    expect(testunitRerun.commands(several)).toHaveLength(2);
  });
});
