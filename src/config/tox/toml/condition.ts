import { quoted } from '../../../base/printable.ts';

/** What a condition can ask for. */
export interface ConditionFacts {
  readonly envName: string;
  readonly factors: ReadonlySet<string>;
  /** A variable of the environment in which dox runs; empty where it is not set. */
  variable(name: string): string;
}

export type Verdict = { readonly ok: true; readonly holds: boolean } | { readonly ok: false; readonly message: string };

/** Python's own parser gives up near this depth, too. */
const deepest = 100;

const token = /\s+|(?<name>[A-Za-z_]\w*)|(?<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<mark>==|!=|[()[\].])/uy;

type Token = { readonly kind: 'name' | 'text' | 'mark'; readonly text: string };
type Value = string | boolean;

/**
 * Whether the condition of `{ replace = "if" }` holds. It is an expression of Python's with `env.X` and `env['X']`,
 * `factor.X` and `factor['3.14']`, `env_name`, texts, `==`, `!=`, `and`, `or`, `not` and parentheses; an empty text
 * does not hold.
 */
export function evaluateCondition(condition: string, facts: ConditionFacts): Verdict {
  const tokens = tokenize(condition);
  if (tokens === null) return { ok: false, message: `${quoted(condition)} is no condition that tox knows` };
  const reader = new Evaluator(tokens, facts);
  const value = reader.either(0);
  if (value === null || !reader.atEnd)
    return { ok: false, message: `${quoted(condition)} is no condition that tox knows` };
  return { ok: true, holds: value !== '' && value !== false };
}

function tokenize(condition: string): readonly Token[] | null {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < condition.length) {
    const groups = token.exec(condition)?.groups;
    if (groups === undefined) return null;
    if (groups.name !== undefined) tokens.push({ kind: 'name', text: groups.name });
    else if (groups.text !== undefined) tokens.push({ kind: 'text', text: unquote(groups.text) });
    else if (groups.mark !== undefined) tokens.push({ kind: 'mark', text: groups.mark });
  }
  return tokens;
}

function unquote(written: string): string {
  return written.slice(1, -1).replace(/\\(['"\\])/g, '$1');
}

/** Reads and evaluates at once; each method answers null where the text is no expression. */
class Evaluator {
  readonly #tokens: readonly Token[];
  readonly #facts: ConditionFacts;
  #at = 0;

  constructor(tokens: readonly Token[], facts: ConditionFacts) {
    this.#tokens = tokens;
    this.#facts = facts;
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  either(depth: number): Value | null {
    return this.#joined('or', () => this.#joined('and', () => this.#negated(depth + 1)));
  }

  #joined(word: 'and' | 'or', operand: () => Value | null): Value | null {
    let value = operand();
    while (value !== null && this.#takes('name', word)) {
      const next = operand();
      if (next === null) return null;
      value = word === 'or' ? holds(value) || holds(next) : holds(value) && holds(next);
    }
    return value;
  }

  #negated(depth: number): Value | null {
    let count = 0;
    while (this.#takes('name', 'not')) count += 1;
    const value = this.#compared(depth);
    return value === null || count === 0 ? value : holds(value) === (count % 2 === 0);
  }

  #compared(depth: number): Value | null {
    const left = this.#operand(depth);
    if (left === null) return null;
    for (const [mark, wanted] of [
      ['==', true],
      ['!=', false],
    ] as const) {
      if (!this.#takes('mark', mark)) continue;
      const right = this.#operand(depth);
      return right === null ? null : (left === right) === wanted;
    }
    return left;
  }

  #operand(depth: number): Value | null {
    if (depth > deepest) return null;
    if (this.#takes('mark', '(')) {
      const value = this.either(depth);
      return value !== null && this.#takes('mark', ')') ? value : null;
    }
    const first = this.#tokens[this.#at];
    if (first === undefined || first.kind === 'mark') return null;
    this.#at += 1;
    if (first.kind === 'text') return this.#adjacent(first.text);
    if (first.text === 'env_name') return this.#facts.envName;
    const key = this.#key();
    if (key === null) return null;
    if (first.text === 'env') return this.#facts.variable(key);
    return first.text === 'factor' ? this.#facts.factors.has(key) : null;
  }

  /** Texts side by side are one text in Python. */
  #adjacent(first: string): string {
    let text = first;
    for (let next = this.#tokens[this.#at]; next?.kind === 'text'; next = this.#tokens[this.#at]) {
      text += next.text;
      this.#at += 1;
    }
    return text;
  }

  /** What stands behind `env` or `factor`: `.NAME` or `['NAME']`. */
  #key(): string | null {
    const dotted = this.#takes('mark', '.');
    if (!dotted && !this.#takes('mark', '[')) return null;
    const key = this.#tokens[this.#at];
    if (key?.kind !== (dotted ? 'name' : 'text')) return null;
    this.#at += 1;
    return dotted || this.#takes('mark', ']') ? key.text : null;
  }

  #takes(kind: Token['kind'], text: string): boolean {
    const next = this.#tokens[this.#at];
    if (next?.kind !== kind || next.text !== text) return false;
    this.#at += 1;
    return true;
  }
}

function holds(value: Value): boolean {
  return value !== '' && value !== false;
}
