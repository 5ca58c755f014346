import { plainLine } from '../plain-text.ts';
import type { HistoryFigures, HistoryRun, TestHistory } from './page-model.ts';

/** So many runs are in the strip. */
const shown = 60;

const letters: Readonly<Record<HistoryRun['outcome'], string>> = { passed: 'p', failed: 'f', flaky: 'k', unknown: 'u' };

/** What a list says of a test's runs; null where there are none. */
export function historyFigures({
  runs,
  sentence,
  isFlaky,
}: Pick<TestHistory, 'runs' | 'sentence' | 'isFlaky'>): HistoryFigures | null {
  if (runs.length === 0) return null;
  const count = (outcome: HistoryRun['outcome']): number => runs.filter((run) => run.outcome === outcome).length;
  return {
    strip: runs
      .slice(-shown)
      .map(({ outcome }) => letters[outcome])
      .join(''),
    known: runs.length - count('unknown'),
    failed: count('failed'),
    flaky: count('flaky'),
    sentence: sentence === null ? null : plainLine(sentence),
    isFlaky,
  };
}
