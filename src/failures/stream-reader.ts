import { withoutEscapes } from '../base/escape-sequences.ts';
import type { AnnouncedLabels } from './announced-labels.ts';
import { decodeBare } from './clean-line.ts';
import { LastLines } from './last-lines.ts';
import { type LinePrefix, markLength, prefixesOf } from './line-prefix.ts';
import { type Chunk, LineSplitter } from './line-splitter.ts';
import type { LineTap } from './line-tap.ts';
import type { Stream } from './parser.ts';
import type { ParserSets } from './parser-sets.ts';
import type { Triggers } from './triggers.ts';

/** Who wants lines, of either stream. */
export interface Listeners {
  readonly sets: ParserSets;
  readonly announced: AnnouncedLabels;
  /** Of the parsers of a set, by their places in it, and of `announced`. */
  readonly triggers: Triggers;
  /** The place that stands for `announced`. */
  readonly announcer: number;
  readonly tap: LineTap | null;
}

const escapeCharacter = '\x1b';
/** So many lines tell which prefixes the lines of a stream have. */
const linesToJudge = 100;

/** One of the two streams: finds the lines that matter to someone, decodes and delivers only these. */
export class StreamReader {
  readonly #stream: Stream;
  readonly #listeners: Listeners;
  readonly #splitter = new LineSplitter((chunk, start, end, whole) => this.#line(chunk, start, end, whole));
  /** The first lines, until the prefixes are known. */
  #held: { readonly text: string; readonly whole: boolean }[] | null = [];
  #prefixes: readonly LinePrefix[] = [];
  readonly #last = new LastLines();
  /** Of the line at hand. */
  #label = '';
  readonly #linesBefore = (): Iterable<string> => this.#before(this.#label);
  /** How many labels have parsers that asked for their next line. */
  #asking = 0;
  /** The places of the parsers that get the line at hand. */
  #wanted: number[] = [];
  readonly #want = (index: number): void => {
    if (!this.#wanted.includes(index)) this.#wanted.push(index);
  };
  /** Where the next escape character of the chunk at hand is, at or after the last line looked at. */
  #nextEscape = 0;
  #escapesOf: Chunk | null = null;

  constructor(stream: Stream, listeners: Listeners) {
    this.#stream = stream;
    this.#listeners = listeners;
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
    this.#escapesOf = null;
  }

  end(): void {
    this.#splitter.end();
    this.#judgePrefixes();
  }

  #line(chunk: Chunk, start: number, end: number, whole: boolean): void {
    if (this.#escapesOf !== chunk) {
      this.#escapesOf = chunk;
      this.#nextEscape = -1;
    }
    if (this.#nextEscape < start) {
      const found = chunk.text.indexOf(escapeCharacter, start);
      this.#nextEscape = found < 0 ? chunk.text.length : found;
    }
    const escaped = this.#nextEscape < end;
    if (this.#held === null && !escaped) {
      const begin = this.#look(chunk.text, start, end);
      if (this.#wanted.length > 0 || this.#asking > 0) {
        this.#give(this.#labelOf(chunk.text, start, end), chunk.bytes.toString('latin1', begin, end), whole);
      }
      this.#last.add(chunk.text, start, end);
      return;
    }
    const raw = chunk.bytes.toString('latin1', start, end);
    const bare = escaped ? withoutEscapes(raw) : raw;
    if (this.#held === null) {
      this.#bareLine(bare, whole);
      return;
    }
    this.#held.push({ text: bare, whole });
    if (this.#held.length === linesToJudge) this.#judgePrefixes();
  }

  #judgePrefixes(): void {
    const held = this.#held ?? [];
    this.#held = null;
    const lines = held.map(({ text, whole }, index) => {
      return { whole, text: index === 0 ? text.slice(markLength(text, 0, text.length)) : text };
    });
    this.#prefixes = prefixesOf(lines.map(({ text }) => text));
    for (const { text, whole } of lines) this.#bareLine(text, whole);
  }

  #bareLine(bare: string, whole: boolean): void {
    const begin = this.#look(bare, 0, bare.length);
    if (this.#wanted.length > 0 || this.#asking > 0) {
      this.#give(this.#labelOf(bare, 0, bare.length), bare.slice(begin), whole);
    }
    this.#last.add(bare, 0, bare.length);
  }

  /** Sees who wants a line; says where what follows its prefixes begins. */
  #look(text: string, start: number, end: number): number {
    const { triggers, announced, announcer, tap } = this.#listeners;
    const first = this.#prefixes.length === 0 ? start : this.#withoutPrefixes(text, start, end);
    let begin = announced.some ? first + announced.prefix.length(text, first, end) : first;
    triggers.find(text, begin, end, this.#want);
    if (this.#wanted.length > 0 && this.#wanted.includes(announcer)) {
      this.#wanted = this.#wanted.filter((index) => index !== announcer);
      const length = announced.learn(text.slice(begin, end)) ? announced.prefix.length(text, begin, end) : 0;
      if (length > 0) triggers.find(text, begin + length, end, this.#want);
      begin += length;
    }
    if (tap !== null) tap(text, { start, begin, end });
    return begin;
  }

  *#before(label: string): Generator<string> {
    const { announced } = this.#listeners;
    for (const { text, start, end } of this.#last) {
      if (this.#labelOf(text, start, end) !== label) continue;
      const begin = this.#withoutPrefixes(text, start, end);
      yield decodeBare(text.slice(begin + (announced.some ? announced.prefix.length(text, begin, end) : 0), end));
    }
  }

  #withoutPrefixes(text: string, start: number, end: number): number {
    return this.#prefixes.reduce((at, prefix) => at + prefix.length(text, at, end), start);
  }

  /** What the prefixes of a line say of who wrote it, outer ones first; '' if nothing. */
  #labelOf(text: string, start: number, end: number): string {
    const { announced } = this.#listeners;
    if (this.#prefixes.length === 0 && !announced.some) return '';
    let at = start;
    const labels: string[] = [];
    for (const prefix of announced.some ? [...this.#prefixes, announced.prefix] : this.#prefixes) {
      const length = prefix.length(text, at, end);
      if (length > 0 && prefix.label !== undefined) labels.push(prefix.label(text, at, length));
      at += length;
    }
    return labels.filter((label) => label !== '').join(' ');
  }

  #give(label: string, bare: string, whole: boolean): void {
    const { parsers, asked } = this.#listeners.sets.of(label);
    const before = asked[this.#stream];
    for (const index of before) this.#want(index);
    const wanted = this.#wanted;
    if (wanted.length === 0) return;
    this.#wanted = [];
    this.#label = label;
    const line = { text: decodeBare(bare), stream: this.#stream, whole, before: this.#linesBefore };
    const again = wanted.filter((index) => parsers[index]?.line?.(line) === true);
    asked[this.#stream] = again;
    this.#asking += Math.sign(again.length) - Math.sign(before.length);
  }
}
