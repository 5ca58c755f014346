/** How playwright names a test: `[project] › tests/a.spec.ts:3:3 › suite › title @tag`. */
export interface PlaywrightTitle {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

const separator = ' › ';
const position = /:(\d{1,9}):\d{1,9}$/;
const inProject = /^\[.{1,500}?\] › (?=\S)/;
const maxLength = 3000;

/** Reads a title with or without the rule behind it (playwright, reporters/base.ts, formatTestHeader). */
export function readTitle(text: string): PlaywrightTitle | null {
  if (text.length > maxLength) return null;
  const id = withoutRule(text);
  const inFile = id.replace(inProject, '');
  const place = inFile.slice(0, Math.max(0, inFile.indexOf(separator)));
  const match = position.exec(place);
  if (match === null || match.index === 0 || place.startsWith(' ')) return null;
  return { id, file: place.slice(0, match.index), line: Number(match[1]) };
}

/** Titles shorter than the terminal are filled up with a blank and a rule, of `=` before version 1.32. */
function withoutRule(text: string): string {
  const trimmed = text.trimEnd();
  const fill = trimmed.at(-1);
  if (fill !== '─' && fill !== '=') return trimmed;
  let end = trimmed.length;
  while (trimmed[end - 1] === fill) end -= 1;
  return trimmed[end - 1] === ' ' ? trimmed.slice(0, end).trimEnd() : trimmed;
}
