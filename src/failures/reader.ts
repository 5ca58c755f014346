import { withoutEscapes } from '../base/escape-sequences.ts';
import { decodeBare } from './clean-line.ts';
import type { FailureReport } from './failure.ts';
import { type LinePrefix, markLength, prefixesOf } from './line-prefix.ts';
import { type Chunk, LineSplitter } from './line-splitter.ts';
import type { Parser, Runner, Stream } from './parser.ts';
import { runners as allRunners } from './runners.ts';
import { Triggers } from './triggers.ts';

/** Reads the output of a run as it comes, in chunks of any size, and says at the end what failed. */
export interface FailureReader {
  push(stream: Stream, chunk: Uint8Array): void;
  /** Call it once, after the last push. */
  end(): FailureReport;
}

/**
 * Sees each line of an output as it passes: a stretch of a text that has one character per byte, without escape sequences,
 * and in it where what follows the prefixes of CI systems begins. The text is only good during the call.
 */
export type LineTap = (text: string, place: LinePlace) => void;

/** Offsets: of the line, of what follows its prefixes, and of its end, which is not part of it. */
export interface LinePlace {
  readonly start: number;
  readonly begin: number;
  readonly end: number;
}

/** A reader in which each of the runners' parsers sees the whole output; both streams are cut into lines apart. */
export function createFailureReader(
  runners: readonly Runner[] = allRunners,
  tap: LineTap | null = null,
): FailureReader {
  const parsers = runners.map((runner) => runner.parser());
  const binary = parsers.filter((parser) => parser.bytes !== undefined);
  const textual = parsers.filter((parser) => parser.line !== undefined);
  const triggers = new Triggers(textual);
  const streams = {
    stdout: new StreamReader('stdout', textual, triggers, tap),
    stderr: new StreamReader('stderr', textual, triggers, tap),
  };
  return {
    push(stream, chunk) {
      for (const parser of binary) parser.bytes?.(chunk, stream);
      streams[stream].push(chunk);
    },
    end() {
      streams.stdout.end();
      streams.stderr.end();
      return { runners: parsers.map((parser) => parser.end()).filter((report) => report !== null) };
    },
  };
}

const escapeCharacter = '\x1b';
/** So many lines tell which prefixes the lines of a stream have. */
const linesToJudge = 100;

/** One of the two streams: finds the lines that matter to someone, decodes and delivers only these. */
class StreamReader {
  readonly #stream: Stream;
  readonly #parsers: readonly Parser[];
  readonly #triggers: Triggers;
  readonly #tap: LineTap | null;
  readonly #splitter = new LineSplitter((chunk, start, end, whole) => this.#line(chunk, start, end, whole));
  /** The first lines, until the prefixes are known. */
  #held: { readonly text: string; readonly whole: boolean }[] | null = [];
  #prefixes: readonly LinePrefix[] = [];
  /** The places of the parsers that asked for the next line. */
  #asked: number[] = [];
  /** The places of those that get the line at hand. */
  #wanted: number[] = [];
  readonly #want = (index: number): void => {
    if (!this.#wanted.includes(index)) this.#wanted.push(index);
  };
  /** Where the next escape character of the chunk at hand is, at or after the last line looked at. */
  #nextEscape = 0;
  #escapesOf: Chunk | null = null;

  constructor(stream: Stream, parsers: readonly Parser[], triggers: Triggers, tap: LineTap | null) {
    this.#stream = stream;
    this.#parsers = parsers;
    this.#triggers = triggers;
    this.#tap = tap;
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
      const { text, bytes } = chunk;
      const begin = this.#prefixes.length === 0 ? start : this.#withoutPrefixes(text, start, end);
      if (this.#tap !== null) this.#tap(text, { start, begin, end });
      if (this.#asked.length > 0) {
        this.#wanted = this.#asked;
        this.#asked = [];
      }
      this.#triggers.find(text, begin, end, this.#want);
      if (this.#wanted.length > 0) this.#give(bytes.toString('latin1', begin, end), whole);
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
    const begin = this.#withoutPrefixes(bare, 0, bare.length);
    if (this.#tap !== null) this.#tap(bare, { start: 0, begin, end: bare.length });
    if (this.#asked.length > 0) {
      this.#wanted = this.#asked;
      this.#asked = [];
    }
    this.#triggers.find(bare, begin, bare.length, this.#want);
    if (this.#wanted.length > 0) this.#give(bare.slice(begin), whole);
  }

  #withoutPrefixes(text: string, start: number, end: number): number {
    return this.#prefixes.reduce((at, prefix) => at + prefix.length(text, at, end), start);
  }

  #give(bare: string, whole: boolean): void {
    const line = { text: decodeBare(bare), stream: this.#stream, whole };
    for (const index of this.#wanted) {
      if (this.#parsers[index]?.line?.(line) === true) this.#asked.push(index);
    }
    this.#wanted = [];
  }
}
