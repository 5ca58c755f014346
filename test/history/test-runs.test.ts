import { expect, test } from 'vitest';
import type { HistoryRun } from '../../src/history/history.ts';
import { testRuns } from '../../src/history/test-runs.ts';
import { historyOf, historyRun, listedTest, naming, runsOf } from '../support/history.ts';

const t = { id: 't', target: 'unit' };

function outcomes(runs: readonly HistoryRun[]): string {
  return testRuns(historyOf(runs), t)
    .map(({ outcome }) => outcome)
    .join(' ');
}

test.each([
  ['AF AP', 'failed passed'],
  ['AP AF', 'passed failed'],
  ['AF BP', 'failed passed'],
  ['AF Ao', 'failed passed'],
  ['AF Bo Cf', 'failed passed flaky'],
  // before the first run that names it, on another tree, it may not have been there
  ['BP AF', 'unknown failed'],
  ['?P ?F ?P', 'unknown failed passed'],
])('in %s it has %s', (runs, expected) => expect(outcomes(runsOf(runs))).toBe(expected));

/** It failed, and then there is a run that does not list it. */
const failed = historyRun({ time: 1, listed: [listedTest()], counts: { ran: 10, failed: 1, skipped: 1 } });
const later = historyRun({ time: 2, counts: { ran: 10, failed: 0, skipped: 1 } });

test.each<[string, Partial<HistoryRun>, string]>([
  ['that had all tests, came to its end, and is as long', {}, 'passed'],
  ['that ran some tests only', { asked: 'some' }, 'unknown'],
  ['that was cut off', { whole: false }, 'unknown'],
  ['whose runner does not count', { counts: null }, 'unknown'],
  ['that ran fewer tests: it may have gone', { counts: { ran: 9, failed: 0, skipped: 1 } }, 'unknown'],
  ['that skipped more: it may be one of them', { counts: { ran: 10, failed: 0, skipped: 2 } }, 'unknown'],
  ['that has more tests', { counts: { ran: 12, failed: 0, skipped: 0 } }, 'passed'],
  ['that ran it by name', { asked: ['t', 'u'], counts: { ran: 2, failed: 0, skipped: 0 } }, 'passed'],
  [
    'that ran it by name, and found only one of two',
    { asked: ['t', 'u'], counts: { ran: 1, failed: 0, skipped: 0 } },
    'unknown',
  ],
  ['that ran another by name', { asked: ['u'] }, 'unknown'],
  ['of another tree', { tree: 'B' }, 'passed'],
  ['of a tree that nobody knows', { tree: null }, 'passed'],
])('of a run that does not list it, %s', (_, changes, expected) => {
  expect(outcomes([failed, { ...later, ...changes }])).toBe(`failed ${expected}`);
});

test('a run that stopped at its first failure says nothing of the others', () => {
  const whole = historyRun({ time: 0, tree: 'Z' });
  // the test was the second to run when it failed; this time the fourth one did
  const stopped = { ...failed, counts: { ran: 2, failed: 1, skipped: 0 } };
  const other = historyRun({
    time: 3,
    listed: [listedTest({ id: 'other' })],
    counts: { ran: 4, failed: 1, skipped: 0 },
  });
  expect(outcomes([whole, stopped, other])).toBe('unknown failed unknown');
  expect(outcomes([whole, stopped, { ...other, counts: { ran: 10, failed: 1, skipped: 0 } }])).toBe(
    'unknown failed passed',
  );
});

test('a filtered run that names it proves that it is there, but not on whole runs of fewer tests', () => {
  const alone: HistoryRun = { ...failed, asked: 'some', counts: { ran: 1, failed: 1, skipped: 0 } };
  // nothing tells how many tests a run with it has
  expect(outcomes([alone, later])).toBe('failed unknown');
});

test('JUnit XML says of each test how it went, and how long it took', () => {
  const { passed, names } = naming([
    { id: 's', outcome: 'skipped', ms: null },
    { id: 't', outcome: 'passed', ms: 1234 },
    { id: 'u', outcome: 'passed', ms: null },
    { id: 'v', outcome: 'listed', ms: 7 },
  ]);
  const run = historyRun({ passed, asked: 'some', listed: [listedTest({ id: 'v', ms: 7 })] });
  const history = historyOf([run], names);
  const went = (id: string) => testRuns(history, { id, target: null }).map(({ outcome, ms }) => [outcome, ms]);
  expect(went('s')).toEqual([['skipped', null]]);
  expect(went('u')).toEqual([['passed', null]]);
  expect(went('v')).toEqual([['failed', 7]]);
  expect(went('w')).toEqual([]);
  const [[outcome, ms] = []] = went('t');
  expect(outcome).toBe('passed');
  expect(ms).toBeGreaterThan(1220);
  expect(ms).toBeLessThan(1250);
});

test('what JUnit XML does not name was not there, though nothing failed', () => {
  const { passed, names } = naming([{ id: 'u', outcome: 'passed', ms: null }]);
  const runs = [failed, { ...later, passed }];
  expect(testRuns(historyOf(runs, names), t).map(({ outcome }) => outcome)).toEqual(['failed', 'unknown']);
});

test('each target has runs of its own', () => {
  const other = historyRun({ time: 3, target: 'py39', listed: [listedTest()] });
  const history = historyOf([failed, later, other]);
  expect(testRuns(history, t)).toHaveLength(2);
  expect(testRuns(history, { id: 't', target: 'lint' })).toEqual([]);
  expect(testRuns(history, { id: 't', target: null }).map(({ target, outcome }) => [target, outcome])).toEqual([
    ['unit', 'failed'],
    ['unit', 'passed'],
    ['py39', 'failed'],
  ]);
});
