import type { PatternNode } from './parse-pattern.ts';

/**
 * Texts of which every match of the pattern contains at least one, in small letters and ASCII only; null if there are none.
 * Whoever looks for them first needs the pattern itself only for few lines.
 */
export function requiredLiterals(node: PatternNode): readonly string[] | null {
  switch (node.kind) {
    case 'set': {
      const character = characterOf(node);
      return character === null ? null : [character];
    }
    case 'assertion':
      return null;
    case 'sequence':
      return best([...runsOf(node.parts).map((run) => [run]), ...node.parts.map(requiredLiterals)]);
    case 'either':
      return union(node.options.map(requiredLiterals));
    case 'repeat':
      return node.least > 0 ? requiredLiterals(node.node) : null;
  }
}

/** Those of which the shortest text is the longest: the rarest in logs. */
export function best(candidates: readonly (readonly string[] | null)[]): readonly string[] | null {
  const rarity = (texts: readonly string[]): number => Math.min(...texts.map(({ length }) => length));
  return candidates.reduce<readonly string[] | null>((found, each) => {
    if (each === null || each.length === 0) return found;
    return found === null || rarity(each) > rarity(found) ? each : found;
  }, null);
}

/** All of them together, if each has any. */
export function union(all: readonly (readonly string[] | null)[]): readonly string[] | null {
  const texts = all.flatMap((each) => each ?? []);
  return all.length > 0 && all.every((each) => each !== null) ? [...new Set(texts)] : null;
}

/** Characters in a row. */
function runsOf(parts: readonly PatternNode[]): readonly string[] {
  const runs = [''];
  for (const part of parts) {
    const character = characterOf(part);
    if (character === null) runs.push('');
    else runs.push(`${runs.pop() ?? ''}${character}`);
  }
  return runs.filter((run) => run !== '');
}

/** The one ASCII character that a node stands for, capital or not, or null. */
function characterOf(node: PatternNode): string | null {
  if (node.kind !== 'set' || node.set.negated || node.set.ranges.length === 0) return null;
  const characters = new Set(
    node.set.ranges.map(([low, high]) => (low === high && low < 0x80 ? String.fromCharCode(low).toLowerCase() : null)),
  );
  const [only = null] = characters;
  return characters.size === 1 ? only : null;
}
