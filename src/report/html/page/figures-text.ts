import type { HistoryFigures } from '../page-model.ts';

/** `failed 4 of 50 runs, flaky in 2`: what a test's history comes to, in a line. */
export function figuresText({ known, failed, flaky }: HistoryFigures): string {
  if (known === 0) return 'no outcome is known';
  const runs = `${known} ${known === 1 ? 'run' : 'runs'}`;
  if (failed + flaky === 0) return `passed ${runs}`;
  const odd = flaky === 0 ? '' : `, flaky in ${flaky}`;
  return `failed ${failed} of ${runs}${odd}`;
}
