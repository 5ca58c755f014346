import { Refusal } from '../refusal.ts';

/** A text as tox 4 reads it: characters, and `{type:argument:…}` with the same in its arguments. */
export type Piece = TextPiece | MatchPiece;

export interface TextPiece {
  readonly kind: 'text';
  readonly text: string;
  /** Where it begins in the text that was read. */
  readonly start: number;
}

export interface MatchPiece {
  readonly kind: 'match';
  readonly args: readonly (readonly Piece[])[];
  readonly start: number;
}

/** Nobody writes braces in braces deeper than this. */
const deepest = 100;

const escaped = ':{}[]';

/** The pieces of a text. A `{` without its `}` is a character; `[]` is `{posargs}`. */
export function readPieces(text: string): readonly Piece[] {
  return new ExpressionReader(text).top();
}

/** Whether anything in the text may stand for something else. */
export function hasMatch(text: string): boolean {
  if (!text.includes('{') && !text.includes('[]')) return false;
  return readPieces(text).some((piece) => piece.kind === 'match');
}

class ExpressionReader {
  readonly #text: string;
  /** Where a `{` has no `}`: whatever is around it has none either, so each is looked at once. */
  readonly #unclosed = new Set<number>();
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  top(): readonly Piece[] {
    return this.#read(0, false)?.args[0] ?? [];
  }

  #read(from: number, isInside: boolean): { args: Piece[][]; end: number } | null {
    const text = this.#text;
    const args: Piece[][] = [];
    let arg: Piece[] = [];
    let literal = '';
    let literalStart = from;
    const flush = (next: number): void => {
      if (literal !== '') arg.push({ kind: 'text', text: literal, start: literalStart });
      literal = '';
      literalStart = next;
    };
    let at = from;
    while (at < text.length) {
      const character = text[at] ?? '';
      const next = text[at + 1];
      if (character === '\\' && next !== undefined && (next === '\\' || escaped.includes(next))) {
        literal += next === '\\' ? '\\\\' : next;
        at += 2;
      } else if (isInside && character === '}') {
        flush(at);
        return { args: [...args, arg], end: at + 1 };
      } else if (isInside && character === ':') {
        flush(at + 1);
        args.push(arg);
        arg = [];
        at += 1;
      } else if (character === '[' && next === ']') {
        flush(at);
        arg.push({ kind: 'match', args: [[{ kind: 'text', text: 'posargs', start: at }]], start: at });
        at += 2;
        literalStart = at;
      } else if (character === '{') {
        const inner = this.#inner(at);
        if (inner !== null) {
          flush(at);
          arg.push({ kind: 'match', args: inner.args, start: at });
          at = inner.end;
          literalStart = at;
        } else if (isInside) {
          return null;
        } else {
          literal += character;
          at += 1;
        }
      } else {
        literal += character;
        at += 1;
        if (character === '\n') flush(at);
      }
    }
    if (isInside) return null;
    flush(at);
    return { args: [arg], end: at };
  }

  #inner(open: number): { args: Piece[][]; end: number } | null {
    if (this.#unclosed.has(open)) return null;
    if (this.#depth >= deepest) throw new Refusal(`more than ${deepest} braces are in one another`, { whole: false });
    this.#depth += 1;
    const inner = this.#read(open + 1, true);
    this.#depth -= 1;
    if (inner === null) this.#unclosed.add(open);
    return inner;
  }
}
