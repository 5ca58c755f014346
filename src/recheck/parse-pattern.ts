/** A set of UTF-16 code units, as ranges with both ends in it. */
export interface CharacterSet {
  readonly ranges: readonly (readonly [number, number])[];
  readonly negated: boolean;
}

/** What holds between two characters: the start or end of the line, a word's edge or none. */
export type Assertion = 'start' | 'end' | 'edge' | 'no edge';

/** A regular expression, taken apart. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'either'; readonly options: readonly PatternNode[] }
  /** `most` is null where there is no upper bound. */
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly least: number; readonly most: number | null };

export type ParsedPattern =
  | { readonly ok: true; readonly node: PatternNode }
  /** `at` is an offset in the pattern. */
  | { readonly ok: false; readonly message: string; readonly at: number };

/**
 * Parses the regular expressions that signatures are written in: JavaScript's syntax without what needs backtracking
 * (references, looking around), and `(?i)` in front for "capitals or not". Lazy repetition is accepted and means the same.
 */
export function parsePattern(pattern: string): ParsedPattern {
  const ignoreCase = pattern.startsWith('(?i)');
  const parser = new PatternParser(pattern, ignoreCase);
  try {
    return { ok: true, node: parser.whole(ignoreCase ? 4 : 0) };
  } catch (error) {
    if (error instanceof PatternMistake) return { ok: false, message: error.message, at: error.at };
    throw error;
  }
}

class PatternMistake extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const deepest = 100;
const mostRepeats = 1000;

const digit = [[0x30, 0x39]] as const;
const word = [...digit, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]] as const;
const blank = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
] as const;
const moreBlanks = [
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
] as const;

const classes: Readonly<Record<string, CharacterSet>> = {
  d: { ranges: digit, negated: false },
  D: { ranges: digit, negated: true },
  w: { ranges: word, negated: false },
  W: { ranges: word, negated: true },
  s: { ranges: [...blank, ...moreBlanks], negated: false },
  S: { ranges: [...blank, ...moreBlanks], negated: true },
};

const controls: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d };

