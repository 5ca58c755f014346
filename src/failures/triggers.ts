import type { Parser, Trigger } from './parser.ts';

interface Wanted {
  /** The parser's place in the list. */
  readonly index: number;
  readonly start: string;
  readonly end: string;
  /** The third character of the start and the last one of the end, as codes; -1 where there is none. */
  readonly third: number;
  readonly last: number;
}

/**
 * Which parsers want a line, found by its first and last two characters and then by the whole of their triggers. Works on
 * text of one character per byte, so that a line need not be decoded for it.
 */
export class Triggers {
  /** By a pair of characters as a number of 16 bits: 1 where some line that begins, or ends, so is wanted. */
  readonly #begins = new Uint8Array(pairs);
  readonly #closes = new Uint8Array(pairs);
  readonly #starts = new Map<number, Wanted[]>();
  readonly #ends = new Map<number, Wanted[]>();

  constructor(parsers: readonly Pick<Parser, 'triggers'>[]) {
    parsers.forEach(({ triggers }, index) => {
      for (const trigger of triggers) this.#add(index, trigger);
    });
  }

  #add(index: number, trigger: Trigger): void {
    const wanted = makeWanted(index, latin1('start' in trigger ? trigger.start : ''), latin1(trigger.end ?? ''));
    const byEnd = wanted.start === '' || (wanted.start.length === 1 && wanted.end.length > 1);
    const [flags, map] = byEnd ? [this.#closes, this.#ends] : [this.#begins, this.#starts];
    for (const pair of byEnd ? lastPairs(wanted.end) : firstPairs(wanted.start)) {
      flags[pair] = 1;
      map.set(pair, [...(map.get(pair) ?? []), wanted]);
    }
  }

  /** Calls `give` for each parser that wants the line, once or more often. */
  find(text: string, start: number, end: number, give: (index: number) => void): void {
    let first = start;
    while (first < end && isBlank(text.charCodeAt(first))) first += 1;
    if (first === end) return;
    let last = end;
    while (isBlank(text.charCodeAt(last - 1))) last -= 1;
    const one = last - first < 2;
    const begin = (text.charCodeAt(first) << 8) | (one ? 0 : text.charCodeAt(first + 1));
    const close = (one ? 0 : text.charCodeAt(last - 2) << 8) | text.charCodeAt(last - 1);
    if (this.#begins[begin] === 1) check(this.#starts.get(begin) ?? [], text, first, last, give);
    if (this.#closes[close] === 1) check(this.#ends.get(close) ?? [], text, first, last, give);
  }
}

const pairs = 65_536;

/** Every pair that a line with this beginning may have first: a single character goes with any. */
function firstPairs(start: string): readonly number[] {
  const one = start.charCodeAt(0) << 8;
  return start.length > 1 ? [one | start.charCodeAt(1)] : Array.from({ length: 256 }, (_, any) => one | any);
}

function lastPairs(end: string): readonly number[] {
  const one = end.charCodeAt(end.length - 1);
  return end.length > 1
    ? [(end.charCodeAt(end.length - 2) << 8) | one]
    : Array.from({ length: 256 }, (_, any) => (any << 8) | one);
}

function makeWanted(index: number, start: string, end: string): Wanted {
  const third = start.length > 2 ? start.charCodeAt(2) : -1;
  return { index, start, end, third, last: end === '' ? -1 : end.charCodeAt(end.length - 1) };
}

/** Most are refused by one character, which is much cheaper than to compare strings. */
function check(all: readonly Wanted[], text: string, first: number, last: number, give: (index: number) => void): void {
  const length = last - first;
  const third = length > 2 ? text.charCodeAt(first + 2) : -2;
  const final = text.charCodeAt(last - 1);
  for (const wanted of all) {
    if (wanted.third !== -1 && wanted.third !== third) continue;
    if (wanted.last !== -1 && wanted.last !== final) continue;
    const { index, start, end } = wanted;
    if (start.length > length || end.length > length) continue;
    if (text.startsWith(start, first) && text.endsWith(end, last)) give(index);
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
