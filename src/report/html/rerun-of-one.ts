import type { Failure } from '../../failures/failure.ts';

/**
 * The words that run one of a target's failed tests alone, out of those that run all of them: where each of the tests is
 * a word of its own, the others are left away. Null where they are no words of their own, as in `-k 'a or b'`.
 */
export function rerunOfOne(
  words: readonly string[],
  failures: readonly Failure[],
  one: Pick<Failure, 'id' | 'rerunId'>,
): readonly string[] | null {
  const from = words.indexOf('--') + 1;
  const names = new Set(failures.map(nameOf));
  const args = words.slice(from);
  if (from === 0 || ![...names].every((name) => args.includes(name))) return null;
  return [...words.slice(0, from), ...args.filter((word) => !names.has(word) || word === nameOf(one))];
}

function nameOf({ id, rerunId }: Pick<Failure, 'id' | 'rerunId'>): string {
  return rerunId ?? id;
}
