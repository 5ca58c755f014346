/** Of a message a history keeps so many characters. */
const kept = 200;

/**
 * Whether two first telling lines are of the same error, as far as a history can tell: equal but for what is another one
 * each time (numbers, addresses, ids, paths, quoted values). A test that says nothing fails as it did when it said nothing.
 */
export function isSameError(one: string | null, other: string | null): boolean {
  const [a, b] = [shapeOf(one), shapeOf(other)];
  return a.text === b.text || isBeginningOf(a, b) || isBeginningOf(b, a);
}

function isBeginningOf({ text, isCut }: Shape, whole: Shape): boolean {
  return isCut && text !== '' && whole.text.startsWith(text);
}

interface Shape {
  readonly text: string;
  /** More of it may have followed. */
  readonly isCut: boolean;
}

function shapeOf(message: string | null): Shape {
  const whole = message ?? '';
  const [line = ''] = whole.slice(0, kept).split('\n');
  const isCut = line.length >= kept;
  const closed = isCut ? line.replace(/(?<!\w)'[^']*$|"[^"]*$/, '') : line;
  const text = closed
    .replace(/(?<!\w)'[^']*'(?!\w)|"[^"]*"/g, 'V')
    .replace(/https?:\/\/\S+|(?:\/[\w.-]+){2,}/g, 'P')
    .replace(/\b[0-9a-f-]{7,}\b/gi, (word) => (/\d/.test(word) ? '0' : word))
    .replace(/0x[0-9a-f]+|\d+(?:\.\d+)*/gi, '0')
    .replace(/\s+/g, ' ')
    .trim();
  // half a word at a cut is none
  return { text: isCut ? text.replace(/(?<=\s)\S+$/, '') : text, isCut };
}
