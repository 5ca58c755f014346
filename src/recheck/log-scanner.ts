import type { LineTap } from '../failures/reader.ts';
import { LiteralScanner } from './literal-scanner.ts';
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
  readonly #literals: LiteralScanner;
  /** Which condition each text of the scanner belongs to. */
  readonly #owners: readonly number[];
  /** The conditions that any line may fulfil. */
  readonly #always: readonly number[];
  readonly #found = new Map<number, { readonly number: number; readonly line: LogLine }[]>();
  readonly #wanted = new Set<number>();
  #lines = 0;

  constructor(conditions: readonly LineCondition[]) {
    this.#conditions = conditions;
    const texts = conditions.flatMap(({ literals }, owner) => (literals ?? []).map((text) => ({ text, owner })));
    this.#literals = new LiteralScanner(texts.map(({ text }) => text));
    this.#owners = texts.map(({ owner }) => owner);
    this.#always = conditions.flatMap(({ literals }, index) => (literals === null ? [index] : []));
  }

  /** For a reader of logs. */
  readonly tap: LineTap = (text, place) => {
    this.#lines += 1;
    const wanted = this.#wanted;
    for (const index of this.#always) wanted.add(index);
    this.#literals.find(text, place.start, place.end, this.#want);
    if (wanted.size === 0) return;
    const line = LogLine.fromBytes(text, place);
    for (const index of wanted) this.#try(index, line);
    wanted.clear();
  };

  /** How many lines there were. */
  get lines(): number {
    return this.#lines;
  }

  readonly #want = (text: number): void => {
    this.#wanted.add(this.#owners[text] ?? 0);
  };

  #try(index: number, line: LogLine): void {
    const found = this.#found.get(index) ?? [];
    if (found.length >= kept || this.#conditions[index]?.matches(line, nothingKnown) === false) return;
    this.#found.set(index, [...found, { number: this.#lines, line }]);
  }

  /** The first lines that fulfil a condition, of a log of which this is known; cut to what is fit to be shown. */
  linesOf(index: number, metadata: Metadata): readonly NumberedLine[] {
    return (this.#found.get(index) ?? [])
      .filter(({ line }) => this.#conditions[index]?.matches(line, metadata) === true)
      .slice(0, shown)
      .map(({ number, line }) => ({ number, text: line.text.slice(0, mostShown) }));
  }
}

/** Conditions that hang on what is known of the log are decided at its end. */
const nothingKnown: Metadata = new Map();
