import { describe, expect, it } from 'vitest';
import { bazelRerun } from '../../src/failures/reruns/bazel.ts';
import { readResult, readTotals } from '../../src/failures/runners/bazel-line.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'bazel');
}

describe('a result of Bazel', () => {
  it.each([
    ['//a/b:c                FAILED in 0.1s', '//a/b:c', 'FAILED', null],
    ['//a/b:c                FAILED in 1 out of 2 in 41.9s', '//a/b:c', 'FAILED', '1 out of 2'],
    ['//a:c     FLAKY, failed in 1 out of 3 in 2.0s', '//a:c', 'FLAKY', '1 out of 3'],
    ['@@repo~1//a:c (k8-opt)     (1/2 cached) TIMEOUT in 60.0s', '@@repo~1//a:c', 'TIMEOUT', null],
    ['//a:c       (cached) PASSED in 0.0s', '//a:c', 'PASSED', null],
    ['//a:c       NO STATUS', '//a:c', 'NO STATUS', null],
    ['//a:c       FAILED TO BUILD', '//a:c', 'FAILED TO BUILD', null],
  ])('%s', (text, label, status, tries) => {
    expect(readResult(text)).toMatchObject({ label, status, tries });
  });

  it.each(['// FAILED', '//a:b', '//a:b FAILED later', '// a comment PASSED in 0.1s'])('is not "%s"', (text) => {
    expect(readResult(text)).toBeNull();
  });

  it('is counted in the end', () => {
    const text =
      'Executed 3 out of 9 tests: 4 tests pass, 1 fails to build, 2 fail locally, 1 fails remotely and 1 was skipped.';
    expect(readTotals(text)).toEqual({ total: 9, failed: 3, broken: 1, skipped: 1 });
    expect(readTotals('Executed 9 out of 9 tests')).toBeNull();
  });
});

describe('Bazel', () => {
  it('tells flaky tests from failed ones', () => {
    const report = read(recording('bazel', 'all'));
    expect(report?.flaky).toMatchObject([{ id: '//:flaky', message: 'FLAKY in 1 out of 2' }]);
    expect(report?.failures.find(({ id }) => id === '//:times_out')).toMatchObject({
      message: 'TIMEOUT in 2 out of 2',
      outcome: 'error',
    });
  });

  it('shows what a test printed, and its cases', () => {
    expect(read(recording('bazel', 'output'))?.failures[0]?.excerpt).toContain('some output');
    expect(read(recording('bazel', 'detailed'))?.failures[0]?.message).toMatch(/^FAILED: \.fails \(/);
  });

  it('names what could not be built', () => {
    expect(read(recording('bazel', 'broken'))?.failures).toMatchObject([
      { id: '//:not_built', unit: 'package', outcome: 'error' },
    ]);
    const log = 'Target //lib:x failed to build\nINFO: Elapsed time: 1s\nERROR: Build did NOT complete successfully\n';
    expect(read(log)).toMatchObject({ complete: true, failures: [{ id: '//lib:x', unit: 'package' }] });
    expect(read("ERROR: Analysis of target '//a:b' failed; build aborted: x\n")?.failures).toMatchObject([
      { id: '//a:b' },
    ]);
  });

  it('that was stopped has what it said at once', () => {
    expect(read('FAIL: //a:b (shard 1 of 16) (see /x/test.log)\nFAIL: //a:b (see /x/test.log)\n')).toMatchObject({
      complete: false,
      failures: [{ id: '//a:b' }],
    });
  });

  it('says how many tests did not run', () => {
    const log =
      '//a:b    NO STATUS\n//a:c    FAILED in 0.1s\n\nExecuted 1 out of 2 tests: 1 fails locally and 1 was skipped.\n';
    expect(read(log)).toMatchObject({
      counts: { ran: 1, failed: 1, skipped: 1 },
      warnings: ['1 test of Bazel did not run to the end'],
    });
  });
});

describe('the rerun of Bazel', () => {
  it('has the labels', () => {
    const failures = read(recording('bazel', 'rerun'))?.failures ?? [];
    expect(bazelRerun.arguments(failures, ['--config=ci', '-k', '-c', 'opt'])).toEqual(['//:fails', '//:shards']);
    expect(bazelRerun.commands(failures)).toEqual([
      ['bazel', 'test', '--cache_test_results=no', '//:fails', '//:shards'],
    ]);
    expect(bazelRerun.arguments(failures, ['//...'])).toMatch(/would run as well/);
  });
});
