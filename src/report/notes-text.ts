import type { Style } from '../base/style.ts';

/** All that a person should know of how the configuration was understood, a line each, for `dox plan`; or nothing. */
export function notesText(notes: readonly string[], style: Style): string {
  return notes.length === 0 ? '' : `${notes.map((note) => `${style.dim('note:')} ${note}\n`).join('')}\n`;
}

/** The same in one line for a run: the first, which says whose rules or guess it is, and where the others are. */
export function notesLine(notes: readonly string[]): string | null {
  const [first] = notes;
  const more = notes.length - 1;
  return first === undefined ? null : `${first}${more > 0 ? ` (${more} more: dox plan)` : ''}`;
}
