import type { FailureReport } from './failure.ts';
import { mergeReports } from './merge-reports.ts';
import type { Parser, Runner, Stream } from './parser.ts';
import { PlaceSet } from './place-set.ts';

/** One parser of each runner that reads lines, in the order of the runners. */
export interface ParserSet {
  readonly parsers: readonly Parser[];
  /** Those that asked for the next line of a stream. */
  readonly asked: Readonly<Record<Stream, PlaceSet>>;
}

/** Labels beyond these share one set. */
const maxLabels = 64;

/**
 * The parsers of all runners, once for each label that lines have, so that what programs print at the same time is read
 * as if each had printed alone. A label's parsers are made with its first line that matters.
 */
export class ParserSets {
  readonly unlabelled: ParserSet;
  readonly #textual: readonly Runner[];
  readonly #binary: readonly Parser[];
  readonly #labelled = new Map<string, ParserSet>();
  #shared: ParserSet | null = null;

  constructor(runners: readonly Runner[]) {
    const made = runners.map((runner) => ({ runner, parser: runner.parser() }));
    const textual = made.filter(({ parser }) => parser.line !== undefined);
    this.#textual = textual.map(({ runner }) => runner);
    this.#binary = made.map(({ parser }) => parser).filter(({ bytes }) => bytes !== undefined);
    this.unlabelled = setOf(textual.map(({ parser }) => parser));
  }

  bytes(chunk: Uint8Array, stream: Stream): void {
    for (const parser of this.#binary) parser.bytes?.(chunk, stream);
  }

  /** Of lines without a label it is ''. */
  of(label: string): ParserSet {
    if (label === '') return this.unlabelled;
    const known = this.#labelled.get(label);
    if (known !== undefined) return known;
    if (this.#labelled.size >= maxLabels) {
      this.#shared ??= this.#make();
      return this.#shared;
    }
    const made = this.#make();
    this.#labelled.set(label, made);
    return made;
  }

  #make(): ParserSet {
    return setOf(this.#textual.map((runner) => runner.parser()));
  }

  /** Call it once. */
  end(): FailureReport {
    const sets = [this.unlabelled, ...this.#labelled.values(), ...(this.#shared === null ? [] : [this.#shared])];
    const parsers = new Set([...sets.flatMap((set) => set.parsers), ...this.#binary]);
    const reports = [...parsers].map((parser) => parser.end()).filter((report) => report !== null);
    return { runners: sets.length === 1 ? reports : mergeReports(reports) };
  }
}

function setOf(parsers: readonly Parser[]): ParserSet {
  return { parsers, asked: { stdout: new PlaceSet(parsers.length), stderr: new PlaceSet(parsers.length) } };
}
