/** A construct that must be closed. */
export type Open = 'if' | 'loop' | 'case' | 'brace' | 'paren';

/** What may come next. */
export type State =
  | 'start'
  | 'args'
  | 'after'
  | 'for-name'
  | 'for-in'
  | 'for-words'
  | 'do'
  | 'case-word'
  | 'case-in'
  | 'pattern'
  | 'in-pattern'
  | 'function-name'
  | 'function-body';

/** Where the reader is in one list of commands: the text itself, or the inside of `$(…)`. */
export interface List {
  state: State;
  /** An operator before a newline says that the command goes on. */
  open: boolean;
  readonly stack: Open[];
  /** 1 after a first word that could be a function's name. */
  words: number;
  commandWords: number;
  pipe: boolean;
  or: boolean;
}

/** Reserved words, by the construct that they go on with. */
export const continuers = new Map<string, Open>([
  ['then', 'if'],
  ['elif', 'if'],
  ['else', 'if'],
  ['do', 'loop'],
]);
/** By the construct that they close. */
export const closers = new Map<string, Open>([
  ['fi', 'if'],
  ['done', 'loop'],
  ['esac', 'case'],
  ['}', 'brace'],
]);
/** By the construct that they open, and what comes after them. */
export const openers = new Map<string, readonly [Open, State]>([
  ['if', ['if', 'start']],
  ['while', ['loop', 'start']],
  ['until', ['loop', 'start']],
  ['for', ['loop', 'for-name']],
  ['select', ['loop', 'for-name']],
  ['case', ['case', 'case-word']],
  ['{', ['brace', 'start']],
]);

/** At the beginning of a list. */
export function newList(): List {
  return { state: 'start', open: false, stack: [], words: 0, commandWords: 0, pipe: false, or: false };
}
