/**
 * For each of some targets, which others of them it needs: those that it names, and those that it needs through others that
 * are not among them. Names of no target lead nowhere.
 */
export function neededAmong(
  names: readonly string[],
  needsOf: (name: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const among = new Set(names);
  const known = new Map<string, readonly string[]>();
  const find = (name: string): readonly string[] => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, []); // who comes back to it has gone in a circle
    const found = new Set(needsOf(name).flatMap((other) => (among.has(other) ? [other] : find(other))));
    const needed = [...found].filter((other) => other !== name);
    known.set(name, needed);
    return needed;
  };
  return new Map(names.map((name) => [name, find(name)]));
}
