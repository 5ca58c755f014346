import type { Parser, Trigger } from './parser.ts';

interface Wanted {
  /** The parser's place in the list. */
  readonly index: number;
  readonly start: string;
  readonly end: string;
}

/**
 * Which parsers want a line, found by its first and last two characters and then by the whole of their triggers. Works on
 * text of one character per byte, so that a line need not be decoded for it.
 */
export class Triggers {
  readonly #starts: (Wanted[] | undefined)[] = new Array(65_536);
  readonly #ends: (Wanted[] | undefined)[] = new Array(65_536);

  constructor(parsers: readonly Parser[]) {
    parsers.forEach(({ triggers }, index) => {
      for (const trigger of triggers) this.#add(index, trigger);
    });
  }

  #add(index: number, trigger: Trigger): void {
    const wanted = { index, start: latin1('start' in trigger ? trigger.start : ''), end: latin1(trigger.end ?? '') };
    if (wanted.start === '') addTo(this.#ends, wanted, wanted.end.slice(-2), (one, any) => any * 256 + one);
    else addTo(this.#starts, wanted, wanted.start.slice(0, 2), (one, any) => one * 256 + any);
  }

  /** Calls `give` for each parser that wants the line, once or more often. */
  find(text: string, start: number, end: number, give: (index: number) => void): void {
    let first = start;
    while (first < end && isBlank(text.charCodeAt(first))) first += 1;
    if (first === end) return;
    let last = end;
    while (isBlank(text.charCodeAt(last - 1))) last -= 1;
    const one = last - first < 2;
    const starts = this.#starts[text.charCodeAt(first) * 256 + (one ? 0 : text.charCodeAt(first + 1))];
    const ends = this.#ends[(one ? 0 : text.charCodeAt(last - 2)) * 256 + text.charCodeAt(last - 1)];
    if (starts !== undefined) check(starts, text, first, last, give);
    if (ends !== undefined) check(ends, text, first, last, give);
  }
}

function check(all: readonly Wanted[], text: string, first: number, last: number, give: (index: number) => void): void {
  for (const { index, start, end } of all) {
    const length = last - first;
    if (start.length > length || end.length > length) continue;
    if (text.startsWith(start, first) && (end === '' || text.endsWith(end, last))) give(index);
  }
}

/** Under each pair that the two characters may stand for; a single one goes with any. */
function addTo(
  table: (Wanted[] | undefined)[],
  wanted: Wanted,
  pair: string,
  key: (one: number, any: number) => number,
): void {
  const put = (at: number): void => {
    const known = table[at];
    if (known === undefined) table[at] = [wanted];
    else known.push(wanted);
  };
  if (pair.length === 2) put(pair.charCodeAt(0) * 256 + pair.charCodeAt(1));
  else for (let any = 0; any < 256; any += 1) put(key(pair.charCodeAt(0), any));
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
