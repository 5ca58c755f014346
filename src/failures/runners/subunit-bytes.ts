import { readPacket, type SubunitPacket, signature } from './subunit-packet.ts';

/** So many bytes in vain, and the stream is given up: bytes could be made up of which each is checked very often. */
const maxChecked = 64 * 1024 * 1024;
const newline = 0x0a;

/** Finds packets among the bytes of one stream: at its start, behind one another, and after line ends. */
export class SubunitBytes {
  readonly #give: (packet: SubunitPacket) => void;
  /** The beginning of what may be a packet, and what came after it. */
  #pieces: Buffer[] = [];
  #length = 0;
  /** How long it must become before it is worth another look. */
  #wanted = 0;
  /** The next byte stands where a packet may begin. */
  #mayStart = true;
  /** A packet was broken: the next one is found by its signature alone. */
  #isLost = false;
  #checked = 0;
  /** How many packets had a wrong checksum. */
  broken = 0;
  /** The last packet has no end. */
  isCut = false;

  constructor(give: (packet: SubunitPacket) => void) {
    this.#give = give;
  }

  push(chunk: Uint8Array): void {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#pieces.length === 0) {
      this.#read(piece, false);
      return;
    }
    this.#pieces.push(Buffer.from(piece));
    this.#length += piece.length;
    if (this.#length >= this.#wanted) this.#read(this.#joined(), false);
  }

  /** The stream has ended. */
  end(): void {
    if (this.#pieces.length > 0) this.#read(this.#joined(), true);
  }

  #joined(): Buffer {
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#mayStart = true;
    return all;
  }

  #hold(rest: Buffer): void {
    this.#pieces = [Buffer.from(rest)];
    this.#length = rest.length;
    // A long packet that comes in small chunks is not joined again for each of them.
    this.#wanted = Math.min(2 * rest.length, rest.length + 262_144);
  }

  #read(bytes: Buffer, isLast: boolean): void {
    let at = 0;
    while (this.#checked < maxChecked) {
      const start = this.#nextStart(bytes, at);
      if (start < 0) break;
      const result = readPacket(bytes, start);
      if (result.kind === 'more' && !isLast) {
        this.#hold(bytes.subarray(start));
        return;
      }
      this.#mayStart = result.kind === 'packet';
      at = result.kind === 'packet' ? result.end : start + 1;
      this.isCut = result.kind === 'more';
      if (result.kind === 'packet') this.#give(result.packet);
      else if (result.kind === 'none') this.#reject(result.checked);
      if (result.kind === 'packet') this.#isLost = false;
    }
    if (at < bytes.length) this.#mayStart = bytes.at(-1) === newline;
  }

  #reject(checked: number): void {
    if (checked === 0) return;
    this.#checked += checked;
    this.broken += 1;
    this.#isLost = true;
  }

  #nextStart(bytes: Buffer, from: number): number {
    for (let at = bytes.indexOf(signature, from); at >= 0; at = bytes.indexOf(signature, at + 1)) {
      if (this.#isLost || (at === from && this.#mayStart) || (at > 0 && bytes[at - 1] === newline)) return at;
    }
    return -1;
  }
}
