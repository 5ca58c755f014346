/** The number that stands before a word, as in `2 passed; 4 failed`; 0 where the word is not there. */
export function numberBefore(text: string, word: string): number {
  const at = text.indexOf(` ${word}`);
  if (at < 0) return 0;
  return Number(/\d{1,9}$/.exec(text.slice(Math.max(0, at - 9), at))?.[0] ?? 0);
}
