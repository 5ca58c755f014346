import type { Parser, Trigger } from './parser.ts';
import type { PlaceSet } from './place-set.ts';

/** What lines of a kind begin and end with and have in them, and the places of the parsers that want them. */
interface Wanted {
  readonly start: Buffer;
  readonly end: Buffer;
  readonly has: Buffer;
  readonly parsers: readonly number[];
}

/** Kinds of lines that look the same at first sight. */
interface WantedList {
  readonly wanted: Wanted[];
  /** By place two numbers: which bits of a line's `sample` tell something, and what they must be. */
  readonly samples: number[];
}

/** A line without the blanks around it. */
interface Stretch {
  readonly line: Buffer;
  readonly first: number;
  readonly last: number;
}

const keys = 65_536;

/**
 * Which parsers want a line, found by its first and last bytes and then by the whole of their triggers; a line need not be
 * decoded for it.
 */
export class Triggers {
  /** By two or three bytes as a number of 16 bits: which list has what begins, or ends, so; 0 if none has. */
  readonly #begins = new Uint16Array(keys);
  readonly #longBegins = new Uint16Array(keys);
  readonly #ends = new Uint16Array(keys);
  readonly #longEnds = new Uint16Array(keys);
  /** The same by the first and the last byte. */
  readonly #frames = new Uint16Array(keys);
  readonly #lists: WantedList[] = [{ wanted: [], samples: [] }];

  constructor(parsers: readonly Pick<Parser, 'triggers'>[]) {
    for (const wanted of wantedBy(parsers)) {
      const { start, end } = wanted;
      if (start.length > 2) this.#put(this.#longBegins, [keyOf(start[0], start[1], start[2])], wanted);
      else if (end.length > 2) this.#put(this.#longEnds, [keyOf(end.at(-3), end.at(-2), end.at(-1))], wanted);
      else if (start.length === 1 && end.length === 1) this.#put(this.#frames, [keyOf(0, start[0], end[0])], wanted);
      else if (start.length > 0) this.#put(this.#begins, keysWith(start[0], start[1]), wanted);
      else this.#put(this.#ends, keysWith(end.at(-2), end.at(-1)), wanted);
    }
  }

  #put(table: Uint16Array, among: readonly number[], wanted: Wanted): void {
    const { start, end } = wanted;
    const bits = sample(start[2], start[3], end.at(-2), end.at(-1));
    const mask = sample(start[2] && 0xff, start[3] && 0xff, end.at(-2) && 0xff, end.at(-1) && 0xff);
    for (const key of among) {
      table[key] ||= this.#lists.push({ wanted: [], samples: [] }) - 1;
      const list = this.#lists[table[key] ?? 0];
      list?.wanted.push(wanted);
      list?.samples.push(mask, bits);
    }
  }

  /** Adds each parser that wants the line. */
  find(line: Buffer, start: number, end: number, found: PlaceSet): void {
    let first = start;
    while (first < end && isBlank(line[first] ?? 0)) first += 1;
    if (first === end) return;
    let last = end;
    while (isBlank(line[last - 1] ?? 0)) last -= 1;
    const length = last - first;
    const [one, two, three] = [line[first], length > 1 ? line[first + 1] : 0, length > 2 ? line[first + 2] : 0];
    const [back, before, final] = [length > 2 ? line[last - 3] : 0, length > 1 ? line[last - 2] : 0, line[last - 1]];
    const begin = this.#begins[keyOf(0, one, two)] ?? 0;
    const longBegin = this.#longBegins[keyOf(one, two, three)] ?? 0;
    const close = this.#ends[keyOf(0, before, final)] ?? 0;
    const longClose = this.#longEnds[keyOf(back, before, final)] ?? 0;
    const frame = this.#frames[keyOf(0, one, final)] ?? 0;
    if ((begin | longBegin | close | longClose | frame) === 0) return;
    const stretch = { line, first, last };
    if (begin !== 0) this.#check(begin, stretch, found);
    if (longBegin !== 0) this.#check(longBegin, stretch, found);
    if (close !== 0) this.#check(close, stretch, found);
    if (longClose !== 0) this.#check(longClose, stretch, found);
    if (frame !== 0) this.#check(frame, stretch, found);
  }

  #check(place: number, stretch: Stretch, found: PlaceSet): void {
    const { line, first, last } = stretch;
    const list = this.#lists[place];
    if (list === undefined) return;
    const third = last - first > 2 ? line[first + 2] : 0;
    const fourth = last - first > 3 ? line[first + 3] : 0;
    const bits = sample(third, fourth, last - first > 1 ? line[last - 2] : 0, line[last - 1]);
    const { samples, wanted } = list;
    for (let at = 0; at < wanted.length; at += 1) {
      if ((bits & (samples[2 * at] ?? 0)) === samples[2 * at + 1]) addIfWanted(wanted[at], stretch, found);
    }
  }
}

function addIfWanted(wanted: Wanted | undefined, { line, first, last }: Stretch, found: PlaceSet): void {
  if (wanted === undefined) return;
  const { start, end, has, parsers } = wanted;
  if (start.length > last - first || end.length > last - first) return;
  if (!isAt(line, first, start) || !isAt(line, last - end.length, end)) return;
  if (has.length > 0 && !isWithin(line, first, last, has)) return;
  for (const parser of parsers) found.add(parser);
}

/** All triggers, those that several parsers have once. */
function wantedBy(parsers: readonly Pick<Parser, 'triggers'>[]): readonly Wanted[] {
  const all = new Map<string, { readonly trigger: Trigger; readonly parsers: Set<number> }>();
  for (const [index, { triggers }] of parsers.entries()) {
    for (const trigger of triggers) {
      const key = JSON.stringify(partsOf(trigger));
      const known = all.get(key) ?? { trigger, parsers: new Set() };
      all.set(key, known);
      known.parsers.add(index);
    }
  }
  return [...all.values()].map(({ trigger, parsers: wanting }) => {
    const parts = partsOf(trigger);
    const [start, end, has] = [Buffer.from(parts[0]), Buffer.from(parts[1]), Buffer.from(parts[2])];
    return { start, end, has, parsers: [...wanting] };
  });
}

function partsOf(trigger: Trigger): readonly [start: string, end: string, has: string] {
  return ['start' in trigger ? trigger.start : '', trigger.end ?? '', trigger.has ?? ''];
}

/** The same for some other threes, of which few are in text. */
function keyOf(one = 0, two = 0, three = 0): number {
  return ((two << 8) | three) ^ ((one * 0x9d3b) & 0xffff);
}

/** Every pair with these bytes: where there is none, any may stand. */
function keysWith(one: number | undefined, two: number | undefined): readonly number[] {
  if (one !== undefined && two !== undefined) return [keyOf(0, one, two)];
  return Array.from({ length: 256 }, (_, any) => keyOf(0, one ?? any, two ?? any));
}

/** The third and fourth byte of a line and its last two; 0 where it has none. */
function sample(third = 0, fourth = 0, lastButOne = 0, last = 0): number {
  return third | (fourth << 8) | (lastButOne << 16) | (last << 24);
}

/** From the end on, since the first bytes are known to be the same. */
function isAt(line: Buffer, place: number, wanted: Buffer): boolean {
  for (let at = wanted.length - 1; at >= 0; at -= 1) if (line[place + at] !== wanted[at]) return false;
  return true;
}

function isWithin(line: Buffer, first: number, last: number, wanted: Buffer): boolean {
  for (let at = first; at <= last - wanted.length; at += 1) {
    if (line[at] === wanted[0] && isAt(line, at, wanted)) return true;
  }
  return false;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
