import { expect, test } from 'vitest';
import { createStyle } from '../../src/base/style.ts';
import type { Counts } from '../../src/failures/failure.ts';
import { emptySummary } from '../../src/report/summary.ts';
import { summaryText } from '../../src/report/summary-text.ts';
import { failedTarget, failedTest, runnerReport, summaryOf, targetResult } from '../support/results.ts';

function shown(counts: Counts): string {
  const report = {
    runners: [{ runner: 'pytest', failures: [], flaky: [], counts, lastTests: 1, complete: true, warnings: [] }],
  };
  const summary = { ...emptySummary, targets: [targetResult({ report })] };
  return summaryText(summary, { style: createStyle(false), exists: () => true, now: 0 });
}

test.each<[Counts, string]>([
  [{ ran: 1, failed: 0, errors: 0, skipped: 2 }, '1 test, 2 skipped,'],
  [{ ran: 4, failed: 1, errors: 0, skipped: 0 }, '1 of 4 tests failed,'],
  // pytest: three passed, and the fixtures of two more broke
  [{ ran: 3, failed: 0, errors: 2, skipped: 0 }, '3 tests, 2 errors,'],
  [{ ran: 0, failed: 0, errors: 1, skipped: 0 }, 'no tests ran, 1 error,'],
  [{ ran: 1, failed: 3, errors: 0, skipped: 0 }, '3 failed, 1 test,'],
])('%j is shown as %s', (counts, text) => {
  expect(shown(counts)).toContain(`passed  ${text}`);
});

test('what the history says of a test stands below it, and in its own target only', () => {
  const failures = [failedTest({ id: 'a', file: null }), failedTest({ id: 'b', file: null })];
  const targets = ['unit', 'py39'].map((label) => failedTarget(failures, { label }));
  const notes = new Map([['py39', new Map([['b', 'failed 4 of its last 50 runs']])]]);
  const options = { style: createStyle(false), exists: () => false, now: 0, notes };
  const lines = summaryText(summaryOf(targets), options).split('\n');
  const at = lines.indexOf('        failed 4 of its last 50 runs');
  expect(lines[at - 1]).toBe('      FAIL b');
  expect(at).toBeGreaterThan(lines.findIndex((line) => line.startsWith('  py39')));
  expect(lines.filter((line) => line.includes('4 of its last'))).toHaveLength(1);
});

test.each(['passed', 'failed'] as const)('what does not add up is said of a target that %s', (verdict) => {
  const warning = 'unittest counts 3 failures, but only 2 are listed';
  const report = { runners: [{ ...runnerReport([]), warnings: [warning] }] };
  const options = { style: createStyle(false), exists: () => true, now: 0 };
  const text = summaryText(summaryOf([targetResult({ verdict, report })]), options);
  expect(text.split('\n')).toContain(`      note: ${warning}`);
});
