import { expect, test } from 'vitest';
import { createStyle } from '../../src/base/style.ts';
import type { Counts } from '../../src/failures/failure.ts';
import { emptySummary } from '../../src/report/summary.ts';
import { summaryText } from '../../src/report/summary-text.ts';
import { targetResult } from '../support/results.ts';

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
