import type { AnnouncedLabels } from './announced-labels.ts';
import { type BareLine, bareLine, decodeFrom } from './clean-line.ts';
import { type LinePrefix, markLength, prefixesOf } from './line-prefix.ts';
import { LineSplitter, type RawLine } from './line-splitter.ts';
import type { LineTap } from './line-tap.ts';
import type { Stream } from './parser.ts';
import type { ParserSets } from './parser-sets.ts';
import { PlaceSet } from './place-set.ts';
import type { Triggers } from './triggers.ts';

/** Who wants lines, of either stream. */
export interface Listeners {
  readonly sets: ParserSets;
  readonly announced: AnnouncedLabels;
  /** Of the parsers of a set, by their places in it, and of `announced`. */
  readonly triggers: Triggers;
  /** The place that stands for `announced`, above all others. */
  readonly announcer: number;
  readonly tap: LineTap | null;
}

/** So many lines tell which prefixes the lines of a stream have. */
const linesToJudge = 100;
/** So many lines above one may be looked at. */
const linesAbove = 256;
/** So many bytes may be looked at again, and so many more for each that came: a hostile log must not be read over and over. */
const freelyLooked = 8 * 1024 * 1024;
const lookedPerByte = 4;

interface HeldLine extends BareLine {
  readonly whole: boolean;
}

/** One of the two streams: finds the lines that matter to someone, decodes and delivers only these. */
export class StreamReader {
  readonly #stream: Stream;
  readonly #listeners: Listeners;
  readonly #splitter = new LineSplitter((line) => this.#line(line));
  /** The first lines, until the prefixes are known and they have been read. */
  #held: HeldLine[] | null = [];
  #prefixes: readonly LinePrefix[] = [];
  /** Of the line at hand: its label, and its place among the held ones. */
  #label = '';
  #place = 0;
  readonly #linesBefore = (): Iterable<string> => this.#before(this.#label);
  /** How many labels have parsers that asked for their next line. */
  #asking = 0;
  /** Who gets the line at hand. */
  readonly #wanted: PlaceSet;
  /** Bytes that have come, and that were looked at again. */
  #came = 0;
  #looked = 0;

  constructor(stream: Stream, listeners: Listeners) {
    this.#stream = stream;
    this.#listeners = listeners;
    this.#wanted = new PlaceSet(listeners.announcer + 1);
  }

  push(chunk: Uint8Array): void {
    this.#came += chunk.length;
    this.#splitter.push(chunk);
  }

  end(): void {
    this.#splitter.end();
    if (this.#held !== null) this.#judgePrefixes(this.#held);
  }

  #line(line: RawLine): void {
    const bare = line.escaped ? bareLine(line) : line;
    if (this.#held === null) {
      this.#read(bare, line.whole);
      return;
    }
    const bytes = Buffer.from(bare.bytes.subarray(bare.start, bare.end));
    this.#held.push({ bytes, start: 0, end: bytes.length, plain: bare.plain, whole: line.whole });
    if (this.#held.length === linesToJudge) this.#judgePrefixes(this.#held);
  }

  #judgePrefixes(held: HeldLine[]): void {
    const [first] = held;
    if (first !== undefined) held[0] = { ...first, start: markLength(first.bytes, 0, first.end) };
    this.#prefixes = prefixesOf(held.map(({ bytes, start }) => bytes.subarray(start)));
    for (const [place, line] of held.entries()) {
      this.#place = place;
      this.#read(line, line.whole);
    }
    this.#held = null;
  }

  #read(line: BareLine, whole: boolean): void {
    const { triggers, announced, announcer, tap } = this.#listeners;
    const { bytes, start, end } = line;
    const wanted = this.#wanted;
    let begin = this.#prefixes.length === 0 && !announced.some ? start : this.#behindPrefixes(line);
    triggers.find(bytes, begin, end, wanted);
    if (wanted.size > 0 && wanted.delete(announcer)) {
      const length = announced.learn(bytes.toString('latin1', begin, end))
        ? announced.prefix.length(bytes, begin, end)
        : 0;
      if (length > 0) triggers.find(bytes, begin + length, end, wanted);
      begin += length;
    }
    if (tap !== null) tap(bytes, { start, begin, end });
    if (wanted.size > 0 || this.#asking > 0) this.#give(line, begin, whole);
  }

  #behindPrefixes({ bytes, start, end }: BareLine): number {
    const { announced } = this.#listeners;
    const begin = this.#prefixes.reduce((at, prefix) => at + prefix.length(bytes, at, end), start);
    return announced.some ? begin + announced.prefix.length(bytes, begin, end) : begin;
  }

  /** What the prefixes of a line say of who wrote it, outer ones first; '' if nothing. */
  #labelOf({ bytes, start, end }: BareLine): string {
    const { announced } = this.#listeners;
    if (this.#prefixes.length === 0 && !announced.some) return '';
    let at = start;
    const labels: string[] = [];
    for (const prefix of announced.some ? [...this.#prefixes, announced.prefix] : this.#prefixes) {
      const length = prefix.length(bytes, at, end);
      if (length > 0 && prefix.label !== undefined) labels.push(prefix.label(bytes, at, length));
      at += length;
    }
    return labels.filter((label) => label !== '').join(' ');
  }

  *#before(label: string): Generator<string> {
    let lines = 0;
    for (const line of this.#above()) {
      const looked = this.#looked + line.end - line.start + 1;
      if (lines === linesAbove || looked > freelyLooked + lookedPerByte * this.#came) return;
      lines += 1;
      this.#looked = looked;
      if (this.#labelOf(line) === label) yield decodeFrom(line, this.#behindPrefixes(line));
    }
  }

  *#above(): Generator<BareLine> {
    if (this.#held !== null) {
      yield* this.#held.slice(0, this.#place).reverse();
      return;
    }
    for (const line of this.#splitter.above()) {
      const { bytes, start, end, plain } = bareLine(line);
      // only the first line of all has one before its prefixes
      yield { bytes, start: start + markLength(bytes, start, end), end, plain };
    }
  }

  #give(line: BareLine, begin: number, whole: boolean): void {
    const label = this.#labelOf(line);
    const { parsers, asked } = this.#listeners.sets.of(label);
    const askers = asked[this.#stream];
    const before = askers.size;
    const wanted = this.#wanted;
    wanted.addAll(askers);
    if (wanted.size === 0) return;
    this.#label = label;
    const text = decodeFrom(line, begin);
    const given = { text, stream: this.#stream, whole, before: this.#linesBefore };
    askers.clear();
    for (let index = 0; index < wanted.size; index += 1) {
      const place = wanted.at(index);
      if (parsers[place]?.line?.(given) === true) askers.add(place);
    }
    wanted.clear();
    this.#asking += Math.sign(askers.size) - Math.sign(before);
  }
}
