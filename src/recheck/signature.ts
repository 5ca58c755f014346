import type { BugReference } from './bug-reference.ts';
import type { LogLine } from './log-line.ts';
import type { Metadata } from './query.ts';

/** A condition on a line of a log of which some things are known. */
export interface LineCondition {
  /** In small letters and ASCII: a line that fulfils it contains at least one of them. Null: any line may. */
  readonly literals: readonly string[] | null;
  /** Null where it hangs on what is not known. */
  readonly matches: (line: LogLine, metadata: Metadata) => boolean | null;
  /** Only where it holds for the last time is wanted. */
  readonly isWantedLast?: boolean;
}

/** How a bug that is known shows itself. */
export interface Signature extends LineCondition {
  readonly name: string;
  /** Where it is written, such as `recheck.yml:4`. */
  readonly from: string;
  readonly bug: BugReference;
  readonly note: string | null;
  /** The fields of the log that it asks for, such as `build_name`. */
  readonly asks: readonly string[];
  /** When the bug was closed, as written there, or null. */
  readonly resolvedAt: string | null;
  /** Which lines it looks at: a test's first telling line, its whole output (or the log of a job that names no test), or
   * all lines of the log. */
  readonly part: SignaturePart;
  /** What it is limited to: lists of names with wildcards, each empty where there is no limit. */
  readonly only: {
    readonly tests: readonly string[];
    readonly runners: readonly string[];
    readonly jobs: readonly string[];
    readonly files: readonly string[];
  };
}

export const signatureParts = ['message', 'excerpt', 'log'] as const;

export type SignaturePart = (typeof signatureParts)[number];
