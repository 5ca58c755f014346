import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { LogChunk, PageLog } from './page-model.ts';

const pack = promisify(gzip);

/** How much of all logs together a page takes, in bytes as they were printed. */
export const mostLogBytes = 256 * 1024 ** 2;
/** A chunk is about so large: small enough to unpack between two frames, large enough to pack well. */
const chunkBytes = 512 * 1024;
/** What of a line is kept. */
const longestLine = 64 * 1024;
/** Of a log that is too long, so many chunks of its end are there. */
const lastChunks = 16;
const lineEnd = 0x0a;

/** A chunk as it goes into the page, or the log that all of them make. */
export type PackedLog =
  | { readonly kind: 'chunk'; readonly element: string; readonly base64: string }
  | { readonly kind: 'log'; readonly log: PageLog };

interface LogInput {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Begins the names of its elements. */
  readonly prefix: string;
  /** How much of it is taken before its middle is left out. */
  readonly room: number;
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly lines: number;
}

/**
 * Packs a log chunk by chunk, each gzip in base64 and a text of its own, as it comes: what it holds in memory is its
 * last chunks, however long the log is. Of one that is longer than there is room for the middle is left out, of a line
 * of more than 64 KiB the end.
 */
export async function* packLog({ name, bytes, prefix, room }: LogInput): AsyncGenerator<PackedLog> {
  const chunks: LogChunk[] = [];
  const last: Piece[] = [];
  let total = 0;
  let taken = 0;
  let line = 0;
  let missing = 0;
  const put = async (piece: Piece): Promise<PackedLog> => {
    const element = `${prefix}-${chunks.length}`;
    chunks.push({ first: line, lines: piece.lines, element });
    line += piece.lines;
    return { kind: 'chunk', element, base64: (await pack(piece.bytes)).toString('base64') };
  };
  for await (const piece of pieces(bytes)) {
    total += piece.bytes.length;
    if (last.length === 0 && taken + piece.bytes.length <= room) {
      taken += piece.bytes.length;
      yield await put(piece);
      continue;
    }
    last.push(piece);
    if (last.length > lastChunks) missing += last.shift()?.lines ?? 0;
  }
  if (missing > 0) {
    chunks.push({ first: line, lines: missing, element: null });
    line += missing;
  }
  for (const piece of last) yield await put(piece);
  yield { kind: 'log', log: { name, bytes: total, chunks } };
}

/** The bytes in pieces of whole lines. */
async function* pieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let held: Uint8Array[] = [];
  let size = 0;
  let lines = 0;
  /** Bytes of the line that has begun, and how many of it were left out. */
  let begun = 0;
  let dropped = 0;
  const add = (part: Uint8Array): void => {
    held.push(part);
    size += part.length;
  };
  const endLine = (): void => {
    if (dropped > 0) add(Buffer.from(` … ${dropped} bytes of this line are left out`));
    add(Buffer.of(lineEnd));
    lines += 1;
    begun = 0;
    dropped = 0;
  };
  const take = (): Piece => {
    const piece = { bytes: Buffer.concat(held), lines };
    held = [];
    size = 0;
    lines = 0;
    return piece;
  };
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; ) {
      const end = chunk.indexOf(lineEnd, at);
      const until = end < 0 ? chunk.length : end;
      const kept = Math.min(until - at, longestLine - begun);
      // copied: a piece outlives the buffer that a stream may use again
      if (kept > 0) add(Uint8Array.prototype.slice.call(chunk, at, at + kept));
      begun += kept;
      dropped += until - at - kept;
      if (end >= 0) endLine();
      at = until + 1;
      if (end >= 0 && size >= chunkBytes) yield take();
    }
  }
  if (begun > 0) endLine();
  if (size > 0) yield take();
}
