const escapeCode = 0x1b;
const bell = 0x07;
const bracket = 0x5b;
const backslash = 0x5c;
/** OSC, DCS, PM, APC and SOS go on to BEL or ST. */
const strings: ReadonlySet<number> = new Set([...']P^_X'].map((introducer) => introducer.charCodeAt(0)));

/** The characters of a text, or its bytes. */
type Codes = Uint8Array | Uint16Array;

/** Leaves out the escape sequences of ECMA-48 and xterm, in one pass. */
export function withoutEscapes(text: string): string {
  let at = text.indexOf('\x1b');
  if (at < 0) return text;
  const codes = codesOf(text);
  let bare = '';
  let from = 0;
  while (at >= 0) {
    bare += text.slice(from, at);
    from = endOfEscape(codes, at + 1, codes.length);
    at = text.indexOf('\x1b', from);
  }
  return bare + text.slice(from);
}

/** The same for a stretch of bytes, which goes without them to the start of `to`; says how long that is. */
export function copyWithoutEscapes(bytes: Uint8Array, start: number, end: number, to: Uint8Array): number {
  let length = 0;
  let at = start;
  while (at < end) {
    const code = bytes[at] ?? 0;
    at += 1;
    if (code === escapeCode) at = endOfEscape(bytes, at, end);
    else {
      to[length] = code;
      length += 1;
    }
  }
  return length;
}

/** For `endOfEscape`. */
export function codesOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) codes[at] = text.charCodeAt(at);
  return codes;
}

/** Where the sequence ends whose introducer is at `at`; of one that is cut or unknown only the first two go. */
export function endOfEscape(codes: Codes, at: number, end: number): number {
  const introducer = codes[at] ?? 0;
  if (at >= end) return at;
  if (introducer === bracket) {
    const last = skip(codes, skip(codes, at + 1, end, 0x30, 0x3f), end, 0x20, 0x2f);
    return last < end && isBetween(codes[last] ?? 0, 0x40, 0x7e) ? last + 1 : at + 1;
  }
  if (strings.has(introducer)) return endOfString(codes, at + 1, end);
  const last = skip(codes, at, end, 0x20, 0x2f);
  return last < end && isBetween(codes[last] ?? 0, 0x30, 0x7e) ? last + 1 : at;
}

function endOfString(codes: Codes, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const code = codes[at];
    if (code === bell) return at + 1;
    if (code === escapeCode) return at + 1 < end && codes[at + 1] === backslash ? at + 2 : start;
  }
  return start;
}

function skip(codes: Codes, start: number, end: number, low: number, high: number): number {
  let at = start;
  while (at < end && isBetween(codes[at] ?? 0, low, high)) at += 1;
  return at;
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}
