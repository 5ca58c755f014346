import { cleanLine } from './clean-line.ts';
import { LineSplitter } from './line-splitter.ts';

type Stream = 'stdout' | 'stderr';

/** Remembers the end of an output of any length. */
export interface Tail {
  push(stream: Stream, chunk: Uint8Array): void;
  /** The last lines, cleaned, in the order in which they ended; blank ones at the end are left out. */
  lines(): readonly string[];
}

interface Piece {
  readonly stream: Stream;
  readonly bytes: Uint8Array;
}

const fewPieces = 32;

/**
 * Keeps at least the last `maxBytes` bytes of both streams together (or all there was), and gives at most
 * `maxLines` lines of them. A push keeps the chunk, or a copy of it where it is part of a bigger buffer: what
 * it holds in memory stays near `maxBytes`. A chunk must not be changed after it was pushed.
 */
export function createTail(maxLines: number, maxBytes: number): Tail {
  let pieces: Piece[] = [];
  let first = 0;
  let length = 0;
  let whole = true;

  function forget(): void {
    for (;;) {
      const oldest = pieces[first];
      if (oldest === undefined || length - oldest.bytes.length < maxBytes) break;
      length -= oldest.bytes.length;
      first += 1;
      whole = false;
    }
    if (first > fewPieces && first * 2 > pieces.length) {
      pieces = pieces.slice(first);
      first = 0;
    }
  }

  return {
    push(stream, chunk) {
      if (chunk.length === 0) return;
      if (chunk.length > maxBytes) whole = false;
      const bytes = compact(chunk.length > maxBytes ? chunk.subarray(chunk.length - maxBytes) : chunk);
      pieces.push({ stream, bytes });
      length += bytes.length;
      forget();
    },
    lines: () => lastLines(pieces.slice(first), { maxLines, whole }),
  };
}

/** A view would keep all of its buffer alive. */
function compact(chunk: Uint8Array): Uint8Array {
  return chunk.length < chunk.buffer.byteLength ? chunk.slice() : chunk;
}

function lastLines(pieces: readonly Piece[], options: { maxLines: number; whole: boolean }): readonly string[] {
  const lines: string[] = [];
  // Where bytes were forgotten, the first line of a stream is the rest of one.
  const begun = { stdout: options.whole, stderr: options.whole };
  const splitter = (stream: Stream): LineSplitter =>
    new LineSplitter((line) => {
      const text = cleanLine(line);
      lines.push(begun[stream] ? text : `… ${text}`);
      begun[stream] = true;
    });
  const splitters = { stdout: splitter('stdout'), stderr: splitter('stderr') };
  for (const { stream, bytes } of pieces) splitters[stream].push(bytes);
  splitters.stdout.end();
  splitters.stderr.end();
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines.slice(Math.max(0, lines.length - options.maxLines));
}
