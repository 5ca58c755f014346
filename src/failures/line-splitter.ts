/** No line is longer; the rest of it is dropped. */
export const maxLineBytes = 64 * 1024;

/**
 * So many bytes of a stream are in memory at first, and at most, and of those before the line at hand so many of the newest
 * at least.
 */
const firstCapacity = 32 * 1024;
const capacity = 4 * 1024 * 1024;
const kept = 1024 * 1024;
const pieceLength = 64 * 1024;

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const escapeCode = 0x1b;
/** Of four bytes. */
const highBits = 0x80808080;

/** A line as a stretch of bytes, which is only good during the call that gives it. */
export interface RawLine {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** False for the last line of a stream that ended without a line end. */
  readonly whole: boolean;
  /** False where it has no escape character. */
  readonly escaped: boolean;
  /** True where it is nothing but ASCII without control characters, but for tabs and escape sequences. */
  readonly plain: boolean;
}

/**
 * Cuts one stream of bytes into lines, however it is chunked. Of a line that was overwritten by carriage returns
 * only the last version is given, of one that is longer than `maxLineBytes` only the beginning. All is copied into one
 * stretch of memory, so that no line crosses chunks, and the lines above one can still be had.
 */
export class LineSplitter {
  readonly #sink: (line: RawLine) => void;
  #bytes = Buffer.allocUnsafeSlow(firstCapacity);
  #words = new Int32Array(this.#bytes.buffer);
  #length = 0;
  /** Where the line begins whose end has not come yet. */
  #start = 0;
  /** What has come of it has escape characters, carriage returns that do not belong to its end, other control characters. */
  #escaped = false;
  #returned = false;
  #marked = false;
  /** Has some of `highBits`, where what has come of it has bytes from 0x7f on. */
  #bits = 0;
  /** The one line that is given to the sink, again and again. */
  readonly #line = { bytes: this.#bytes, start: 0, end: 0, whole: true, escaped: false, plain: true };

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
    this.#begin(this.#length);
  }

  /** The lines above the one that is being given, the nearest first, as far as they are kept. */
  *above(): Generator<RawLine> {
    let start = this.#start;
    while (start > 0) {
      const end = start - 1;
      start = end;
      while (start > 0 && this.#bytes[start - 1] !== lineFeed) start -= 1;
      const last = lastVersion(this.#bytes, start, end);
      last.end = Math.min(last.end, last.start + maxLineBytes);
      yield { bytes: this.#bytes, whole: true, escaped: true, plain: false, ...last };
    }
  }

  #take(piece: Uint8Array): void {
    const wanted = this.#length + piece.length;
    if (wanted > capacity) this.#forget();
    else if (wanted > this.#bytes.length) this.#grow(wanted);
    const from = this.#length;
    this.#bytes.set(piece, from);
    this.#length += piece.length;
    this.#scan(from);
    if (this.#length - this.#start > 2 * maxLineBytes) this.#shorten();
  }

  /** Looks at four bytes at once, and at single ones where there are control characters among them. */
  #scan(from: number): void {
    const [bytes, words, length] = [this.#bytes, this.#words, this.#length];
    let bits = this.#bits;
    for (let at = from; at < length; at += 1) {
      while ((at & 3) === 0 && at + 4 <= length) {
        const word = words[at >> 2] ?? 0;
        if (((word - 0x20202020) & ~word & highBits) !== 0) break;
        bits |= word | (word + 0x01010101);
        at += 4;
      }
      if (at === length) break;
      const code = bytes[at] ?? 0;
      if (code >= 0x20) bits |= code | (code + 1);
      else if (code === lineFeed) {
        this.#bits = bits;
        this.#give(at, true);
        this.#begin(at + 1);
        bits = 0;
      } else if (code !== tab) this.#mark(code, at);
    }
    this.#bits = bits;
  }

  #mark(code: number, at: number): void {
    if (code === escapeCode) this.#escaped = true;
    else if (code !== carriageReturn) this.#marked = true;
    else if (at + 1 === this.#length || this.#bytes[at + 1] !== lineFeed) this.#returned = true;
  }

  #begin(start: number): void {
    this.#start = start;
    this.#escaped = false;
    this.#returned = false;
    this.#marked = false;
    this.#bits = 0;
  }

  #give(lineEnd: number, whole: boolean): void {
    const line = this.#line;
    let [start, end] = [this.#start, lineEnd];
    if (this.#returned) ({ start, end } = lastVersion(this.#bytes, start, end));
    else if (end > start && this.#bytes[end - 1] === carriageReturn) end -= 1;
    line.start = start;
    line.end = Math.min(end, start + maxLineBytes);
    line.whole = whole;
    line.escaped = this.#escaped;
    line.plain = !this.#marked && (this.#bits & highBits) === 0;
    this.#sink(line);
  }

  #grow(wanted: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.min(capacity, 4 * Math.max(wanted, this.#bytes.length)));
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
    this.#words = new Int32Array(bytes.buffer);
    this.#line.bytes = bytes;
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
    const length = Math.min(end - start, maxLineBytes);
    const isReturned = this.#bytes[this.#length - 1] === carriageReturn;
    this.#bytes.copyWithin(this.#start, start, start + length);
    this.#length = this.#start + length;
    if (isReturned) this.#length = this.#bytes.writeUInt8(carriageReturn, this.#length);
  }
}

/** The stretch of a line that its carriage returns have left, those that close it being no part of it. */
function lastVersion(bytes: Buffer, lineStart: number, lineEnd: number): { start: number; end: number } {
  let end = lineEnd;
  while (end > lineStart && bytes[end - 1] === carriageReturn) end -= 1;
  let start = end;
  while (start > lineStart && bytes[start - 1] !== carriageReturn) start -= 1;
  return { start, end };
}
