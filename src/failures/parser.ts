import type { RunnerReport } from './failure.ts';

export type Stream = 'stdout' | 'stderr';

/** A line of output, already split and cleaned: no line end, no carriage-return overwrites, no escape sequences. */
export interface Line {
  readonly text: string;
  readonly stream: Stream;
  /** False for the last line of a stream that ended without a line end: it may have been cut anywhere. */
  readonly whole: boolean;
  /** The lines above it with the same stream and label, the nearest first, as far as they are kept; good during the call. */
  readonly before: () => Iterable<string>;
}

/**
 * A kind of line that a parser must see while it waits: `start` is how the line begins after its leading blanks,
 * `end` how it ends before its trailing ones, `has` what is anywhere in it, all literally and not empty; all that are given
 * must hold. Lines of no kind are not even decoded, so the longer these are, the faster dox reads.
 */
export type Trigger = ({ readonly start: string; readonly end?: string } | { readonly end: string }) & {
  readonly has?: string;
};

/**
 * Reads one runner's format. There is one per file and all of them read the same output at once, so a parser
 * must stay quiet about what it does not know, keep bounded memory, and use no regular expression that can
 * backtrack without bound. `bytes` is for binary formats (subunit v2) and gets the raw chunks.
 */
export interface Parser {
  readonly runner: string;
  readonly triggers: readonly Trigger[];
  /** Returns true to be given the next line of the same stream as well, whatever it is. */
  line?(line: Line): boolean;
  bytes?(chunk: Uint8Array, stream: Stream): void;
  /** The output has ended. Null if this runner was not there at all. */
  end(): RunnerReport | null;
}

/** How a runner is known to dox: its name and a fresh parser. */
export interface Runner {
  readonly name: string;
  readonly parser: () => Parser;
}
