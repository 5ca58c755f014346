import { cleanLine } from './clean-line.ts';
import type { FailureReport } from './failure.ts';
import { type LinePrefix, markLength, prefixOf } from './line-prefix.ts';
import { LineSplitter } from './line-splitter.ts';
import type { Parser, Runner } from './parser.ts';
import { runners as allRunners } from './runners.ts';

type Stream = 'stdout' | 'stderr';

/** Reads the output of a run as it comes, in chunks of any size, and says at the end what failed. */
export interface FailureReader {
  push(stream: Stream, chunk: Uint8Array): void;
  /** Call it once, after the last push. */
  end(): FailureReport;
}

/** A reader in which each of the runners' parsers sees the whole output; both streams are cut into lines apart. */
export function createFailureReader(runners: readonly Runner[] = allRunners): FailureReader {
  const parsers = runners.map((runner) => runner.parser());
  const binary = parsers.filter((parser) => parser.bytes !== undefined);
  const textual = parsers.filter((parser) => parser.line !== undefined);
  const interest = new Interest(textual);
  const streams = {
    stdout: new StreamReader('stdout', textual, interest),
    stderr: new StreamReader('stderr', textual, interest),
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

/** Which parsers, by their place in the list, want a line with these first and last characters. */
class Interest {
  readonly #parsers: readonly Parser[];
  /** Filled as pairs come up; most logs have a few hundred. */
  readonly #known: (readonly number[] | undefined)[] = [];

  constructor(parsers: readonly Parser[]) {
    this.#parsers = parsers;
  }

  in(first: number, last: number): readonly number[] {
    const key = first * 128 + last;
    const known = this.#known[key];
    if (known !== undefined) return known;
    const found = this.#parsers.flatMap((parser, index) => (wants(parser, first, last) ? [index] : []));
    this.#known[key] = found;
    return found;
  }
}

function wants({ triggers }: Parser, first: number, last: number): boolean {
  const has = (characters: string | undefined, code: number): boolean =>
    characters === undefined || characters.includes(String.fromCharCode(code));
  return triggers === undefined || triggers.some((trigger) => has(trigger.first, first) && has(trigger.last, last));
}

const blank = 0x20;
const escapeByte = 0x1b;

/** One of the two streams: finds the lines that matter to someone, decodes and delivers only these. */
class StreamReader {
  readonly #stream: Stream;
  readonly #parsers: readonly Parser[];
  readonly #interest: Interest;
  readonly #splitter = new LineSplitter((bytes, start, end, whole) => this.#line(bytes, start, end, whole));
  /** Per parser: it asked for the next line of this stream. */
  readonly #asked: boolean[];
  #askedCount = 0;
  /** Undefined until the first line has come. */
  #prefix: LinePrefix | null | undefined;
  /** Where the next escape character of the bytes at hand is, at or after the last line looked at. */
  #nextEscape = 0;
  #escapesOf: Buffer | null = null;

  constructor(stream: Stream, parsers: readonly Parser[], interest: Interest) {
    this.#stream = stream;
    this.#parsers = parsers;
    this.#interest = interest;
    this.#asked = parsers.map(() => false);
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
    this.#escapesOf = null;
  }

  end(): void {
    this.#splitter.end();
  }

  #line(bytes: Buffer, begin: number, end: number, whole: boolean): void {
    const start = begin + this.#prefixLength(bytes, begin, end);
    if (this.#hasEscape(bytes, start, end)) {
      this.#deliver(cleanLine(bytes, start, end), whole);
      return;
    }
    let last = end - 1;
    while (last > start && bytes[last] === blank) last -= 1;
    const wanted = this.#interest.in(ascii(bytes[start]), last < start ? 0 : ascii(bytes[last]));
    if (wanted.length > 0 || this.#askedCount > 0) this.#give(cleanLine(bytes, start, end), whole, wanted);
  }

  #prefixLength(bytes: Buffer, start: number, end: number): number {
    if (this.#prefix === undefined) {
      const mark = markLength(bytes, start, end);
      this.#prefix = prefixOf(bytes, start + mark, end);
      return mark + (this.#prefix?.length(bytes, start + mark, end) ?? 0);
    }
    return this.#prefix === null ? 0 : this.#prefix.length(bytes, start, end);
  }

  #hasEscape(bytes: Buffer, start: number, end: number): boolean {
    if (this.#escapesOf !== bytes) {
      this.#escapesOf = bytes;
      this.#nextEscape = -1;
    }
    if (this.#nextEscape < start) {
      const found = bytes.indexOf(escapeByte, start);
      this.#nextEscape = found < 0 ? bytes.length : found;
    }
    return this.#nextEscape < end;
  }

  /** A line whose first and last characters are only known now that it is clean. */
  #deliver(text: string, whole: boolean): void {
    const last = text.trimEnd();
    const wanted = this.#interest.in(ascii(text.charCodeAt(0)), ascii(last.charCodeAt(last.length - 1)));
    if (wanted.length > 0 || this.#askedCount > 0) this.#give(text, whole, wanted);
  }

  #give(text: string, whole: boolean, wanted: readonly number[]): void {
    const line = { text, stream: this.#stream, whole };
    if (this.#askedCount === 0) {
      for (const index of wanted) this.#ask(index, line);
      return;
    }
    for (let index = 0; index < this.#parsers.length; index += 1) {
      if (this.#asked[index] === true || wanted.includes(index)) this.#ask(index, line);
    }
  }

  #ask(index: number, line: { text: string; stream: Stream; whole: boolean }): void {
    const asks = this.#parsers[index]?.line?.(line) ?? false;
    if (asks === this.#asked[index]) return;
    this.#asked[index] = asks;
    this.#askedCount += asks ? 1 : -1;
  }
}

/** The character, or 0 for none and for what is beyond ASCII. */
function ascii(code: number | undefined): number {
  return code !== undefined && code < 128 ? code : 0;
}
