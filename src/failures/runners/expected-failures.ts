const maxItems = 24;

/** A test with failed assertions. */
export interface Suspect {
  readonly name: string;
  readonly assertions: number;
}

/**
 * Some runners print the failures that are expected like all others and only tell in their totals how many there were.
 * The answer has those sets of tests whose assertions add up to the expected ones, of the size that is told (null where
 * it is not); null if there are too many tests to try, or no such set.
 */
export function expectedOnes(
  suspects: readonly Suspect[],
  { tests, assertions }: { readonly tests: number | null; readonly assertions: number },
): readonly (readonly string[])[] | null {
  if (suspects.length > maxItems) return null;
  const found: string[][] = [];
  let steps = 0;
  const walk = (at: number, chosen: readonly string[], left: number): void => {
    steps += 1;
    if (found.length > 100 || steps > 200_000) return;
    if (left === 0 && (tests === null || chosen.length === tests)) found.push([...chosen]);
    if (left <= 0) return;
    for (let next = at; next < suspects.length; next += 1) {
      const suspect = suspects[next];
      if (suspect !== undefined) walk(next + 1, [...chosen, suspect.name], left - suspect.assertions);
    }
  };
  walk(0, [], assertions);
  return found.length === 0 || steps > 200_000 ? null : found;
}
