import { expect, it } from 'vitest';
import { makeFailure, type RunnerReport } from '../../src/failures/failure.ts';
import { tellingRunners } from '../../src/report/telling-runners.ts';

const report = (runner: string, more: Partial<RunnerReport> = {}): RunnerReport => ({
  runner,
  failures: [],
  flaky: [],
  counts: null,
  lastTests: null,
  complete: true,
  warnings: [],
  ...more,
});
const failed = report('testr', { failures: [makeFailure({ id: 'm.T.test_x', runner: 'testr' })] });
const names = (...reports: readonly RunnerReport[]) => tellingRunners(reports).map(({ runner }) => runner);

it('tox, whose command failed by the tests of another runner, does not say that nothing failed', () => {
  expect(names(failed, report('tox'))).toEqual(['testr']);
});

it('who has something of its own to say stays', () => {
  const counts = { ran: 3, failed: 0, errors: 0, skipped: 0 };
  expect(names(failed, report('pytest', { counts }))).toEqual(['testr', 'pytest']);
  expect(names(failed, report('tox', { complete: false }))).toEqual(['testr', 'tox']);
  expect(names(failed, report('tox', { warnings: ['x'] }))).toEqual(['testr', 'tox']);
});

it('a log in which nothing failed names them all', () => {
  expect(names(report('tox'), report('pytest'))).toEqual(['tox', 'pytest']);
});
