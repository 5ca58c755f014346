import { judgedRuns } from '../../history/run-figures.ts';
import { plainLine } from '../plain-text.ts';
import type { HistoryFigures, HistoryRun, TestHistory } from './page-model.ts';

const letters: Readonly<Record<HistoryRun['outcome'], string>> = { passed: 'p', failed: 'f', flaky: 'k', unknown: 'u' };

/** What a list says of a test's runs; null where there are none. */
export function historyFigures({
  runs,
  counts,
  sentence,
  isFlaky,
}: Pick<TestHistory, 'runs' | 'counts' | 'sentence' | 'isFlaky'>): HistoryFigures | null {
  if (runs.length === 0) return null;
  return {
    strip: runs
      .slice(-judgedRuns)
      .map(({ outcome }) => letters[outcome])
      .join(''),
    counts,
    sentence: sentence === null ? null : plainLine(sentence),
    isFlaky,
  };
}
