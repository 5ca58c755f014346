/** A value in a condition. */
export type Operand =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'env'; readonly name: Operand }
  | { readonly kind: 'concat'; readonly parts: readonly Operand[] };

export type Predicate = 'present' | 'blank' | 'true' | 'false';

/** A condition of Travis's (`if:`), as https://docs.travis-ci.com/user/conditions-v1 tells its language. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'truth'; readonly operand: Operand }
  | { readonly kind: 'equal'; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'match'; readonly left: Operand; readonly pattern: Operand }
  | { readonly kind: 'in'; readonly left: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'is'; readonly left: Operand; readonly predicate: Predicate };

/** Longer ones nobody has written by hand. */
const longest = 4000;
/** Deeper parentheses, and more `not` in a row, are refused. */
const deepest = 50;

/** The condition that a text stands for, or null if it is none. */
export function parseCondition(text: string): Condition | null {
  if (text.length > longest) return null;
  const reader = new Reader(text.replace(/\\\s*[\n\r]/g, ' '));
  const condition = either(reader, 0);
  return reader.atEnd ? condition : null;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.skipBlanks();
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skipBlanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  /** Takes what the sticky expression matches here, with the blanks after it. */
  take(expression: RegExp): string | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    this.skipBlanks();
    return found;
  }
}

function either(reader: Reader, depth: number): Condition | null {
  let left = both(reader, depth);
  while (left !== null && reader.take(/or\b|\|\|/iy) !== null) {
    const right = both(reader, depth);
    left = right === null ? null : { kind: 'or', left, right };
  }
  return left;
}

function both(reader: Reader, depth: number): Condition | null {
  let left = single(reader, depth);
  while (left !== null && reader.take(/and\b|&&/iy) !== null) {
    const right = single(reader, depth);
    left = right === null ? null : { kind: 'and', left, right };
  }
  return left;
}

function single(reader: Reader, depth: number): Condition | null {
  if (depth > deepest) return null;
  if (reader.take(/\(/y) !== null) {
    const inner = either(reader, depth + 1);
    return reader.take(/\)/y) === null ? null : inner;
  }
  if (reader.take(/not\b|!/iy) !== null) {
    const condition = single(reader, depth + 1);
    return condition === null ? null : { kind: 'not', condition };
  }
  return comparison(reader, depth);
}

function comparison(reader: Reader, depth: number): Condition | null {
  const left = operand(reader, depth);
  if (left === null) return null;
  const isIn = reader.take(/in\b|not\s+in\b/iy);
  if (isIn !== null) {
    const list = listed(reader, depth);
    return list === null ? null : negated({ kind: 'in', left, list }, /^not/i.test(isIn));
  }
  const is = reader.take(/is\s+not\b|is\b/iy);
  if (is !== null) {
    const predicate = reader.take(/present|blank|true|false/iy)?.toLowerCase();
    if (!isPredicate(predicate)) return null;
    return negated({ kind: 'is', left, predicate }, /not$/i.test(is));
  }
  const matches = reader.take(/=~|~=|!~/y);
  if (matches !== null) {
    const pattern = regularExpression(reader, depth);
    return pattern === null ? null : negated({ kind: 'match', left, pattern }, matches === '!~');
  }
  const equals = reader.take(/==|=|!=/y);
  if (equals === null) return { kind: 'truth', operand: left };
  const right = operand(reader, depth);
  return right === null ? null : negated({ kind: 'equal', left, right }, equals === '!=');
}

function negated(condition: Condition, not: boolean): Condition {
  return not ? { kind: 'not', condition } : condition;
}

function isPredicate(word: string | undefined): word is Predicate {
  return word === 'present' || word === 'blank' || word === 'true' || word === 'false';
}

const variable =
  /(?:type|repo|head_repo|os|dist|group|sudo|language|sender|fork|draft|branch|head_branch|tag|commit_message)(?=[\s,=)|~!]|$)/y;

function operand(reader: Reader, depth: number): Operand | null {
  if (depth > deepest) return null;
  const name = reader.take(variable);
  if (name !== null) return { kind: 'variable', name };
  const called = call(reader, depth);
  if (called !== undefined) return called;
  const quoted = reader.take(/"[^"]*"|'[^']*'/y);
  if (quoted !== null) return { kind: 'value', text: quoted.slice(1, -1) };
  const word = reader.take(/[^\s()"',=!$][^\s()"',=!]*/y);
  return word === null ? null : { kind: 'value', text: word };
}

/** `env(NAME)` or `concat(…)`; undefined if there is none. */
function call(reader: Reader, depth: number): Operand | null | undefined {
  const name = reader.take(/(?:env|concat)(?=\s*\()/iy)?.toLowerCase();
  if (name === undefined) return undefined;
  const parts = listed(reader, depth + 1);
  if (parts === null) return null;
  if (name === 'concat') return { kind: 'concat', parts };
  const [only] = parts;
  return only === undefined ? null : { kind: 'env', name: only };
}

function listed(reader: Reader, depth: number): readonly Operand[] | null {
  if (reader.take(/\(/y) === null) return null;
  const items: Operand[] = [];
  do {
    const item = operand(reader, depth);
    if (item === null) break;
    items.push(item);
  } while (reader.take(/,/y) !== null);
  return reader.take(/\)/y) === null || items.length === 0 ? null : items;
}

function regularExpression(reader: Reader, depth: number): Operand | null {
  const called = call(reader, depth);
  if (called !== undefined) return called;
  const slashed = reader.take(/\/(?:[^\\/]|\\[\s\S])*\//y);
  if (slashed !== null) return { kind: 'value', text: slashed.slice(1, -1) };
  const written = reader.take(/\S*[^\s)]/y);
  return written === null ? null : { kind: 'value', text: written };
}
