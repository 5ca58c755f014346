import type { HistoryFigures } from '../page-model.ts';

/** `failed 4 of its last 50 runs, 2 of them flaky`: what a test's history comes to, in a line. */
export function figuresText({ counts: { runs, failures, flaky } }: HistoryFigures): string {
  if (runs === 0) return 'no outcome is known';
  const last = runs === 1 ? 'its last run' : `its last ${runs} runs`;
  if (failures === 0) return `passed ${last}`;
  if (runs === 1) return flaky === 1 ? `flaky in ${last}` : `failed ${last}`;
  const odd =
    flaky === 0
      ? ''
      : `, ${flaky === failures ? (flaky === 1 ? 'but flaky' : 'all of them flaky') : `${flaky} of them flaky`}`;
  return `failed ${failures} of ${last}${odd}`;
}
