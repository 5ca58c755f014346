import type { LineTap } from '../failures/line-tap.ts';
import { ConditionIndex } from './condition-index.ts';
import { LogLine } from './log-line.ts';
import type { Metadata } from './query.ts';
import type { LineCondition } from './signature.ts';

/** A line of a log, with its number from 1. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** So many lines are kept of each condition until all is known of the log. */
const kept = 10;
const shown = 3;
const mostShown = 400;

/**
 * Looks in all lines of a log for many conditions, in one pass and in bounded memory: a line is decoded only if it has a
 * text without which a condition cannot hold.
 */
export class LogScanner {
  readonly #conditions: readonly LineCondition[];
  readonly #index: ConditionIndex;
  readonly #found = new Map<number, { readonly number: number; readonly line: LogLine }[]>();
  readonly #last = new Map<number, number>();
  #lines = 0;

  constructor(conditions: readonly LineCondition[]) {
    this.#conditions = conditions;
    this.#index = new ConditionIndex(conditions);
  }

  /** For a reader of logs. */
  readonly tap: LineTap = (bytes, place) => {
    this.#lines += 1;
    const wanted = this.#index.candidates(bytes, place.start, place.end);
    if (wanted.size === 0) return;
    const line = LogLine.fromBytes(bytes, place);
    for (const index of wanted) this.#try(index, line);
  };

  #try(index: number, line: LogLine): void {
    const found = this.#found.get(index) ?? [];
    const condition = this.#conditions[index];
    if (condition?.isWantedLast === true) {
      if (condition.matches(line, nothingKnown) === true) this.#last.set(index, this.#lines);
      return;
    }
    if (found.length >= kept || condition?.matches(line, nothingKnown) === false) return;
    this.#found.set(index, [...found, { number: this.#lines, line }]);
  }

  /** How many lines there were. */
  get lines(): number {
    return this.#lines;
  }

  /** The number of the last line that fulfils a condition whose `isWantedLast` is true; 0 if none does. */
  lastOf(index: number): number {
    return this.#last.get(index) ?? 0;
  }

  /** The first lines that fulfil a condition, of a log of which this is known; cut to what is fit to be shown. */
  linesOf(index: number, metadata: Metadata): readonly NumberedLine[] {
    return this.#linesThat(index, metadata, true);
  }

  /** Those that might, if more of the log were known. */
  unsureOf(index: number, metadata: Metadata): readonly NumberedLine[] {
    return this.#linesThat(index, metadata, null);
  }

  #linesThat(index: number, metadata: Metadata, wanted: true | null): readonly NumberedLine[] {
    return (this.#found.get(index) ?? [])
      .filter(({ line }) => this.#conditions[index]?.matches(line, metadata) === wanted)
      .slice(0, shown)
      .map(({ number, line }) => ({ number, text: line.text.slice(0, mostShown) }));
  }
}

/** Conditions that hang on what is known of the log are decided at its end. */
const nothingKnown: Metadata = new Map();
