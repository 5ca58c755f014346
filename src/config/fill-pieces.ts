/** `{1}` to `{9}`, but not the shell's `${1}` nor a count in a regular expression such as `[0-9]{2}`. */
const placeholder = /(?<![$\])])\{([1-9])\}/g;

/** A text of a generated target, with what the braces of the target's name gave in the place of `{1}`, `{2}`. */
export function fillPieces(text: string, pieces: readonly string[]): string {
  return text.replace(placeholder, (whole, digit) => pieces[Number(digit) - 1] ?? whole);
}
