import { nextControl } from './next-control.ts';

/** No line is longer; the rest of it is dropped. */
export const maxLineBytes = 64 * 1024;

/** So many bytes of a stream are in memory at most, and of those before the line at hand so many of the newest at least. */
const capacity = 4 * 1024 * 1024;
const kept = 1024 * 1024;
const pieceLength = 64 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const escapeCode = 0x1b;

/** A line as a stretch of bytes, which is only good during the call that gives it. */
export interface RawLine {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** False for the last line of a stream that ended without a line end. */
  readonly whole: boolean;
  /** False where it has no escape character. */
  readonly escaped: boolean;
}

/**
 * Cuts one stream of bytes into lines, however it is chunked. Of a line that was overwritten by carriage returns
 * only the last version is given, of one that is longer than `maxLineBytes` only the beginning. All is copied into one
 * stretch of memory, so that no line crosses chunks, and the lines above one can still be had.
 */
export class LineSplitter {
  readonly #sink: (line: RawLine) => void;
  readonly #bytes = Buffer.allocUnsafeSlow(capacity);
  readonly #words = new Int32Array(this.#bytes.buffer);
  #length = 0;
  /** Where the line begins whose end has not come yet. */
  #start = 0;
  /** What has come of it has escape characters, and carriage returns that do not belong to its end. */
  #escaped = false;
  #returned = false;
  /** The one line that is given to the sink, again and again. */
  readonly #line = { bytes: this.#bytes, start: 0, end: 0, whole: true, escaped: false };

  constructor(sink: (line: RawLine) => void) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length <= pieceLength) this.#take(chunk);
    else for (let at = 0; at < chunk.length; at += pieceLength) this.#take(chunk.subarray(at, at + pieceLength));
  }

  /** The stream has ended: what is left is a line too. */
  end(): void {
    if (this.#length === this.#start) return;
    this.#give(this.#length, false);
    this.#start = this.#length;
  }

  /** The lines above the one that is being given, the nearest first, as far as they are kept. */
  *above(): Generator<RawLine> {
    let start = this.#start;
    while (start > 0) {
      const end = start - 1;
      start = end;
      while (start > 0 && this.#bytes[start - 1] !== lineFeed) start -= 1;
      yield { bytes: this.#bytes, whole: true, escaped: true, ...lastVersion(this.#bytes, start, end) };
    }
  }

  #take(piece: Uint8Array): void {
    if (this.#length + piece.length > capacity) this.#forget();
    const from = this.#length;
    this.#bytes.set(piece, from);
    this.#length += piece.length;
    this.#scan(from);
    if (this.#length - this.#start > 2 * maxLineBytes) this.#shorten();
  }

  #scan(from: number): void {
    const [bytes, words, length] = [this.#bytes, this.#words, this.#length];
    for (
      let at = nextControl(bytes, words, from, length);
      at < length;
      at = nextControl(bytes, words, at + 1, length)
    ) {
      const code = bytes[at];
      if (code === lineFeed) {
        this.#give(at, true);
        this.#start = at + 1;
        this.#escaped = false;
        this.#returned = false;
      } else if (code === escapeCode) this.#escaped = true;
      else if (code === carriageReturn && (at + 1 === length || bytes[at + 1] !== lineFeed)) this.#returned = true;
    }
  }

  #give(end: number, whole: boolean): void {
    const line = this.#line;
    line.whole = whole;
    line.escaped = this.#escaped;
    line.start = this.#start;
    line.end = end > line.start && this.#bytes[end - 1] === carriageReturn ? end - 1 : end;
    if (this.#returned) Object.assign(line, lastVersion(this.#bytes, line.start, end));
    else if (line.end - line.start > maxLineBytes) line.end = line.start + maxLineBytes;
    this.#sink(line);
  }

  /** Makes room: what lies further back is lost. */
  #forget(): void {
    const wanted = this.#length - kept;
    const from = Math.min(this.#start, this.#bytes.indexOf(lineFeed, wanted) + 1 || this.#start);
    this.#bytes.copyWithin(0, from, this.#length);
    this.#start -= from;
    this.#length -= from;
  }

  /** Leaves out what can no longer matter of a long line: overwritten versions, and what is beyond the bound. */
  #shorten(): void {
    const { start, end } = lastVersion(this.#bytes, this.#start, this.#length);
    const isReturned = this.#bytes[this.#length - 1] === carriageReturn;
    this.#bytes.copyWithin(this.#start, start, end);
    this.#length = this.#start + end - start;
    if (isReturned) this.#length = this.#bytes.writeUInt8(carriageReturn, this.#length);
  }
}

/** The stretch of a line that its carriage returns have left, those that close it being no part of it. */
function lastVersion(
  bytes: Buffer,
  lineStart: number,
  lineEnd: number,
): { readonly start: number; readonly end: number } {
  let end = lineEnd;
  while (end > lineStart && bytes[end - 1] === carriageReturn) end -= 1;
  let start = end;
  while (start > lineStart && bytes[start - 1] !== carriageReturn) start -= 1;
  return { start, end: Math.min(end, start + maxLineBytes) };
}
