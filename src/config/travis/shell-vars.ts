/** A variable as Travis reads it from a line of `env`: the value is still shell text, with its quotes. */
export interface ShellVar {
  readonly name: string;
  readonly raw: string;
}

export type ShellVars =
  | { readonly ok: true; readonly vars: readonly ShellVar[] }
  | { readonly ok: false; readonly reason: string };

/**
 * The variables of a line such as `A=1 B="x y" C=$D`. The rules are those of Travis's own reader (the gem sh_vars 1.0.2),
 * with what is odd about it: after `$(` or `${` outside of quotes the value goes on to the line's end, and a line that
 * is quoted as a whole holds one variable. Each character is looked at a bounded number of times.
 */
export function parseShellVars(line: string): ShellVars {
  const text = line.trim();
  const vars: ShellVar[] = [];
  let at = 0;
  for (;;) {
    const read = readPair(text, at);
    if (read === null) return failed(at);
    if (read.pair !== null) vars.push(read.pair);
    at = read.end;
    if (at >= text.length) return { ok: true, vars };
    const blank = skipBlanks(text, at);
    if (blank === at) return failed(at);
    at = blank;
  }
}

function failed(at: number): ShellVars {
  return { ok: false, reason: `what stands at character ${at + 1} is no shell word` };
}

interface Pair {
  readonly pair: ShellVar | null;
  readonly end: number;
}

function readPair(text: string, at: number): Pair | null {
  if (text[at] === '"') {
    const end = doubleQuoted(text, at, 0);
    const inner = end === null ? null : unquote(text.slice(at + 1, end - 1));
    const read = inner === null ? null : readPair(inner, 0);
    return read === null || end === null ? null : { pair: read.pair, end };
  }
  if (at >= text.length) return { pair: null, end: at };
  if (text[at] === '=') return null;
  let end = at;
  while (end < text.length && text[end] !== '=' && !isBlank(text, end)) end += 1;
  const name = text.slice(at, end);
  if (text[end] !== '=') return { pair: { name, raw: '' }, end };
  const valueEnd = readValue(text, end + 1);
  return valueEnd === null ? null : { pair: { name, raw: text.slice(end + 1, valueEnd) }, end: valueEnd };
}

/** Where a value ends that begins at `at`; null if a quote is not closed. */
function readValue(text: string, start: number): number | null {
  let at = start;
  let toTheEnd = false;
  while (at < text.length && (toTheEnd || !isBlank(text, at))) {
    const next = piece(text, at, 0);
    if (next === null) return null;
    if (opensExpansion(text, at)) toTheEnd = true;
    at = next;
  }
  return at;
}

/** Where the piece ends that begins at `at`: a quoted text, an escape, the begin of an expansion or a character. */
function piece(text: string, at: number, level: number): number | null {
  if (opensExpansion(text, at)) return at + 2;
  if (text.startsWith(quoteAt(level), at)) return doubleQuoted(text, at, level);
  const character = text[at];
  if (character === "'" || character === '`') {
    const close = text.indexOf(character, at + 1);
    return close < 0 ? null : close + 1;
  }
  if (character === '"') return null;
  return character === '\\' && at + 1 < text.length && text[at + 1] !== '\n' ? at + 2 : at + 1;
}

/** Inside of quotes an inner pair of them is written with backslashes, two more for each level. */
function quoteAt(level: number): string {
  return `${'\\'.repeat(2 * level)}"`;
}

function doubleQuoted(text: string, start: number, level: number): number | null {
  const quote = quoteAt(level);
  const escaped = `${'\\'.repeat(2 * level + 1)}"`;
  let at = skipPlain(text, start + quote.length, escaped);
  while (at < text.length && !text.startsWith(quote, at)) {
    const next = isBlank(text, at) ? at + 1 : piece(text, at, level + 1);
    if (next === null) break;
    at = next;
  }
  at = skipPlain(text, at, escaped);
  return text.startsWith(quote, at) ? at + quote.length : null;
}

function skipPlain(text: string, start: number, escaped: string): number {
  let at = start;
  while (at < text.length) {
    if (text[at] !== '"' && text[at] !== '\\') at += 1;
    else if (text.startsWith(escaped, at)) at += escaped.length;
    else break;
  }
  return at;
}

/** The inside of a quoted text as the shell sees it; null where that has more than one level of quotes. */
function unquote(inner: string): string | null {
  const plain = inner.replaceAll('\\"', '\u0000');
  if (plain.includes('\\') || plain.includes('"')) return null;
  return plain.replaceAll('\u0000', '"');
}

function opensExpansion(text: string, at: number): boolean {
  return text[at] === '$' && (text[at + 1] === '(' || text[at + 1] === '{');
}

function isBlank(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? '');
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text, at)) at += 1;
  return at;
}
