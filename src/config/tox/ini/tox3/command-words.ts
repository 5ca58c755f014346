import { isBlank, strip } from '../python-text.ts';

/**
 * The pieces of a command that tox 3 substitutes each by itself: words, the blanks between them, and `{…}`, which
 * may hold blanks. Blanks at the end are left out.
 */
export function commandPieces(command: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  let depth = 0;
  let hasWritten = false;
  for (let at = 0; at < command.length; at += 1) {
    const character = command[at] ?? '';
    const blank = isBlank(character);
    if (at > start && character !== '}' && (!blank || depth === 0)) {
      const last = command[at - 1] ?? '';
      const ends =
        (blank && !isBlank(last)) ||
        (character === '{' && depth === 0 && last !== '\\') ||
        (depth === 0 && last === '}') ||
        (!blank && !hasWritten);
      if (ends) {
        pieces.push(command.slice(start, at));
        start = at;
        hasWritten = false;
      }
    }
    hasWritten ||= !blank;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
  }
  const rest = command.slice(start);
  if (strip(rest) !== '') pieces.push(rest);
  return pieces;
}
