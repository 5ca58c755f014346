import type { RunFigures } from '../../history/run-figures.ts';

/**
 * What the page of --html shows, as plain data: made on Node's side (run-page.ts, log-page.ts), read in the browser. It
 * says everything itself, so that the page's code depends on nothing of dox but this.
 */
export interface PageModel {
  /** A run of dox, or a log from anywhere. */
  readonly kind: 'run' | 'log';
  /** The project, or where the log is from. */
  readonly title: string;
  readonly verdict: PageVerdict;
  /** What it came to, in a sentence or two. */
  readonly sentence: string;
  /** Names and values: the run, when, the engine. */
  readonly facts: readonly Fact[];
  /** What ended it early, or what is odd about it. */
  readonly notes: readonly string[];
  readonly targets: readonly PageTarget[];
  /** The tests that are known by name: those that failed or were flaky, then those of the history. */
  readonly tests: readonly PageTest[];
  readonly timeline: PageTimeline | null;
  readonly logs: readonly PageLog[];
  /** Whether any test has a history. */
  readonly hasHistory: boolean;
}

export type PageVerdict = 'passed' | 'failed' | 'could not run' | 'skipped' | 'interrupted' | 'unknown';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** A target of a run, or a runner that spoke in a log. */
export interface PageTarget {
  readonly label: string;
  readonly verdict: PageVerdict;
  /** Its failure fails nothing. */
  readonly allowed: boolean;
  /** `2 of 30 tests failed, 4 skipped`; empty where nobody counted. */
  readonly counts: string;
  /** Seconds, null where nothing is known. */
  readonly seconds: { readonly image: number; readonly start: number; readonly command: number } | null;
  readonly reason: string | null;
  readonly hint: string | null;
  /** Output that explains it. */
  readonly output: readonly string[];
  readonly notes: readonly string[];
  readonly facts: readonly Fact[];
  readonly rerun: PageRerun | null;
}

/** Lines to paste, or why there are none. */
export interface PageRerun {
  readonly lines: readonly string[];
  readonly reason: string | null;
}

export interface PageTest {
  readonly id: string;
  /** The place of its target in `targets`. */
  readonly target: number;
  readonly runner: string | null;
  /** The last two are of tests that only the history knows by name. */
  readonly outcome: 'failed' | 'error' | 'flaky' | 'passed' | 'unknown';
  readonly message: string | null;
  /** `path:line`, in the person's own tree where it is there. */
  readonly place: string | null;
  readonly seconds: number | null;
  readonly history: HistoryFigures | null;
}

/** What a list shows of a test's history; the runs themselves are among its details. */
export interface HistoryFigures {
  /** A letter a run, the newest last, of at most 50: p passed, f failed, k flaky, u unknown. */
  readonly strip: string;
  /** As the summary counts them. */
  readonly counts: RunFigures;
  /** What dox makes of them: a sentence, where it failed lately; and whether it is likely flaky. */
  readonly sentence: string | null;
  readonly isFlaky: boolean;
}

/** The details of so many tests lie together in the page, as the element `details-N` from the test `N * 100` on. */
export const detailsTogether = 100;

/** What is shown of one test once it is looked at; packed apart, since 10,000 of them are much. */
export interface TestDetails {
  /** What failed, try by try. */
  readonly tries: readonly PageTry[];
  readonly rerun: PageRerun | null;
  readonly runs: readonly HistoryRun[];
}

export interface PageTry {
  /** From 1; null where the runner knows of no tries. */
  readonly attempt: number | null;
  readonly failures: readonly {
    readonly message: string | null;
    readonly place: string | null;
    readonly excerpt: readonly string[];
  }[];
}

/** What is known of a test from its runs up to this one. */
export interface TestHistory {
  readonly counts: RunFigures;
  /** What became of it in the run that the page is of, where that does not list it. */
  readonly now: 'passed' | 'unknown';
  /** What its runs say of it; null where it has not failed lately. */
  readonly sentence: string | null;
  /** Whether they say that it is likely flaky. */
  readonly isFlaky: boolean;
  /** The oldest first. */
  readonly runs: readonly HistoryRun[];
}

export interface HistoryRun {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly outcome: 'passed' | 'failed' | 'flaky' | 'unknown';
  readonly seconds: number | null;
  /** What names the tree's state, or null. */
  readonly tree: string | null;
  /** The image's key, or null. */
  readonly image: string | null;
}

export interface PageTimeline {
  /** Milliseconds since the epoch. */
  readonly began: number;
  readonly ended: number;
  readonly rows: readonly TimelineRow[];
}

export interface TimelineRow {
  readonly kind: 'image' | 'service' | 'target';
  readonly name: string;
  /** What came of it, for its colour; null where that is not its matter. */
  readonly verdict: PageVerdict | null;
  readonly spans: readonly {
    readonly phase: 'wait' | 'pull' | 'build' | 'prepare' | 'start' | 'run';
    readonly attempt: number;
    /** Seconds since the run began. */
    readonly from: number;
    readonly to: number;
    /** Whether its end is not known: it lasted until the run was over. */
    readonly open: boolean;
  }[];
}

/** A log as it lies in the page, in packed chunks of whole lines. */
export interface PageLog {
  readonly name: string;
  readonly bytes: number;
  readonly chunks: readonly LogChunk[];
}

export interface LogChunk {
  /** The number of its first line, from 0. */
  readonly first: number;
  readonly lines: number;
  /** The id of the element that holds it. Null for lines that are left out. */
  readonly element: string | null;
}
