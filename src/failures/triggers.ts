import type { Parser } from './parser.ts';
import type { PlaceSet } from './place-set.ts';

/** What lines of a kind begin and end with, and the places of the parsers that want them. */
interface Wanted {
  readonly start: Buffer;
  readonly end: Buffer;
  readonly parsers: readonly number[];
  /** The third byte of the start and the last one of the end; -1 where there is none. */
  readonly third: number;
  readonly last: number;
}

const pairs = 65_536;

/**
 * Which parsers want a line, found by its first and last two bytes and then by the whole of their triggers; a line need not
 * be decoded for it.
 */
export class Triggers {
  /** By a pair of bytes as a number of 16 bits: which list has what begins, or ends, so; 0 if none has. */
  readonly #begins = new Uint16Array(pairs);
  readonly #ends = new Uint16Array(pairs);
  readonly #lists: Wanted[][] = [[]];

  constructor(parsers: readonly Pick<Parser, 'triggers'>[]) {
    for (const wanted of wantedBy(parsers)) {
      const { start, end } = wanted;
      const byEnd = start.length === 0 || (start.length === 1 && end.length > 1);
      const table = byEnd ? this.#ends : this.#begins;
      for (const pair of byEnd ? lastPairs(end) : firstPairs(start)) {
        table[pair] ||= this.#lists.push([]) - 1;
        this.#lists[table[pair] ?? 0]?.push(wanted);
      }
    }
  }

  /** Adds each parser that wants the line. */
  find(line: Buffer, start: number, end: number, found: PlaceSet): void {
    let first = start;
    while (first < end && isBlank(line[first] ?? 0)) first += 1;
    if (first === end) return;
    let last = end;
    while (isBlank(line[last - 1] ?? 0)) last -= 1;
    const isOne = last - first === 1;
    const begin = this.#begins[((line[first] ?? 0) << 8) | (isOne ? 0 : (line[first + 1] ?? 0))] ?? 0;
    const close = this.#ends[(isOne ? 0 : (line[last - 2] ?? 0) << 8) | (line[last - 1] ?? 0)] ?? 0;
    if (begin !== 0) this.#check(begin, { line, first, last }, found);
    if (close !== 0) this.#check(close, { line, first, last }, found);
  }

  #check(list: number, { line, first, last }: Stretch, found: PlaceSet): void {
    const third = last - first > 2 ? line[first + 2] : -2;
    const final = line[last - 1];
    for (const wanted of this.#lists[list] ?? []) {
      // most are refused by one byte
      if (wanted.third !== -1 && wanted.third !== third) continue;
      if (wanted.last !== -1 && wanted.last !== final) continue;
      const { start, end, parsers } = wanted;
      if (start.length > last - first || end.length > last - first) continue;
      if (isAt(line, first, start) && isAt(line, last - end.length, end))
        for (const parser of parsers) found.add(parser);
    }
  }
}

/** A line without the blanks around it. */
interface Stretch {
  readonly line: Buffer;
  readonly first: number;
  readonly last: number;
}

/** All triggers, those that several parsers have once. */
function wantedBy(parsers: readonly Pick<Parser, 'triggers'>[]): Iterable<Wanted> {
  const all = new Map<string, Wanted & { readonly parsers: number[] }>();
  for (const [index, { triggers }] of parsers.entries()) {
    for (const trigger of triggers) {
      const [start, end] = ['start' in trigger ? trigger.start : '', trigger.end ?? ''];
      const key = JSON.stringify([start, end]);
      const known = all.get(key);
      if (known === undefined) all.set(key, makeWanted(Buffer.from(start), Buffer.from(end), [index]));
      else if (!known.parsers.includes(index)) known.parsers.push(index);
    }
  }
  return all.values();
}

function makeWanted(start: Buffer, end: Buffer, parsers: number[]): Wanted & { readonly parsers: number[] } {
  return { start, end, parsers, third: start[2] ?? -1, last: end.at(-1) ?? -1 };
}

/** Every pair that a line with this beginning may have first: a single byte goes with any. */
function firstPairs(start: Buffer): readonly number[] {
  const one = (start[0] ?? 0) << 8;
  return start.length > 1 ? [one | (start[1] ?? 0)] : Array.from({ length: 256 }, (_, any) => one | any);
}

function lastPairs(end: Buffer): readonly number[] {
  const one = end.at(-1) ?? 0;
  return end.length > 1 ? [((end.at(-2) ?? 0) << 8) | one] : Array.from({ length: 256 }, (_, any) => (any << 8) | one);
}

/** From the end on, since the first bytes are known to be the same. */
function isAt(line: Buffer, place: number, wanted: Buffer): boolean {
  for (let at = wanted.length - 1; at >= 0; at -= 1) if (line[place + at] !== wanted[at]) return false;
  return true;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
