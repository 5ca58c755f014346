import { printable } from '../base/printable.ts';
import type { Failure } from '../failures/failure.ts';
import type { TrackerReference } from './bug-reference.ts';
import { lastingParts } from './changing-parts.ts';

const longestPiece = 160;
const mostPieces = 4;
const longestName = 60;

/**
 * An item for `signatures` in recheck.yml that knows a failure again, with NUMBER where its bug goes; null where the test
 * printed nothing telling. It is limited to the test, so that it names no other failure by mistake.
 */
export function signatureDraft({ id, message }: Failure, tracker: TrackerReference | null): string | null {
  const [line = ''] = (message ?? '').split('\n').map((each) => printable(each).trim());
  if (line === '' || /[\n\r]/.test(id)) return null;
  const pieces = lastingPieces(line);
  const text = pieces.length === 1 ? quotedYaml(pieces[0] ?? '') : `[${pieces.map(quotedYaml).join(', ')}]`;
  return [
    `- name: ${quotedYaml(nameOf(line))}`,
    `  text: ${text}`,
    '  where: message',
    `  tests: [${quotedYaml(printable(id))}]`,
    `  bug: ${bugOf(tracker)}`,
    '',
  ].join('\n');
}

function nameOf(line: string): string {
  if (line.length <= longestName) return line;
  const cut = line.slice(0, longestName);
  return cut.slice(0, cut.includes(' ') ? cut.lastIndexOf(' ') : longestName);
}

/** The literal texts of a message that stay; all of it where too little would. */
function lastingPieces(line: string): readonly string[] {
  const pieces = lastingParts(line.slice(0, 1000))
    .map((piece) => piece.trim().slice(0, longestPiece).trim())
    .filter((piece) => /\p{L}{3}/u.test(piece))
    .slice(0, mostPieces);
  const [, ...words] = pieces.join(' ').match(/\p{L}{3,}/gu) ?? [];
  return words.length < 3 ? [line.slice(0, longestPiece).trim()] : pieces;
}

function quotedYaml(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function bugOf(tracker: TrackerReference | null): string {
  if (tracker === null) return 'github:OWNER/REPO#NUMBER';
  return tracker.kind === 'github' ? `github:${tracker.repository}#NUMBER` : 'launchpad:NUMBER';
}
