import type { RunnerReport } from './failure.ts';

/** A line of output, already split and cleaned: no line end, no carriage-return overwrites, no escape sequences. */
export interface Line {
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
  /** False for the last line of a stream that ended without a line end: it may have been cut anywhere. */
  readonly whole: boolean;
}

/**
 * A kind of line that a parser must see while it waits: its first character is one of `first`, and its last one that
 * is no blank is one of `last`; absent means any. ASCII only. Lines of no kind are not even decoded.
 */
interface Trigger {
  readonly first?: string;
  readonly last?: string;
}

/**
 * Reads one runner's format. There is one per file and all of them read the same output at once, so a parser
 * must stay quiet about what it does not know, keep bounded memory, and use no regular expression that can
 * backtrack without bound. `bytes` is for binary formats (subunit v2) and gets the raw chunks.
 */
export interface Parser {
  readonly runner: string;
  /** Absent: `line` is called for every line. */
  readonly triggers?: readonly Trigger[];
  /** Returns true to be given the next line of the same stream as well, whatever it is. */
  line?(line: Line): boolean;
  bytes?(chunk: Uint8Array, stream: 'stdout' | 'stderr'): void;
  /** The output has ended. Null if this runner was not there at all. */
  end(): RunnerReport | null;
}

/** How a runner is known to dox: its name and a fresh parser; what reruns its tests stands in rerun.ts. */
export interface Runner {
  readonly name: string;
  readonly parser: () => Parser;
}
