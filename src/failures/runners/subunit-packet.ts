import { crc32 } from 'node:zlib';

/** What a packet says of a test; the numbers are those of the format. */
export const statuses = [
  null,
  'exists',
  'inprogress',
  'success',
  'uxsuccess',
  'skip',
  'fail',
  'xfail',
] as const satisfies readonly (string | null)[];

export type SubunitStatus = (typeof statuses)[number];

/** One packet of subunit v2, as far as it matters here. */
export interface SubunitPacket {
  readonly status: SubunitStatus;
  /** Null for output that belongs to no test. */
  readonly testId: string | null;
  /** Milliseconds since 1970. */
  readonly time: number | null;
  readonly file: { readonly name: string; readonly bytes: Buffer } | null;
}

/** `more`: the packet is not all there; `none`: these bytes are no packet. */
export type PacketResult =
  | { readonly kind: 'packet'; readonly packet: SubunitPacket; readonly end: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'none'; readonly checked: number };

export const signature = 0xb3;
const maxPacket = 4_194_303;
const shortest = 8;
const flag = { id: 0x0800, route: 0x0400, time: 0x0200, tags: 0x0080, file: 0x0040, mime: 0x0020, reserved: 0x0008 };

/**
 * Reads the packet that begins at a signature (subunit's README, "Version 2"): flags, length, fields, CRC-32 of all
 * before it. The flags and the length are looked at first, so that few other bytes are ever waited for.
 */
export function readPacket(bytes: Buffer, start: number): PacketResult {
  const none = { kind: 'none', checked: 0 } as const;
  if (bytes.length - start >= 2 && ((bytes[start + 1] ?? 0) & 0xf0) !== 0x20) return none;
  if (bytes.length - start < 6) return { kind: 'more' };
  const flags = bytes.readUInt16BE(start + 1);
  if ((flags & flag.reserved) !== 0) return none;
  const fields = new Fields(bytes, start + 3, bytes.length);
  const length = fields.number();
  if (length < shortest || length > maxPacket || fields.at - start > 6) return none;
  const end = start + length;
  if (end > bytes.length) return { kind: 'more' };
  if (crc32(bytes.subarray(start, end - 4)) !== bytes.readUInt32BE(end - 4)) return { kind: 'none', checked: length };
  const packet = readFields(new Fields(bytes, fields.at, end - 4), flags);
  return packet === null ? none : { kind: 'packet', packet, end };
}

function readFields(fields: Fields, flags: number): SubunitPacket | null {
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const time = has(flag.time) ? fields.time() : null;
  const testId = has(flag.id) ? fields.text() : null;
  if (has(flag.tags)) for (let left = fields.number(); left > 0 && !fields.isBroken; left -= 1) fields.text();
  if (has(flag.mime)) fields.text();
  const file = has(flag.file) ? { name: fields.text(), bytes: fields.bytes() } : null;
  if (has(flag.route)) fields.text();
  return fields.isBroken ? null : { status: statuses[flags & 7] ?? null, testId, time, file };
}

/** Reads one field after the other; one that goes beyond the end breaks it. */
class Fields {
  readonly #bytes: Buffer;
  readonly #end: number;
  at: number;
  isBroken = false;

  constructor(bytes: Buffer, at: number, end: number) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
  }

  /** The two highest bits of the first byte say how many more there are. */
  number(): number {
    const first = this.#byte();
    let value = first & 0x3f;
    for (let left = first >> 6; left > 0; left -= 1) value = value * 256 + this.#byte();
    return value;
  }

  #byte(): number {
    if (this.at >= this.#end) this.isBroken = true;
    const value = this.isBroken ? 0 : (this.#bytes[this.at] ?? 0);
    this.at += 1;
    return value;
  }

  time(): number {
    if (this.at + 4 > this.#end) {
      this.isBroken = true;
      return 0;
    }
    const seconds = this.#bytes.readUInt32BE(this.at);
    this.at += 4;
    return seconds * 1000 + this.number() / 1_000_000;
  }

  bytes(): Buffer {
    const length = this.number();
    const from = this.at;
    this.at += length;
    if (this.at > this.#end) this.isBroken = true;
    return this.isBroken ? Buffer.alloc(0) : this.#bytes.subarray(from, this.at);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }
}
