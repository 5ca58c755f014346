const escapeCode = 0x1b;
const bell = 0x07;
const bom = '\uFEFF';

/** C0 controls but the tab, DEL and C1 controls: nothing that a terminal would act on is left. */
const controls = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;
const allControls = new RegExp(controls, 'g');
const suspicious = /[\x00-\x08\x0a-\x1f\x7f-\xff]/;
const beyondAscii = /[\x80-\xff]/;

/** The text of the bytes of one line: UTF-8 with invalid bytes replaced, without escape sequences and controls. */
export function cleanLine(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('latin1', start, end);
  return suspicious.test(raw) ? decodeBare(withoutEscapes(raw)) : raw;
}

/** The text of a line that is given as one character per byte, without escape sequences. */
export function decodeBare(bare: string): string {
  if (!suspicious.test(bare)) return bare;
  const text = beyondAscii.test(bare) ? Buffer.from(bare, 'latin1').toString('utf8') : bare;
  const clean = controls.test(text) ? text.replace(allControls, '') : text;
  return clean.startsWith(bom) ? clean.slice(1) : clean;
}

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
function endOfEscape(text: string, at: number): number {
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
