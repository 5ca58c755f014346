import type { Failure } from '../failures/failure.ts';
import type { BugReference } from './bug-reference.ts';
import type { SearchLink } from './bug-searches.ts';
import type { NumberedLine } from './log-scanner.ts';
import type { BugHit } from './tracker.ts';

/** A bug that a signature tells from what was printed. */
export interface KnownBug {
  readonly bug: BugReference;
  /** The signature's. */
  readonly name: string;
  readonly note: string | null;
  /** Where the signature is written. */
  readonly from: string;
  readonly resolvedAt: string | null;
  /** Whether it shows in the failed test's own output, in that of a test of the class that failed, or elsewhere in the log. */
  readonly seen: 'in the test' | 'in a test of it' | 'in the log';
  /** In how many of the project's last runs a test failed with it, by the history; null where there is none. */
  readonly before: { readonly runs: number; readonly of: number } | null;
  /** The first lines that show it; number 0 where only the text is known. */
  readonly lines: readonly NumberedLine[];
}

/** Why something failed, as far as can be told. `byHistory`: the history says so, and its sentence says no more than the reason. */
export type Cause =
  | { readonly kind: 'known bug'; readonly bugs: readonly [KnownBug, ...KnownBug[]] }
  | { readonly kind: 'likely flaky'; readonly reason: string; readonly byHistory?: true }
  | { readonly kind: 'infrastructure'; readonly reason: string; readonly lines: readonly NumberedLine[] }
  | { readonly kind: 'real'; readonly reason: string; readonly byHistory?: true }
  | { readonly kind: 'unknown'; readonly searches: readonly SearchLink[]; readonly draft: BugDraft | null };

/** A report of a bug that nobody has reported, to be pasted. */
export interface BugDraft {
  readonly title: string;
  readonly text: string;
  /** Where it can be pasted, or null where no tracker is named. */
  readonly url: string | null;
  /** An item for recheck.yml that knows the failure again, once there is a bug; null where nothing telling was printed. */
  readonly signature: string | null;
}

/** What failed: a test (or what broke as a whole), or a job of which no test failed by name. */
export type Subject =
  | { readonly kind: 'test'; readonly failure: Failure }
  | { readonly kind: 'job'; readonly what: string };

/** Something that failed, and why. */
export interface Diagnosis {
  readonly subject: Subject;
  /** The target's label or the job's name; null where nobody knows. */
  readonly job: string | null;
  readonly cause: Cause;
  /** What the history says of the test, or null. */
  readonly history: string | null;
  /** Bugs that a tracker gives for it, which may or may not be it. */
  readonly candidates: readonly BugHit[];
}

/** The answer to "may I recheck?". */
export interface Advice {
  readonly diagnoses: readonly Diagnosis[];
  /** True if each failure has a cause for which a retry is right (and there is one). */
  readonly justified: boolean;
  /** The one sentence that says why, or why not. */
  readonly why: string;
  /** What to type, or null. */
  readonly type: string | null;
  /**
   * What to type if somebody knows the bug, with NUMBER in its place; null where no bug is named there, where no cause is
   * unknown, and where a recheck would not be right even then.
   */
  readonly typeIfKnown: string | null;
  readonly notes: readonly string[];
}
