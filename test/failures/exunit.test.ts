import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { exunitRerun } from '../../src/failures/reruns/exunit.ts';
import { isFinished, readClosing } from '../../src/failures/runners/exunit-closing.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: Uint8Array | string) {
  return reportOf(readLog(log), 'exunit');
}

function block(number: number, line: number): string {
  return `\n  ${number}) test a ${number} (T)\n     test/a_test.exs:${line}\n     ** (RuntimeError) no\n     stacktrace:\n       test/a_test.exs:${line}: (test)\n\n`;
}

const finished = 'Finished in 0.03 seconds (0.00s async, 0.03s sync)\n';

describe("ExUnit's closing line", () => {
  it.each([
    ['5 tests, 2 failures, 1 invalid, 1 skipped', { ran: 3, failed: 2, errors: 0, skipped: 1 }],
    ['3 doctests, 2 properties, 5 tests, 0 failures (1 excluded)', null],
    ['3 doctests, 2 properties, 5 tests, 1 failure', { ran: 10, failed: 1, errors: 0, skipped: 0 }],
    ['5 tests, 0 failures, 2 excluded', { ran: 3, failed: 0, errors: 0, skipped: 2 }],
    ['Result: 3/5 passed, 1 skipped', { ran: 5, failed: 2, errors: 0, skipped: 1 }],
    ['Result: 455 passed (70 tests, 14 properties)', { ran: 455, failed: 0, errors: 0, skipped: 0 }],
    ['12 examples, 8 failures', null],
    ['Result: FAIL', null],
  ])('%s', (text, counts) => {
    expect(readClosing(text)).toEqual(counts);
  });

  it('stands below how long it took', () => {
    expect(isFinished(finished.trim())).toBe(true);
    expect(isFinished('Finished in 0.03 seconds (files took 1 second to load)')).toBe(false);
  });
});

describe('ExUnit', () => {
  it('tells what failed, where and why', () => {
    const failures = read(recording('exunit', 'trace'))?.failures ?? [];
    const of = (id: string) => failures.find((failure) => failure.id === id);
    expect(of('test/failing_test.exs:4')).toMatchObject({ message: 'Assertion with == failed', line: 4 });
    expect(of('test/failing_test.exs:10')).toMatchObject({
      message: '** (ArgumentError) no database',
      outcome: 'error',
      line: 9,
      durationMs: 1.5,
    });
    expect(of('test/failing_test.exs:20')).toMatchObject({ file: 'test/failing_test.exs', line: 21 });
    expect(of('test/setup_all_test.exs:4')).toMatchObject({ unit: 'suite', rerunId: 'test/setup_all_test.exs' });
  });

  it('has more than a hundred failures', () => {
    const blocks = Array.from({ length: 150 }, (_, index) => block(index + 1, index + 1)).join('noise\n');
    expect(read(`${blocks}${finished}150 tests, 150 failures\n`)?.failures).toHaveLength(150);
  });

  it('has the last of two with one number, if it counts fewer', () => {
    const log = `${block(1, 3)}${block(1, 7)}${finished}2 tests, 1 failure\n`;
    expect(read(log)?.failures.map(({ id }) => id)).toEqual(['test/a_test.exs:7']);
  });

  it('says when it shows too few, and is not complete without its closing line', () => {
    expect(read(`${block(1, 3)}${finished}3 tests, 2 failures\n`)?.warnings).toEqual([
      'exunit counts 2 failures, but shows 1',
    ]);
    expect(read(`Running ExUnit with seed: 1, max_cases: 4\n${block(1, 3)}`)).toMatchObject({ complete: false });
  });

  it('is quiet about headers without a place, and quick', () => {
    expect(read('  1) test fake (FakeTest)\n\n')).toBeUndefined();
    const took = processorTime();
    read(
      `${'  1) test x (T)\n'.repeat(20_000)}${'(x '.repeat(50_000)} (1ms) [L#1]\n  * test ${'a ('.repeat(50_000)}]\n`,
    );
    expect(took()).toBeLessThan(bounded);
  });
});

describe('its rerun', () => {
  const failures = ['test/a_test.exs:3', 'test/a_test.exs:7', 'test/b_test.exs:1'].map((id) => {
    return makeFailure({ id, runner: 'exunit' });
  });

  it('has the lines of a file together', () => {
    expect(exunitRerun.arguments(failures, ['--seed', '0'])).toEqual(['test/a_test.exs:3:7', 'test/b_test.exs:1']);
    expect(exunitRerun.commands(failures)).toEqual([
      ['mix', 'test', 'test/a_test.exs:3:7'],
      ['mix', 'test', 'test/b_test.exs:1'],
    ]);
  });

  it('has no line where all of a file must run', () => {
    const all = makeFailure({ id: 'test/a_test.exs:1', rerunId: 'test/a_test.exs', runner: 'exunit' });
    expect(exunitRerun.arguments([...failures, all], [])).toEqual(['test/a_test.exs', 'test/b_test.exs:1']);
  });

  it.each(['test', '--only', '--failed'])('refuses beside %s', (word) => {
    expect(exunitRerun.arguments(failures, [word])).toMatch(/selects tests already/);
  });
});
