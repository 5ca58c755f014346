const plainWord = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+:,./=-]*$/;
const assignment = /^[A-Za-z_][A-Za-z0-9_]*\+?=/;
/** Words that a shell would take for its own grammar if they stood first in a command. */
const reserved: ReadonlySet<string> = new Set(
  'if then elif else fi for in do done while until case esac select function time coproc'.split(' '),
);

/**
 * One word as POSIX shells read it (XCU 2.2): left alone where nothing in it means anything to a shell, else in
 * single quotes. The program receives exactly `word`; a NUL byte, which no argument can hold, is dropped.
 */
export function shellQuote(word: string): string {
  const text = word.replaceAll('\0', '');
  if (plainWord.test(text) && !assignment.test(text) && !reserved.has(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Several words as one line for a shell. */
export function shellQuoteAll(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
