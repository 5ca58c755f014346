const escapeCode = 0x1b;
const bell = 0x07;

/** Leaves out the escape sequences of ECMA-48 and xterm, in one pass. */
export function withoutEscapes(text: string): string {
  let at = text.indexOf('\x1b');
  if (at < 0) return text;
  let bare = '';
  let from = 0;
  while (at >= 0) {
    bare += text.slice(from, at);
    from = endOfEscape(text, at + 1);
    at = text.indexOf('\x1b', from);
  }
  return bare + text.slice(from);
}

/** Where the sequence ends whose introducer is at `at`; of one that is cut or unknown only the first two go. */
export function endOfEscape(text: string, at: number): number {
  const introducer = text[at];
  if (introducer === '[') {
    const last = skip(text, skip(text, at + 1, 0x30, 0x3f), 0x20, 0x2f);
    return isBetween(text.charCodeAt(last), 0x40, 0x7e) ? last + 1 : at + 1;
  }
  // OSC, DCS, PM, APC and SOS go on to BEL or ST.
  if (introducer !== undefined && ']P^_X'.includes(introducer)) return endOfString(text, at + 1);
  const last = skip(text, at, 0x20, 0x2f);
  return isBetween(text.charCodeAt(last), 0x30, 0x7e) ? last + 1 : at;
}

function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === bell) return at + 1;
    if (code === escapeCode) return text[at + 1] === '\\' ? at + 2 : start;
  }
  return start;
}

function skip(text: string, start: number, low: number, high: number): number {
  let at = start;
  while (at < text.length && isBetween(text.charCodeAt(at), low, high)) at += 1;
  return at;
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}
