/** A place in a source file, as a line of a stack names it. */
export interface JsPlace {
  readonly file: string;
  readonly line: number;
}

const position = /:(\d{1,9}):\d{1,9}$/;
const maxLength = 1000;

/** Reads the end of a stack's line: `at fn (a/b.js:3:1)`, `at a/b.js:3:1`, `❯ fn a/b.ts:3:1`; null if there is none. */
export function readPlace(text: string): JsPlace | null {
  if (text.length > maxLength) return null;
  const trimmed = text.trim();
  const bracket = trimmed.endsWith(')');
  const inner = bracket ? trimmed.slice(0, -1) : trimmed;
  const match = position.exec(inner);
  if (match === null) return null;
  const before = inner.slice(0, match.index);
  const open = bracket ? before.lastIndexOf('(') : -1;
  const start = open >= 0 ? open + 1 : before.lastIndexOf(' ') + 1;
  const file = before.slice(start);
  return file === '' ? null : { file, line: Number(match[1]) };
}
