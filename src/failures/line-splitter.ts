/** No line is longer; the rest of it is dropped. */
export const maxLineBytes = 64 * 1024;

const carriageReturn = 0x0d;

/** Bytes of a stream, and the same bytes as a string of one character each, in which searching is much faster. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly text: string;
}

/** Gets each line as a range of a chunk, which is only good during the call. */
export type LineSink = (chunk: Chunk, start: number, end: number, whole: boolean) => void;

/**
 * Cuts one stream of bytes into lines, however it is chunked. Of a line that was overwritten by carriage returns
 * only the last version is given, of one that is longer than `maxLineBytes` only the beginning; nothing is copied
 * but the lines that cross chunks.
 */
export class LineSplitter {
  readonly #sink: LineSink;
  /** The beginning of a line whose end has not come yet, in pieces. */
  #pending: Buffer[] = [];
  #pendingLength = 0;
  /** What is pending is as much of a line as is kept: only a carriage return can still change it. */
  #full = false;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const piece = { bytes, text: bytes.toString('latin1') };
    const { text } = piece;
    let start = 0;
    let nextReturn = text.indexOf('\r');
    for (;;) {
      const end = text.indexOf('\n', start);
      if (end < 0) break;
      if (this.#pendingLength > 0) {
        this.#hold(bytes.subarray(start, end));
        this.#flush(true);
      } else {
        if (nextReturn >= 0 && nextReturn < start) nextReturn = text.indexOf('\r', start);
        if (nextReturn < 0 || nextReturn > end) this.#sink(piece, start, Math.min(end, start + maxLineBytes), true);
        else this.#give(piece, start, end, true);
      }
      start = end + 1;
    }
    if (start < bytes.length) this.#hold(bytes.subarray(start));
  }

  /** The stream has ended: what is left is a line too. */
  end(): void {
    if (this.#pendingLength > 0) this.#flush(false);
  }

  #hold(piece: Buffer): void {
    if (this.#full && !piece.includes(carriageReturn)) return;
    this.#full = false;
    this.#pending.push(Buffer.from(piece));
    this.#pendingLength += piece.length;
    if (this.#pendingLength <= 2 * maxLineBytes) return;
    const rest = shorten(Buffer.concat(this.#pending));
    this.#pending = [rest];
    this.#pendingLength = rest.length;
    this.#full = rest.length === maxLineBytes && rest.at(-1) !== carriageReturn;
  }

  #flush(whole: boolean): void {
    const first = this.#pending[0];
    const line = this.#pending.length === 1 && first !== undefined ? first : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingLength = 0;
    this.#full = false;
    this.#give({ bytes: line, text: line.toString('latin1') }, 0, line.length, whole);
  }

  #give(chunk: Chunk, start: number, end: number, whole: boolean): void {
    const last = withoutReturns(chunk.bytes, start, end);
    const first = last > start ? Math.max(start, chunk.bytes.lastIndexOf(carriageReturn, last - 1) + 1) : start;
    this.#sink(chunk, first, Math.min(last, first + maxLineBytes), whole);
  }
}

/** The end of a line without the carriage returns that close it. */
function withoutReturns(bytes: Buffer, start: number, end: number): number {
  let last = end;
  while (last > start && bytes[last - 1] === carriageReturn) last -= 1;
  return last;
}

/** Leaves out what can no longer matter of a long line: overwritten versions, and what is beyond the bound. */
function shorten(line: Buffer): Buffer {
  const last = withoutReturns(line, 0, line.length);
  const first = last > 0 ? line.lastIndexOf(carriageReturn, last - 1) + 1 : 0;
  const kept = line.subarray(first, Math.min(last, first + maxLineBytes));
  return last < line.length ? Buffer.concat([kept, Buffer.of(carriageReturn)]) : Buffer.from(kept);
}
