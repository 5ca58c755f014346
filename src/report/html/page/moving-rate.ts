/** Over so many runs the rate is taken. */
const span = 10;

/**
 * For each run the share of failed and flaky ones among the last ten up to it whose outcome is known, from 0 to 1; null
 * where none is. The oldest comes first.
 */
export function movingRate(outcomes: readonly string[]): readonly (number | null)[] {
  return outcomes.map((_, index) => {
    const known = outcomes.slice(Math.max(0, index + 1 - span), index + 1).filter((each) => each !== 'unknown');
    return known.length === 0 ? null : known.filter((each) => each !== 'passed').length / known.length;
  });
}
