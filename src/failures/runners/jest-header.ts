/** The line with which jest begins what it says of a test file: `FAIL unit src/a.test.js (5.8 s)`. */
export interface JestHeader {
  readonly failed: boolean;
  /** From the current folder; without colours only what is behind the last blank of the folder. */
  readonly path: string;
  /** The path, and a project's name in front of it, if there is one: these cannot be told apart without colours. */
  readonly text: string;
}

const header = /^ ?(FAIL|PASS)( {1,3})(\S.*)$/;
const details = /^ \((?:[\d.]{1,20} ?m?s(?:, )?)?(?:\d{1,9} MB heap size)?\)$/;
const maxLength = 1000;

/** Reads the line (jest-reporters, getResultHeader.ts); null if it is none. A path has a slash, be it `./a.test.js`. */
export function readHeader(line: string): JestHeader | null {
  if (line.length > maxLength) return null;
  const match = header.exec(line.trimEnd());
  if (match?.[2] === undefined || match[3] === undefined) return null;
  const text = withoutDetails(match[3]);
  const failed = match[1] === 'FAIL';
  if (match[2] === ' ') {
    const path = pathOf(text);
    return path === null ? null : { failed, path, text };
  }
  // With colours both are badges, with blanks of their own around them.
  const path = text.slice(text.lastIndexOf('  ') + 1).trimStart();
  return path.includes('/') ? { failed, path, text: path } : null;
}

/** How long it took and how much memory it had. */
function withoutDetails(text: string): string {
  const at = text.lastIndexOf(' (');
  return at >= 0 && details.test(text.slice(at)) ? text.slice(0, at) : text;
}

function pathOf(text: string): string | null {
  const slash = text.lastIndexOf('/');
  return slash < 0 ? null : text.slice(text.lastIndexOf(' ', slash) + 1);
}
