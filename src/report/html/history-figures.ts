import type { HistoryFigures, HistoryRun } from './page-model.ts';

/** So many runs are in the strip. */
const shown = 60;

const letters: Readonly<Record<HistoryRun['outcome'], string>> = { passed: 'p', failed: 'f', flaky: 'k', unknown: 'u' };

/** What a list says of a test's runs, the oldest of which comes first; null where there are none. */
export function historyFigures(runs: readonly HistoryRun[]): HistoryFigures | null {
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
    mixedTrees: mixedTrees(runs),
  };
}

/** On how many states of the tree the test did both with the same image: there, nothing but chance has changed. */
function mixedTrees(runs: readonly HistoryRun[]): number {
  const seen = new Map<string, { readonly tree: string; passed: boolean; failed: boolean }>();
  for (const { tree, image, outcome } of runs) {
    if (tree === null) continue;
    const key = JSON.stringify([tree, image]);
    const known = seen.get(key) ?? { tree, passed: false, failed: false };
    known.passed ||= outcome === 'passed' || outcome === 'flaky';
    known.failed ||= outcome === 'failed' || outcome === 'flaky';
    seen.set(key, known);
  }
  return new Set([...seen.values()].filter(({ passed, failed }) => passed && failed).map(({ tree }) => tree)).size;
}
