/** Where a container's output goes; a returned promise holds the stream back. */
export type Output = (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void | Promise<void>;

const headLength = 8;

/**
 * Takes Docker's multiplexed stream apart: frames of an eight-byte head (stream number, three zeros, length as a
 * big-endian 32-bit number) and a payload, cut anywhere
 * (https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach).
 * What follows each other on one stream within a chunk is handed over as one, and as a view of the chunk if it is
 * a single frame.
 */
export class Demultiplexer {
  readonly #output: Output;
  readonly #head = Buffer.alloc(headLength);
  #headFilled = 0;
  #left = 0;
  #stream: 'stdout' | 'stderr' = 'stdout';

  constructor(output: Output) {
    this.#output = output;
  }

  /** Resolves when the chunk's bytes have been taken. Throws where the stream is not of this form. */
  async push(chunk: Buffer): Promise<void> {
    let pieces: Buffer[] = [];
    let stream = this.#stream;
    let at = 0;
    while (at < chunk.length) {
      if (this.#left === 0) {
        at = this.#readHead(chunk, at);
        continue;
      }
      if (this.#stream !== stream && pieces.length > 0) {
        await this.#hand(stream, pieces);
        pieces = [];
      }
      stream = this.#stream;
      const end = Math.min(chunk.length, at + this.#left);
      pieces.push(chunk.subarray(at, end));
      this.#left -= end - at;
      at = end;
    }
    if (pieces.length > 0) await this.#hand(stream, pieces);
  }

  #hand(stream: 'stdout' | 'stderr', pieces: readonly Buffer[]): void | Promise<void> {
    const [first] = pieces;
    return this.#output(stream, pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces));
  }

  /** Takes bytes of a head; when it is complete, says which stream follows and how long. */
  #readHead(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + headLength - this.#headFilled);
    chunk.copy(this.#head, this.#headFilled, at, end);
    this.#headFilled += end - at;
    if (this.#headFilled === headLength) {
      this.#headFilled = 0;
      if (this.#head.readUInt32BE(0) & 0xfcffffff) throw new Error("the container's output is not in Docker's frames");
      this.#stream = this.#head[0] === 2 ? 'stderr' : 'stdout';
      this.#left = this.#head.readUInt32BE(4);
    }
    return end;
  }
}
