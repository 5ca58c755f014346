/**
 * The words of a line as a shell would split it, with quotes and backslashes but without expansion (Python's
 * `shlex.split`). A quote that is not closed ends with the text.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (quote === '' && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === quote) quote = '';
    else if (quote === '' && /['"]/.test(character)) {
      quote = character;
      word ??= '';
    } else if (character === '\\' && (quote === '' || (quote === '"' && /["\\]/.test(next)))) {
      word = (word ?? '') + next;
      at += 1;
    } else word = (word ?? '') + character;
  }
  return word === null ? words : [...words, word];
}
