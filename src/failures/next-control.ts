/**
 * Where the first byte below 0x20 lies at or after `at`, or `end` if there is none before it. `words` are the same bytes
 * as integers, four at a time from the first on, so that most bytes are not looked at one by one.
 */
export function nextControl(bytes: Uint8Array, words: Int32Array, at: number, end: number): number {
  let place = at;
  while (place < end && (place & 3) !== 0) {
    if ((bytes[place] ?? 0) < 0x20) return place;
    place += 1;
  }
  while (place + 4 <= end) {
    const word = words[place >> 2] ?? 0;
    // the highest bit of a byte, where the byte was below 0x20 (and perhaps of one behind such a byte)
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0) break;
    place += 4;
  }
  while (place < end && (bytes[place] ?? 0) >= 0x20) place += 1;
  return place;
}
