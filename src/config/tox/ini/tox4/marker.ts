import { Refusal } from '../refusal.ts';

/** What the names in a marker (PEP 508) are. */
export type MarkerNames = Readonly<Record<string, string>>;

const token = /\s*(?:(\(|\))|("[^"]*"|'[^']*')|(<=|>=|===|==|!=|~=|<|>)|([A-Za-z_][A-Za-z0-9_.]*))/y;

/** Reads a marker and says whether it holds. Throws a Refusal where it is none. */
export function markerHolds(text: string, names: MarkerNames): boolean {
  return new MarkerReader(text, names).read();
}

type Token = { readonly kind: 'bracket' | 'text' | 'operator' | 'word'; readonly text: string };

class MarkerReader {
  readonly #tokens: Token[] = [];
  readonly #text: string;
  readonly #names: MarkerNames;
  #at = 0;
  #depth = 0;

  constructor(text: string, names: MarkerNames) {
    this.#text = text;
    this.#names = names;
    token.lastIndex = 0;
    for (let end = 0; end < text.trimEnd().length; end = token.lastIndex) {
      token.lastIndex = end;
      const match = token.exec(text);
      if (match === null) throw this.#wrong();
      const [, bracket, quoted, operator, word] = match;
      if (bracket !== undefined) this.#tokens.push({ kind: 'bracket', text: bracket });
      else if (quoted !== undefined) this.#tokens.push({ kind: 'text', text: quoted.slice(1, -1) });
      else if (operator !== undefined) this.#tokens.push({ kind: 'operator', text: operator });
      else this.#tokens.push({ kind: 'word', text: word ?? '' });
    }
  }

  read(): boolean {
    const holds = this.#or();
    if (this.#at < this.#tokens.length) throw this.#wrong();
    return holds;
  }

  #or(): boolean {
    let holds = this.#and();
    while (this.#takes('or')) holds = this.#and() || holds;
    return holds;
  }

  #and(): boolean {
    let holds = this.#one();
    while (this.#takes('and')) holds = this.#one() && holds;
    return holds;
  }

  #one(): boolean {
    if (this.#takes('(')) {
      this.#depth += 1;
      if (this.#depth > 50) throw this.#wrong();
      const holds = this.#or();
      this.#depth -= 1;
      if (!this.#takes(')')) throw this.#wrong();
      return holds;
    }
    const left = this.#value();
    const operator = this.#operator();
    return compare(left, operator, this.#value());
  }

  #value(): { readonly text: string; readonly isVersion: boolean } {
    const next = this.#tokens[this.#at];
    this.#at += 1;
    if (next?.kind === 'text') return { text: next.text, isVersion: false };
    const known = next?.kind === 'word' ? this.#names[next.text] : undefined;
    if (known === undefined) throw this.#wrong();
    return { text: known, isVersion: next?.text.includes('version') ?? false };
  }

  #operator(): string {
    const next = this.#tokens[this.#at];
    this.#at += 1;
    if (next?.kind === 'operator' || next?.text === 'in') return next.text;
    if (next?.text === 'not' && this.#takes('in')) return 'not in';
    throw this.#wrong();
  }

  #takes(text: string): boolean {
    const next = this.#tokens[this.#at];
    const is = next !== undefined && next.kind !== 'text' && next.text === text;
    if (is) this.#at += 1;
    return is;
  }

  #wrong(): Refusal {
    return new Refusal(`"${this.#text}" behind the ";" is no environment marker`, { whole: false });
  }
}

interface Operand {
  readonly text: string;
  readonly isVersion: boolean;
}

function compare(left: Operand, operator: string, right: Operand): boolean {
  if (operator === 'in') return right.text.includes(left.text);
  if (operator === 'not in') return !right.text.includes(left.text);
  const order =
    left.isVersion || right.isVersion ? versionOrder(left.text, right.text) : textOrder(left.text, right.text);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
    case '~=':
      return order >= 0;
    case '!=':
      return order !== 0;
    default:
      return order === 0;
  }
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Of release numbers only; missing ones are 0, and `*` equals any. */
function versionOrder(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    if (left[index] === '*' || right[index] === '*') return 0;
    const order = Number.parseInt(left[index] ?? '0', 10) - Number.parseInt(right[index] ?? '0', 10);
    if (order !== 0 && !Number.isNaN(order)) return order;
  }
  return 0;
}
