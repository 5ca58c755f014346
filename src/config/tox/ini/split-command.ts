/** How a line is split to words: Python's shlex in POSIX mode, splitting at blanks only. */
export interface Splitting {
  /** What takes the meaning from the next character; tox 3: nothing does. */
  readonly escape: '\\' | '';
  /** What begins a comment outside of quotes; tox 4: nothing does any more. */
  readonly comment: '#' | '';
}

/** How tox 3 splits a command. */
export const splitting3: Splitting = { escape: '', comment: '#' };
/** How tox 4 does. */
export const splitting4: Splitting = { escape: '\\', comment: '' };

export interface SplitWords {
  readonly words: readonly string[];
  /** Where the rest begins that is no word, since a quote or an escape in it has no end; null: all is split. */
  readonly brokenAt: number | null;
}

const blanks = ' \t\r\n';

/** Splits a command as tox does. Quotes end up nowhere; `#` and backslash mean what `splitting` says. */
export function splitCommand(text: string, splitting: Splitting): SplitWords {
  const words: string[] = [];
  let word: string | null = null;
  let wordStart = 0;
  let at = 0;
  const end = (): void => {
    if (word !== null) words.push(word);
    word = null;
    wordStart = at + 1;
  };
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (blanks.includes(character)) {
      if (word !== null) end();
    } else if (character === splitting.comment) {
      const lineEnd = text.indexOf('\n', at);
      at = lineEnd < 0 ? text.length : lineEnd;
      end();
    } else if (character === splitting.escape) {
      at += 1;
      if (at >= text.length) return { words, brokenAt: wordStart };
      word = (word ?? '') + (text[at] ?? '');
    } else if (character === '"' || character === "'") {
      const quoted = readQuoted(text, at, splitting);
      if (quoted === null) return { words, brokenAt: wordStart };
      word = (word ?? '') + quoted.text;
      at = quoted.close;
    } else {
      word = (word ?? '') + character;
    }
  }
  end();
  return { words, brokenAt: null };
}

function readQuoted(text: string, open: number, splitting: Splitting): { text: string; close: number } | null {
  const quote = text[open] ?? '';
  let inside = '';
  for (let at = open + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === quote) return { text: inside, close: at };
    if (character === splitting.escape && quote === '"') {
      at += 1;
      const next = text[at];
      if (next === undefined) return null;
      if (next !== '\\' && next !== quote) inside += character;
      inside += next;
    } else {
      inside += character;
    }
  }
  return null;
}
