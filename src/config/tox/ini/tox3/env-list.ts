import { bounded, bracePieces, combinations, splitOutsideBraces } from '../brace-groups.ts';
import { strip } from '../python-text.ts';

/** The names in a list as tox 3 expands it: by line up to a `#`, commas between names, `{a,b}` for each of both. */
export function expandEnvList(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => strip(line.split('#', 1)[0] ?? ''));
  return expandEnvExpression(lines.filter((line) => line !== '').join(','));
}

/** One expression, as in a list or before a factor's colon. Throws a Refusal if it stands for absurdly many names. */
export function expandEnvExpression(text: string): readonly string[] {
  const names: string[] = [];
  for (const item of splitOutsideBraces(text)) {
    const parts = bracePieces(strip(item)).map((piece) => piece.replace(/\s+/g, '').split(','));
    bounded(names, combinations(parts));
  }
  return names;
}
