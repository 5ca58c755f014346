/** One field of a protobuf message: a number for varints, bytes for everything that has a length. */
export interface Field {
  readonly number: number;
  readonly value: number | Buffer;
}

/**
 * The fields of a protobuf message in their order (https://protobuf.dev/programming-guides/encoding/). Varints beyond
 * 2^53 lose precision; fixed-width fields are skipped. A truncated message ends where it is cut.
 */
export function* protobufFields(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < message.length; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === 0) yield { number, value: varint() };
    else if (wireType === 2) {
      const length = varint();
      yield { number, value: message.subarray(at, at + length) };
      at += length;
    } else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else return;
  }
}
