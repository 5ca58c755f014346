/** What is remembered of a project's runs: plain data, a fold over the lines of its history file. */
export interface History {
  /** Oldest first; there is one for each run and target. */
  readonly runs: readonly HistoryRun[];
  /** Lists of test ids, each sorted, by their key: what the runs' `passed` stand for. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** The history of a project that has none yet. */
export const emptyHistory: History = { runs: [], names: {} };

/** What one target came to in one run. There is none for a target that could not run or was interrupted. */
export interface HistoryRun {
  /** The run's name, as under `.dox/runs`. */
  readonly run: string;
  /** The target's label. */
  readonly target: string;
  /** When its turn came, in milliseconds since the epoch. */
  readonly time: number;
  /** Git's commit, after a `+` a hash of all that differs from it. The same text means the same files; null: unknown. */
  readonly tree: string | null;
  /** The same text means the same images, those of its services too; null where nobody knows. */
  readonly image: string | null;
  /** Which tests were asked for: all of the target's, just these (what had failed before), or some by arguments. */
  readonly asked: 'all' | 'some' | readonly string[];
  readonly verdict: 'passed' | 'failed';
  /** Whether every command and every runner came to its end, and all that failed is listed. */
  readonly whole: boolean;
  /** How long its commands took. */
  readonly seconds: number;
  /** Sums over all runners; null where none of them counts. */
  readonly counts: { readonly ran: number; readonly failed: number; readonly skipped: number } | null;
  /** The tests that failed, or failed first and passed when they were tried again. */
  readonly listed: readonly ListedTest[];
  /** All tests that ran, by name, where JUnit XML says so; else null. */
  readonly passed: NamedTests | null;
}

/** A test that did not simply pass. */
export interface ListedTest {
  readonly id: string;
  readonly outcome: 'failed' | 'error' | 'flaky';
  /** Milliseconds; null where the runner does not say. */
  readonly ms: number | null;
  /** The first telling line, cut. */
  readonly message: string | null;
  /** How many of its tries failed. */
  readonly attempts: number;
}

/** What became of each test of a list, in two characters each (named-tests.ts). */
export interface NamedTests {
  /** The key of the list in `History.names`. */
  readonly names: string;
  readonly codes: string;
}

/** A test of a project: its id, and the label of its target; null for all targets that have such a test. */
export interface TestName {
  readonly id: string;
  readonly target: string | null;
}
