/** Where a container's output goes; a returned promise holds the stream back. */
export type Output = (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void | Promise<void>;

const headLength = 8;

/**
 * Takes Docker's multiplexed stream apart: frames of an eight-byte head (stream number, three zeros, length as a
 * big-endian 32-bit number) and a payload, cut anywhere
 * (https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach).
 * What follows each other on one stream within a chunk is handed over as one view of the chunk, in which the heads
 * between have been closed up: no byte is copied to new memory.
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

  /** Resolves when the chunk's bytes have been taken; the chunk is changed. Throws where the stream is not of this form. */
  async push(chunk: Buffer): Promise<void> {
    let stream = this.#stream;
    let start = 0;
    let filled = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#left === 0) {
        at = this.#readHead(chunk, at);
        continue;
      }
      if (this.#stream !== stream || filled === 0) {
        if (filled > 0) await this.#output(stream, chunk.subarray(start, start + filled));
        stream = this.#stream;
        start = at;
        filled = 0;
      }
      const end = Math.min(chunk.length, at + this.#left);
      if (at > start + filled) chunk.copyWithin(start + filled, at, end);
      filled += end - at;
      this.#left -= end - at;
      at = end;
    }
    if (filled > 0) await this.#output(stream, chunk.subarray(start, start + filled));
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
