const errorHeader = /^ERROR (?:at (?:setup|teardown) of|collecting) /;

/** Whom a block of the sections ERRORS and FAILURES is about. */
export interface BlockHeader {
  readonly category: 'failed' | 'error';
  /** `TestA.test_b[1]`, or the path of what could not be collected. */
  readonly name: string;
  /** False for what could not be collected. */
  readonly isTest: boolean;
}

/**
 * Reads `___ name ___`, as wide as the section's own title (TerminalWriter.sep); a longer name has one rule at each
 * side, before pytest 5.4 none. Null for other lines, and for headers that do not belong into the section.
 */
export function readHeader(text: string, section: { inErrors: boolean; width: number }): BlockHeader | null {
  const name = titleOfBlock(text, section.width);
  if (name === null) return null;
  const about = errorHeader.exec(name)?.[0];
  if (!section.inErrors) return about === undefined ? { category: 'failed', name, isTest: true } : null;
  if (about === undefined) return null;
  return { category: 'error', name: name.slice(about.length), isTest: !about.includes('collecting') };
}

function titleOfBlock(text: string, width: number): string | null {
  const line = text.startsWith('_') ? text.trimEnd() : text;
  if (line.startsWith('_')) {
    const start = line.search(/[^_]/);
    if (start < 0 || line[start] !== ' ' || !line.endsWith('_')) return null;
    const end = line.length - (line.length - 1 - lastOther(line));
    const fits = line.length === width || line.length === width - 1;
    const tooLong = line.length > width && start === 1;
    const name = line.slice(start + 1, end - 1);
    return (fits || tooLong) && line[end - 1] === ' ' && /[^_ ]/.test(name) ? name : null;
  }
  const bare = line.length >= width - 1 && line.startsWith(' ') && line[1] !== ' ' && line.endsWith(' ');
  return bare ? line.slice(1, -1) : null;
}

/** Where the last character that is no underscore stands. */
function lastOther(line: string): number {
  let at = line.length - 1;
  while (at >= 0 && line[at] === '_') at -= 1;
  return at;
}
