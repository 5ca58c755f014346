/** A longer chain is a mistake, or means harm. */
const deepest = 2000;

/** Names with each behind those that it depends on, otherwise in their order; a circle is left as it is. */
export function inDependsOrder(
  names: readonly string[],
  dependsOf: (name: string) => readonly string[],
): readonly string[] {
  const known = new Set(names);
  const ordered = new Set<string>();
  const waiting = new Set<string>();
  const visit = (name: string): void => {
    if (ordered.has(name) || waiting.has(name) || waiting.size > deepest) return;
    waiting.add(name);
    for (const other of dependsOf(name)) if (known.has(other)) visit(other);
    waiting.delete(name);
    ordered.add(name);
  };
  for (const name of names) visit(name);
  return [...ordered];
}
