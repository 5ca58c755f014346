const longestCompared = 64;

/**
 * The candidate that a mistyped word most likely meant, or null if none is near: Damerau-Levenshtein distance
 * (optimal string alignment, capitals ignored) of at most a third of the longer word; of equals, one
 * of the same length wins, else the first.
 */
export function closest(word: string, candidates: Iterable<string>): string | null {
  if (word.length === 0 || word.length > longestCompared) return null;
  let best: string | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const longer = Math.max(word.length, candidate.length);
    if (longer > longestCompared) continue;
    const limit = Math.floor(longer / 3);
    if (Math.abs(word.length - candidate.length) > limit) continue;
    const found = distance(word.toLowerCase(), candidate.toLowerCase());
    // Half a step for another length decides between equals only.
    const cost = found + (word.length === candidate.length ? 0 : 0.5);
    if (found <= limit && cost < bestCost) {
      best = candidate;
      bestCost = cost;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
