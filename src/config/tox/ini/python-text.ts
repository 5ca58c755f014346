const blank = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Whether Python's `str.isspace` is true of that character. */
export function isBlank(character: string | undefined): boolean {
  return character !== undefined && blank.test(character);
}

/** Python's `str.strip`: unlike `trim`, it leaves a byte order mark and takes off the separators U+001C to U+001F. */
export function strip(text: string): string {
  return stripEnd(stripStart(text));
}

export function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && isBlank(text[start])) start += 1;
  return start === 0 ? text : text.slice(start);
}

export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1])) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

/** A piece of a file: `offset` is where its first character is in the whole text. */
export interface Line {
  readonly text: string;
  readonly offset: number;
}

/** The lines of a text, whatever ends them, without their ends. */
export function* linesOf(text: string): Generator<Line> {
  const end = /\r\n|\n|\r/g;
  let start = 0;
  for (let match = end.exec(text); match !== null; match = end.exec(text)) {
    yield { text: text.slice(start, match.index), offset: start };
    start = end.lastIndex;
  }
  if (start < text.length) yield { text: text.slice(start), offset: start };
}
