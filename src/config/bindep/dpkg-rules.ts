import type { BindepRule, BindepTest } from './bindep-rule.ts';
import { isWithoutDpkg, otherFamilies } from './platform-profiles.ts';

/**
 * What of narrowed rules can matter where packages are installed with dpkg, whichever distribution that is: without the
 * rules that none of them selects, and without the tests whose answer is the same on all. In a fixed order, so that two
 * files that ask for the same there are equal.
 */
export function dpkgRules(rules: readonly BindepRule[]): readonly Omit<BindepRule, 'line'>[] {
  const left = rules.flatMap(({ name, selector, versions }) => {
    const tests = dpkgTests(selector);
    return tests === null ? [] : [{ name, selector: tests, versions }];
  });
  const keyed = new Map(left.map((rule) => [JSON.stringify(rule), rule]));
  return [...keyed].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, rule]) => rule);
}

/** The tests that are still open, sorted; null if the rule is selected nowhere. */
function dpkgTests(selector: readonly BindepTest[]): readonly BindepTest[] | null {
  const plain = selector.filter((test) => typeof test === 'string');
  const groups = selector.filter((test) => typeof test !== 'string');
  const negative = plain.filter((test) => test.startsWith('!'));
  const positive = plain.filter((test) => !test.startsWith('!'));
  if (negative.some((test) => answer(test.slice(1)) === true)) return null;
  if (positive.length > 0 && positive.every((test) => answer(test) === false)) return null;
  const isSettled = positive.some((test) => answer(test) === true);
  const open = [...negative.filter((test) => answer(test.slice(1)) === null)];
  if (!isSettled) open.push(...positive.filter((test) => answer(test) === null));
  return [...open.sort(), ...groups];
}

/** Whether a distribution with dpkg has this profile; null if some do. */
function answer(profile: string): boolean | null {
  const name = profile.replace(/^platform:/, '');
  if (name === 'dpkg') return true;
  if (otherFamilies.includes(name) || isWithoutDpkg(name.replace(/-.*$/, ''))) return false;
  return null;
}
