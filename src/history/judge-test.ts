import type { History, TestName } from './history.ts';

/** What the history says of a test that fails now. */
export interface TestJudgement {
  readonly id: string;
  /** Of the last 50 runs those in which it is known how the test went; failed ones include flaky ones. */
  readonly runs: number;
  readonly failures: number;
  /** On how many unchanged trees (same files, same images, same target) it both passed and failed. */
  readonly flakyTrees: number;
  /** How many of its last runs failed, one after the other, without a pass. */
  readonly streak: number;
  /** Milliseconds since the epoch, as all times here; null where it never was. */
  readonly lastPassed: number | null;
  readonly lastFailed: number | null;
  /** The first run that names the test. */
  readonly firstSeen: number | null;
  /** The same for the tree and images asked about; null where they are not known. */
  readonly onThisTree: { readonly runs: number; readonly failures: number } | null;
  readonly verdict: TestVerdict;
  /** The verdict with its figures, such as `failed 4 of its last 50 runs, on 3 unchanged trees: likely flaky`. */
  readonly sentence: string;
}

/**
 * `flaky`: it both passed and failed with nothing changed. `new`: it fails on this tree only, and whole runs of its
 * target on other trees did not list it. `steady`: it fails time after time. `unknown`: too little is known.
 */
export type TestVerdict = 'flaky' | 'new' | 'steady' | 'unknown';

/** What a test is judged on: the tree and the images, as in HistoryRun. */
export interface Present {
  readonly tree: string | null;
  readonly image: string | null;
}

/**
 * Judges a test by its runs. The run that is asked about may be in the history or not. `present` null: it is the last
 * run that names the test.
 */
export function judgeTest(history: History, test: TestName, present: Present | null): TestJudgement {
  throw new Error(`not yet: ${history.runs.length} ${test.id} ${present?.tree}`);
}
