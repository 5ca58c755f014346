import type { Posargs } from '../tox-project.ts';

const open = '\ue0f8';
const close = '\ue0f9';
const mark = /\ue0f8(\d+)\ue0f9/g;

/**
 * The text that stands for `{posargs}` while a command is worked out. With `keep` that is a mark which no splitting
 * takes apart; `restore` writes `{posargs:default}` for it again, as plan/posargs.ts reads it.
 */
export class PosargsText {
  readonly #posargs: Posargs;
  readonly #defaults: string[] = [];

  constructor(posargs: Posargs) {
    this.#posargs = posargs;
  }

  /** `fallback` is the default as it is written there, null where none is. */
  text(fallback: string | null): string {
    if (this.#posargs === 'keep') {
      this.#defaults.push(fallback ?? '');
      return `${open}${this.#defaults.length - 1}${close}`;
    }
    return this.#posargs.length > 0 ? this.#posargs.map(shlexQuote).join(' ') : (fallback ?? '');
  }

  /** The word with placeholders in place of the marks. */
  restore(word: string): string {
    if (this.#defaults.length === 0) return word;
    return word.replace(mark, (_, index: string) => {
      const fallback = this.#withoutMarks(Number(index), 0);
      return fallback === '' ? '{posargs}' : `{posargs:${fallback.replace(/[{}]/g, '\\$&')}}`;
    });
  }

  /** A line as it is before it is split to `words`, where `{posargs}` is in it; of what only looks like that, one without. */
  keptLine(line: string, words: readonly string[]): string | null {
    if (hasKept(line)) return this.restore(line);
    const looksLike = this.#posargs === 'keep' && words.some((word) => word.includes('{posargs'));
    return looksLike ? words.map(shlexQuote).join(' ').replaceAll('{posargs', "{''posargs") : null;
  }

  /** A default's own `{posargs:…}` can only come to its default. */
  #withoutMarks(index: number, depth: number): string {
    const fallback = (this.#defaults[index] ?? '').replace(/\\([{}])/g, '$1');
    return depth > 20 ? '' : fallback.replace(mark, (_, inner: string) => this.#withoutMarks(Number(inner), depth + 1));
  }
}

/** Whether a place for arguments is kept in a text: what they are will decide how it is split. */
export function hasKept(text: string): boolean {
  return text.includes(open);
}

/** Python's `shlex.quote`: quotes in a word are written so that they are read back without any escape. */
export function shlexQuote(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}
