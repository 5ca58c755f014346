/** What a character at some place in a shell's text would mean to the shell. */
export type ShellContext =
  /** Code: blanks part words. */
  | 'plain'
  | 'single'
  | 'double'
  /** `$'…'` */
  | 'dollar-single'
  | 'comment'
  /** A here-document in which `$` means something. */
  | 'heredoc'
  /** A here-document whose delimiter is quoted. */
  | 'literal-heredoc'
  /** Right after a backslash. */
  | 'escaped'
  /** Inside `${…}`, `$((…))`, backticks, `[[…]]`, or somewhere that this lexer does not know. */
  | 'other';

/** One or more whole lines that are a complete command. */
export interface Piece {
  readonly start: number;
  /** The offset of the newline after it, or the text's length. */
  readonly end: number;
}

/** Where words can be added to the last command of a text. */
export interface Ending {
  /** The offset after its last word or redirection. */
  readonly offset: number;
  /** Why one should not: it is no simple command, or it is not clear that the last one is meant. */
  readonly obstacle: null | 'compound' | 'pipeline' | 'or' | 'assignment';
}

/** What there is to know of a shell's text. */
export interface Scan {
  /** The complete commands at the top level, without the blank and comment-only lines between them. */
  readonly pieces: readonly Piece[];
  /** False if something is not closed at the end, or may not mean the same to every shell. */
  readonly certain: boolean;
  readonly hasPipeline: boolean;
  readonly hasHeredoc: boolean;
  /** Bash's `[[`. */
  readonly hasConditional: boolean;
  /** What the next character would mean if the text went on. */
  readonly context: ShellContext;
  /** Null if there is no command at all. */
  readonly ending: Ending | null;
}
