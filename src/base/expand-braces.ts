/** A name made from a pattern, with what stood in each pair of braces: `py{27,311}` gives `py27` with `['27']`. */
export interface ExpandedName {
  readonly name: string;
  readonly pieces: readonly string[];
}

export type Expansion =
  | { readonly ok: true; readonly names: readonly ExpandedName[] }
  | { readonly ok: false; readonly reason: string };

/** How many names one pattern may stand for. */
const mostNames = 1000;

/**
 * All names of a pattern in tox's brace syntax: `py{27,311}-django{3,4}` is the product of its groups, in order;
 * blanks around a piece do not count, a piece may be empty, `{9-12}` is a range of numbers. Each name comes once.
 */
export function expandBraces(pattern: string): Expansion {
  const parts = pattern.split(/[{}]/);
  if (!balanced(pattern)) return { ok: false, reason: 'its braces do not match' };
  const groups = parts.filter((_, index) => index % 2 === 1).map(alternatives);
  if (groups.some((group) => group.length === 0)) return { ok: false, reason: 'a pair of braces is empty' };
  const product = groups.reduce((count, group) => count * group.length, 1);
  if (product > mostNames) return { ok: false, reason: `it stands for ${product} names, the most is ${mostNames}` };
  let names: ExpandedName[] = [{ name: parts[0] ?? '', pieces: [] }];
  groups.forEach((group, index) => {
    const after = parts[2 * index + 2] ?? '';
    names = names.flatMap(({ name, pieces }) =>
      group.map((piece) => ({ name: name + piece + after, pieces: [...pieces, piece] })),
    );
  });
  const unique = new Map(names.toReversed().map((each) => [each.name, each]));
  return { ok: true, names: names.filter((each) => unique.get(each.name) === each) };
}

/** True if `{` and `}` alternate. */
function balanced(pattern: string): boolean {
  const braces = pattern.replace(/[^{}]/g, '');
  return /^(?:\{\})*$/.test(braces);
}

function alternatives(group: string): string[] {
  if (group.trim() === '') return [];
  return group.split(',').flatMap((piece) => range(piece.trim()));
}

function range(piece: string): string[] {
  const match = /^(\d{1,6})-(\d{1,6})$/.exec(piece);
  if (match === null) return [piece];
  const first = Number(match[1]);
  const count = Number(match[2]) - first + 1;
  if (count < 1 || count > mostNames) return [piece];
  return Array.from({ length: count }, (_, index) => String(first + index));
}

/** The names in a list such as `lint, py{27,311}`: split at the commas outside of braces, without empty ones. */
export function splitNames(text: string): string[] {
  const names: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth <= 0) names.push('');
    else names.push((names.pop() ?? '') + character);
  }
  return names.map((name) => name.trim()).filter((name) => name !== '');
}
