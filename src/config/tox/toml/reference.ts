/** What `{[section]key:default}` or `{key}` names. */
export interface Reference {
  readonly section: string | null;
  readonly key: string;
  readonly fallback: string | null;
}

const keyCharacter = /[-a-zA-Z0-9_]/;

/**
 * The reference that a text between braces ends with, as tox 4.58 looks for it (`_REFERENCE_PATTERN.search`): the
 * leftmost `[section]key` or `key` that is followed by the end or by `:default`. What stands before it is ignored.
 * Null if there is none.
 */
export function findReference(written: string): Reference | null {
  const text = written.endsWith('\n') ? written.slice(0, -1) : written;
  // Neither a section nor a default goes over the end of a line, so only the last line has a reference.
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const bracket = lastClosing(line);
  for (let at = 0; at < line.length; ) {
    if (line[at] === '[' && bracket !== null && at < bracket.at) {
      return { ...bracket.key, section: line.slice(at + 1, bracket.at) };
    }
    const end = keyEnd(line, at);
    const key = keyAt(line, at, end);
    if (key !== null) return { ...key, section: null };
    at = Math.max(end, at + 1);
  }
  return null;
}

/** The last `]` that a key follows. */
function lastClosing(line: string): { readonly at: number; readonly key: Omit<Reference, 'section'> } | null {
  for (let at = line.lastIndexOf(']'); at >= 0; at = at === 0 ? -1 : line.lastIndexOf(']', at - 1)) {
    const key = keyAt(line, at + 1, keyEnd(line, at + 1));
    if (key !== null) return { at, key };
  }
  return null;
}

function keyEnd(line: string, start: number): number {
  let end = start;
  while (keyCharacter.test(line[end] ?? '')) end += 1;
  return end;
}

function keyAt(line: string, start: number, end: number): Omit<Reference, 'section'> | null {
  if (end === start) return null;
  if (end === line.length) return { key: line.slice(start, end), fallback: null };
  return line[end] === ':' ? { key: line.slice(start, end), fallback: line.slice(end + 1) } : null;
}
