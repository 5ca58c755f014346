import type { Counts, FailureReport } from '../failures/failure.ts';

/** `2 of 30 tests failed, 1 error, 4 skipped`; empty where no runner counted. */
export function countsText({ runners }: FailureReport): string {
  const all = runners.flatMap(({ counts }) => (counts === null ? [] : [counts]));
  if (all.length === 0) return '';
  const sum = (pick: (counts: Counts) => number): number => all.reduce((total, each) => total + pick(each), 0);
  const ran = sum((each) => each.ran);
  const failed = sum((each) => each.failed);
  const errors = sum((each) => each.errors);
  const skipped = sum((each) => each.skipped);
  const tests = ran === 0 ? 'no tests ran' : `${ran} test${ran === 1 ? '' : 's'}`;
  const parts = failed > 0 && failed <= ran ? [`${failed} of ${tests} failed`] : [tests];
  if (failed > ran) parts.unshift(`${failed} failed`);
  // apart, as the runners count them: an error may be outside of the tests that ran, or a second one of a test
  if (errors > 0) parts.push(`${errors} error${errors === 1 ? '' : 's'}`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  const flaky = runners.reduce((total, runner) => total + runner.flaky.length, 0);
  if (flaky > 0) parts.push(`${flaky} flaky`);
  return parts.join(', ');
}
