const maxItems = 24;
const maxSteps = 200_000;
const maxFound = 100;

/** A test with failed assertions. */
export interface Suspect {
  readonly name: string;
  readonly assertions: number;
}

/**
 * Some runners print failures that are expected like all others and only tell in their totals how many there were. The
 * answer has the names of the tests whose failed assertions add up to the expected ones, of the number that is told (null
 * where it is not). Where several sets do, those count whose names say it: who marks a test so mostly writes there that it
 * fails. Empty if no set adds up, null if it cannot be told.
 */
export function expectedOnes(suspects: readonly Suspect[], told: Expected): readonly string[] | null {
  const possible = possibleOnes(suspects, told);
  if (possible === null || possible.length <= 1) return possible === null ? null : (possible[0] ?? []);
  const [named, ...others] = possible.filter((names) => names.every(saysSo));
  return named === undefined || others.length > 0 ? null : named;
}

/** What the totals say of them. */
interface Expected {
  readonly tests: number | null;
  readonly assertions: number;
}

function saysSo(name: string): boolean {
  return /fail|broken|known|expect|bug|todo/i.test(name);
}

/** Null if there are too many to try. */
function possibleOnes(suspects: readonly Suspect[], { tests, assertions }: Expected): readonly string[][] | null {
  if (suspects.length > maxItems) return null;
  const found: string[][] = [];
  let steps = 0;
  const walk = (at: number, chosen: readonly string[], left: number): void => {
    steps += 1;
    if (found.length > maxFound || steps > maxSteps) return;
    if (left === 0 && (tests === null || chosen.length === tests)) found.push([...chosen]);
    if (left <= 0) return;
    for (let next = at; next < suspects.length; next += 1) {
      const suspect = suspects[next];
      if (suspect !== undefined) walk(next + 1, [...chosen, suspect.name], left - suspect.assertions);
    }
  };
  walk(0, [], assertions);
  return steps > maxSteps || found.length > maxFound ? null : found;
}
