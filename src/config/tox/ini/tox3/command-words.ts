import { isBlank, strip } from '../python-text.ts';

/**
 * The pieces of a command that tox 3 substitutes each by itself: words, the blanks between them, and `{…}`, which
 * may hold blanks. Blanks at the end are left out.
 */
export function commandPieces(command: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let depth = 0;
  for (const character of command) {
    const blank = isBlank(character);
    if (piece !== '' && character !== '}' && (!blank || depth === 0) && endsBefore(piece, character, blank, depth)) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
  }
  if (strip(piece) !== '') pieces.push(piece);
  return pieces;
}

function endsBefore(piece: string, character: string, blank: boolean, depth: number): boolean {
  const last = piece.at(-1);
  if (blank && !isBlank(last)) return true;
  if (character === '{' && depth === 0 && last !== '\\') return true;
  if (depth === 0 && last === '}') return true;
  return !blank && isBlank(last) && isBlank(piece[0]) && strip(piece) === '';
}
