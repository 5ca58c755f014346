/** What to say of a line that is neither a section, a key, nor part of a value. */
export function unexpectedLine(text: string, beforeSections: boolean): string {
  if (isConflict(text)) return 'a conflict of a merge is left in the file';
  if (text.startsWith('\ufeff')) return 'the file begins with a byte order mark, which tox does not read';
  if (text.startsWith('[') && !text.includes(']')) return 'the name of this section has no "]" at its end';
  if (beforeSections) return 'this line stands before the first [section]';
  return 'this line is neither a [section] nor "key = value"';
}

/** Whether git has left the line. */
export function isConflict(text: string): boolean {
  return /^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/.test(text);
}
