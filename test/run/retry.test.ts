import { describe, expect, test } from 'vitest';
import { type Failure, makeFailure, type RunnerReport } from '../../src/failures/failure.ts';
import type { TargetResult } from '../../src/run/event.ts';
import { whyNotAgain } from '../../src/run/retry.ts';
import { targetResult } from '../support/results.ts';

const failure = makeFailure({ id: 'a.T.test_x', runner: 'unittest' });

function failed(changes: Partial<RunnerReport> = {}, more: Partial<TargetResult> = {}): TargetResult {
  const counts = { ran: 3, failed: 1, errors: 0, skipped: 0 };
  const report = {
    runner: 'unittest',
    failures: [failure],
    flaky: [],
    counts,
    lastTests: 3,
    complete: true,
    warnings: [],
  };
  const rerun = { words: ['-e', 'unit', '--', 'a.T.test_x'] };
  return targetResult({
    verdict: 'failed',
    exitCode: 1,
    exit: 1,
    report: { runners: [{ ...report, ...changes }] },
    rerun,
    ...more,
  });
}

const unit = (name: Failure['unit']): Failure => ({
  ...failure,
  id: 'a',
  ...(name === undefined ? {} : { unit: name }),
});

describe('failed tests are tried again', () => {
  test.each([
    ['a test', failed()],
    ['a class in its fixture, which its runner can run alone', failed({ failures: [unit('class')] })],
  ])('%s', (_, result) => {
    expect(whyNotAgain(result)).toBeNull();
  });
});

describe('nothing is tried again', () => {
  test.each<[string, TargetResult, string]>([
    ['where no test is named', failed({ failures: [] }), 'no failed test is named'],
    ['after a module that could not be loaded', failed({ failures: [failure, unit('module')] }), 'a is no single test'],
    ['after a package that was not built', failed({ failures: [unit('package')] }), 'a is no single test'],
    ['after a crash', failed({}, { exitCode: 139 }), 'the tests were killed before they were through'],
    ['where the runner did not end', failed({ complete: false }), 'unittest did not come to its end'],
    ['where the count says that not all are named', failed({ warnings: ['counts 2, lists 1'] }), 'counts 2, lists 1'],
    ['where nothing runs just these', failed({}, { rerun: { reason: 'too many' } }), 'too many'],
    ['where no line was found', failed({}, { rerun: null }), 'nothing runs just these tests'],
  ])('%s', (_, result, reason) => {
    expect(whyNotAgain(result)).toBe(reason);
  });
});
