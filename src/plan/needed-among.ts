import type { Target } from '../config/config.ts';

/**
 * For each of some targets, which others of them it needs: those that it names, and those that it needs through others that
 * are not among them. Names of no target lead nowhere.
 */
export function neededAmong(
  names: readonly string[],
  targets: readonly Pick<Target, 'name' | 'needs'>[],
): ReadonlyMap<string, readonly string[]> {
  const among = new Set(names);
  const needsOf = new Map(targets.map(({ name, needs }) => [name, needs]));
  const neededBy = (name: string): readonly string[] => {
    const met = new Set(needsOf.get(name)); // grows while it is gone through
    for (const other of met) {
      if (!among.has(other)) for (const each of needsOf.get(other) ?? []) met.add(each);
    }
    return [...met].filter((other) => among.has(other) && other !== name);
  };
  return new Map(names.map((name) => [name, neededBy(name)]));
}
