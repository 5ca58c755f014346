import { expect, test } from 'vitest';
import { logPage } from '../../../src/report/html/log-page.ts';
import { failedTest, runnerReport } from '../../support/results.ts';

const input = { source: 'logs/ci.log', tree: { root: '/', exists: () => false } };

test('has a target for each runner, and for each failure how to run it again', () => {
  const pytest = { ...runnerReport([failedTest({ id: 'a.py::a', runner: 'pytest' })]), runner: 'pytest' };
  const mocha = { ...runnerReport([]), runner: 'mocha', complete: false };
  const { model, details } = logPage({ runners: [pytest, mocha] }, input);
  expect(model).toMatchObject({
    kind: 'log',
    title: 'ci.log',
    verdict: 'failed',
    sentence: 'pytest, mocha: 1 test failed. mocha did not come to its end.',
    facts: [{ name: 'log', value: 'logs/ci.log' }],
    targets: [
      { label: 'pytest', verdict: 'failed', counts: '1 of 9 tests failed, 1 skipped' },
      { label: 'mocha', verdict: 'failed', reason: 'it did not come to its end' },
    ],
    tests: [{ id: 'a.py::a', target: 0, place: 'tests/test_a.py:7' }],
  });
  expect(details(0)).toMatchObject({ rerun: { lines: ['pytest a.py::a'] } });
});

test.each([
  ['-', 'a log'],
  ['https://ci.example/job/7/console', 'https://ci.example/job/7/console'],
  ['ci.log', 'ci.log'],
])('of %s is called %s', (source, title) => {
  expect(logPage({ runners: [] }, { ...input, source }).model).toMatchObject({ title, verdict: 'unknown' });
});

test('in which nothing failed is green, and a flaky test is told', () => {
  const { model, details } = logPage({ runners: [runnerReport([], [failedTest()])] }, input);
  expect(model).toMatchObject({ verdict: 'passed', sentence: 'unittest: nothing failed, 1 flaky.' });
  expect(details(0).rerun).toBeNull();
});
