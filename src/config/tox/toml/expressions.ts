/** A part of a text: literal, or an expression in braces whose value takes its place. */
export type Piece = string | Expression;

export interface Expression {
  /** What stands between the colons: `{env:HOME:/root}` has three. There is at least one. */
  readonly parts: readonly (readonly Piece[])[];
}

/** Braces nested deeper than this stay literal. */
const deepest = 100;
const escapable = ':{}[]';

/**
 * The pieces of a text as tox 4 splits it (`MatchExpression.parse_and_split_to_terminator`): `{…}` with parts between
 * colons, `[]` for `{posargs}`, a backslash before one of `:{}[]` to mean the character. A brace without its partner
 * is literal. Takes time in proportion to the text.
 */
export function splitExpressions(text: string): readonly Piece[] {
  return new Splitter(text).all();
}

class Splitter {
  readonly #text: string;
  /** Up to here, no brace that opens is known to close. */
  #unclosedUntil = -1;

  constructor(text: string) {
    this.#text = text;
  }

  all(): readonly Piece[] {
    const pieces = new Pieces();
    for (let at = 0; at < this.#text.length; ) {
      at = this.#step(at, pieces, 0) ?? literal(this.#text, at, pieces);
    }
    return pieces.done();
  }

  /** Takes what is special at `at`, and answers where it ends; null where nothing is. */
  #step(at: number, pieces: Pieces, depth: number): number | null {
    const text = this.#text;
    const next = text[at + 1] ?? '';
    if (text[at] === '\\' && next !== '' && escapable.includes(next)) {
      pieces.add(next);
      return at + 2;
    }
    if (text[at] === '\\' && next === '\\') {
      pieces.add('\\\\');
      return at + 2;
    }
    if (text[at] === '[' && next === ']') {
      pieces.push({ parts: [['posargs']] });
      return at + 2;
    }
    if (text[at] !== '{' || at <= this.#unclosedUntil) return null;
    const found = this.#braced(at + 1, depth + 1);
    if (found === null) return null;
    pieces.push({ parts: found.parts });
    return found.end;
  }

  /** What is inside of a brace that opens just before `start`; null if it does not close. */
  #braced(start: number, depth: number): { readonly parts: (readonly Piece[])[]; readonly end: number } | null {
    const parts: (readonly Piece[])[] = [];
    let pieces = new Pieces();
    for (let at = start; depth <= deepest && at < this.#text.length; ) {
      const character = this.#text[at] ?? '';
      if (character === '}') return { parts: [...parts, pieces.done()], end: at + 1 };
      if (character === ':') {
        parts.push(pieces.done());
        pieces = new Pieces();
        at += 1;
        continue;
      }
      const after = this.#step(at, pieces, depth);
      // An inner brace that does not close means that nothing closes from here on, so neither does this one.
      if (after === null && character === '{') return null;
      at = after ?? literal(this.#text, at, pieces);
    }
    this.#unclosedUntil = Math.max(this.#unclosedUntil, start - 1);
    return null;
  }
}

/** Takes the stretch up to the next character that may be special. */
function literal(text: string, at: number, pieces: Pieces): number {
  let end = at + 1;
  while (end < text.length && !'\\[{}:'.includes(text[end] ?? '')) end += 1;
  pieces.add(text.slice(at, end));
  return end;
}

class Pieces {
  readonly #pieces: Piece[] = [];
  #text: string[] = [];

  add(text: string): void {
    this.#text.push(text);
  }

  push(expression: Expression): void {
    this.#flush();
    this.#pieces.push(expression);
  }

  done(): readonly Piece[] {
    this.#flush();
    return this.#pieces;
  }

  #flush(): void {
    if (this.#text.length > 0) this.#pieces.push(this.#text.join(''));
    this.#text = [];
  }
}
