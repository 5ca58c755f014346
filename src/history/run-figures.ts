/** How a test went in a run; a skipped one tells nothing. */
interface KnownOutcome {
  readonly outcome: 'passed' | 'failed' | 'error' | 'flaky' | 'skipped' | 'unknown';
}

/** A test is judged by so many of the last runs of which it is known how they went. */
export const judgedRuns = 50;

/** What a test's last runs come to, wherever they are counted. */
export interface RunFigures {
  /** Of so many of its last runs it is known how they went; 50 at the most. */
  readonly runs: number;
  /** Of these, those in which it failed, if only at first. */
  readonly failures: number;
  /** Of the failed ones, those in which it passed when it was tried again. */
  readonly flaky: number;
}

export function runFigures(all: readonly KnownOutcome[]): RunFigures {
  const runs = lastKnown(all);
  return {
    runs: runs.length,
    failures: runs.filter(hasFailed).length,
    flaky: runs.filter(({ outcome }) => outcome === 'flaky').length,
  };
}

/** The last runs of which something is known, as many as count. */
export function lastKnown<Run extends KnownOutcome>(runs: readonly Run[]): readonly Run[] {
  return runs.filter(isKnown).slice(-judgedRuns);
}

/** Whether it says how the test went. */
export function isKnown({ outcome }: KnownOutcome): boolean {
  return outcome !== 'unknown' && outcome !== 'skipped';
}

/** A flaky one too: at first it did. */
export function hasFailed({ outcome }: KnownOutcome): boolean {
  return outcome === 'failed' || outcome === 'error' || outcome === 'flaky';
}
