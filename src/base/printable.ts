/** C0 and C1 controls (a tab and line ends too), line separators, and the marks that change the direction of writing. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Foreign text made safe for a terminal's line: a tab becomes a blank, any other control character `\ufffd`. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => (character === '\t' ? ' ' : '\ufffd'));
}

/** Foreign text in double quotes for a message: printable, and cut at 60 characters. */
export function quoted(text: string): string {
  const shown = printable(text);
  return shown.length > 60 ? `"${shown.slice(0, 59)}…"` : `"${shown}"`;
}