class PatternParser {
  readonly #text: string;
  readonly #ignoreCase: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, ignoreCase: boolean) {
    this.#text = text;
    this.#ignoreCase = ignoreCase;
  }

  whole(start: number): PatternNode {
    this.#at = start;
    const node = this.#either();
    if (this.#at < this.#text.length) throw this.#mistake('a ")" too many');
    return node;
  }

  #mistake(message: string, at = this.#at): PatternMistake {
    return new PatternMistake(message, at);
  }

  #take(wanted: string): boolean {
    if (!this.#text.startsWith(wanted, this.#at)) return false;
    this.#at += wanted.length;
    return true;
  }

  #either(): PatternNode {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'either', options };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined || next === '|' || next === ')') return { kind: 'sequence', parts };
      parts.push(this.#repeated());
    }
  }

  #repeated(): PatternNode {
    const start = this.#at;
    if (this.#text[start] === '{' && this.#bounds() !== null) throw this.#mistake('there is nothing to repeat', start);
    const node = this.#atom();
    const bounds = this.#bounds();
    if (bounds === null) return node;
    if (node.kind === 'assertion') throw this.#mistake('there is nothing to repeat', start);
    this.#take('?');
    if (this.#bounds() !== null) throw this.#mistake('a repetition of a repetition');
    return { kind: 'repeat', node, ...bounds };
  }

  #bounds(): { readonly least: number; readonly most: number | null } | null {
    if (this.#take('*')) return { least: 0, most: null };
    if (this.#take('+')) return { least: 1, most: null };
    if (this.#take('?')) return { least: 0, most: 1 };
    const [whole, low = '', comma, high = ''] =
      /^\{(\d{1,6})(?:(,)(\d{0,6}))?\}/.exec(this.#text.slice(this.#at)) ?? [];
    if (whole === undefined) return null;
    const least = Number(low);
    const most = comma === undefined ? least : high === '' ? null : Number(high);
    if (Math.max(least, most ?? 0) > mostRepeats) throw this.#mistake(`more than ${mostRepeats} repetitions`);
    if (most !== null && most < least) throw this.#mistake('the bounds are the wrong way round');
    this.#at += whole.length;
    return { least, most };
  }

  #atom(): PatternNode {
    const start = this.#at;
    const next = this.#text[this.#at] ?? '';
    this.#at += 1;
    switch (next) {
      case '(':
        return this.#group(start);
      case '[':
        return { kind: 'set', set: this.#set(start) };
      case '.':
        return { kind: 'set', set: { ranges: [], negated: true } };
      case '^':
        return { kind: 'assertion', assertion: 'start' };
      case '$':
        return { kind: 'assertion', assertion: 'end' };
      case '*':
      case '+':
      case '?':
        throw this.#mistake('there is nothing to repeat', start);
      case '\\':
        return this.#escape();
      default:
        return this.#character(next.charCodeAt(0));
    }
  }

  #group(start: number): PatternNode {
    const named = /^\?P?<[A-Za-z_]\w{0,60}>/.exec(this.#text.slice(this.#at, this.#at + 70));
    if (named !== null) this.#at += named[0].length;
    else if (/^\?(?:=|!|<=|<!)/.test(this.#text.slice(this.#at, this.#at + 3))) {
      throw this.#mistake('looking ahead or behind is not possible here', start);
    } else if (!this.#take('?:') && this.#text[this.#at] === '?') {
      throw this.#mistake('a group of this kind is not possible here', start);
    }
    this.#depth += 1;
    if (this.#depth > deepest) throw this.#mistake('the groups are nested too deeply', start);
    const node = this.#either();
    this.#depth -= 1;
    if (!this.#take(')')) throw this.#mistake('this "(" is not closed', start);
    return node;
  }

  #escape(): PatternNode {
    const next = this.#text[this.#at];
    if (next === 'b' || next === 'B') {
      this.#at += 1;
      return { kind: 'assertion', assertion: next === 'b' ? 'edge' : 'no edge' };
    }
    const set = classes[next ?? ''];
    if (set !== undefined) {
      this.#at += 1;
      return { kind: 'set', set };
    }
    return this.#character(this.#escaped());
  }

  /** The code unit of an escape that stands for one character. */
  #escaped(): number {
    const start = this.#at - 1;
    const [whole, hex = ''] = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(this.#text.slice(this.#at)) ?? [];
    if (whole !== undefined) {
      this.#at += whole.length;
      return Number.parseInt(hex === '' ? whole.slice(1) : hex, 16);
    }
    const next = this.#text[this.#at];
    if (next === undefined) throw this.#mistake('a "\\" stands at the end', start);
    if (/[1-9]/.test(next)) throw this.#mistake('a reference to a group is not possible here', start);
    const control = controls[next];
    if (control === undefined && /[a-z0-9]/i.test(next)) throw this.#mistake(`"\\${next}" has no meaning here`, start);
    this.#at += 1;
    return control ?? next.charCodeAt(0);
  }

  #set(start: number): CharacterSet {
    const negated = this.#take('^');
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; !this.#take(']'); first = false) {
      if (this.#at >= this.#text.length) throw this.#mistake('this "[" is not closed', start);
      const at = this.#at;
      const low = this.#member(first);
      if (typeof low !== 'number') {
        if (low.negated) throw this.#mistake('write it outside of the brackets', at);
        ranges.push(...low.ranges);
      } else if (this.#text[this.#at] === '-' && !/^-?\]/.test(this.#text.slice(this.#at + 1, this.#at + 2))) {
        this.#at += 1;
        const high = this.#member(false);
        if (typeof high !== 'number' || high < low) throw this.#mistake('this is no range of characters', at);
        ranges.push(...this.#bothCases(low, high));
      } else ranges.push(...this.#bothCases(low, low));
    }
    return { ranges, negated };
  }

  #member(first: boolean): number | CharacterSet {
    const next = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (next === ']' && first) throw this.#mistake('the brackets are empty; write "\\]" for a bracket', this.#at - 1);
    if (next !== '\\') return next.charCodeAt(0);
    const set = classes[this.#text[this.#at] ?? ''];
    if (set === undefined) return this.#escaped();
    this.#at += 1;
    return set;
  }

  #character(code: number): PatternNode {
    return { kind: 'set', set: { ranges: this.#bothCases(code, code), negated: false } };
  }

  #bothCases(low: number, high: number): readonly (readonly [number, number])[] {
    if (!this.#ignoreCase) return [[low, high]];
    const shifted = (
      [
        [0x41, 0x5a, 0x20],
        [0x61, 0x7a, -0x20],
      ] as const
    ).flatMap(([from, to, by]) => {
      const [first, last] = [Math.max(low, from), Math.min(high, to)];
      return first <= last ? [[first + by, last + by] as const] : [];
    });
    return [[low, high], ...shifted];
  }
}
