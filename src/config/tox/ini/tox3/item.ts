/** A `{type:value:default}` in a text, as tox 3's regular expression takes it apart. */
export interface Item {
  readonly start: number;
  readonly end: number;
  readonly type: string | null;
  readonly value: string;
  readonly fallback: string | null;
}

/** A section's name may hold `]`; it is not looked for in more than so many places. */
const mostBrackets = 50;

/** The first item at or behind `from` without another one in it, or null. A `{` behind a backslash begins none. */
export function nextItem(text: string, from: number): Item | null {
  for (let start = text.indexOf('{', from); start >= 0; start = text.indexOf('{', start + 1)) {
    if (text[start - 1] === '\\') continue;
    const item = readItem(text, start);
    if (item !== null) return item;
  }
  return null;
}

function readItem(text: string, start: number): Item | null {
  const colon = skip(text, start + 1, '[:{}');
  if (colon > start + 1 && text[colon] === ':') {
    const rest = readValue(text, colon + 1);
    if (rest !== null) return { start, type: text.slice(start + 1, colon), ...rest };
  }
  const rest = readValue(text, start + 1);
  return rest === null ? null : { start, type: null, ...rest };
}

type Rest = Pick<Item, 'value' | 'fallback' | 'end'>;

function readValue(text: string, start: number): Rest | null {
  if (text[start] === '[') {
    const limit = skip(text, start, ',{}');
    let bracket = text.lastIndexOf(']', limit - 1);
    for (let tries = 0; bracket > start && tries < mostBrackets; tries += 1) {
      const rest = readRest(text, start, bracket + 1);
      if (rest !== null) return rest;
      bracket = text.lastIndexOf(']', bracket - 1);
    }
  }
  return readRest(text, start, start);
}

function readRest(text: string, start: number, from: number): Rest | null {
  const stop = skip(text, from, ':,{}');
  if (text[stop] === '}') return { value: text.slice(start, stop), fallback: null, end: stop + 1 };
  if (text[stop] !== ':') return null;
  const close = closing(text, stop + 1);
  if (close < 0) return null;
  return { value: text.slice(start, stop), fallback: text.slice(stop + 1, close), end: close + 1 };
}

/** The `}` that ends a default: the next one, whatever is before it, with no `{` before it but `\{`. */
function closing(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '}') return at;
    if (text[at] === '{') return -1;
    if (text[at] === '\\' && text[at + 1] === '{') at += 1;
  }
  return -1;
}

function skip(text: string, start: number, stops: string): number {
  let at = start;
  while (at < text.length && !stops.includes(text[at] ?? '')) at += 1;
  return at;
}
