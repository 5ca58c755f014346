import type { BindepRule, BindepTest } from './bindep-rule.ts';

/**
 * The rules that these profiles and platforms select, in the order of the file. The platforms in a selector and all
 * else in it are two sides, and neither may say no: a side says no where one of its negations is untrue, or where it has
 * positive tests (a group is one) and none of them holds.
 */
export function selectRules(rules: readonly BindepRule[], profiles: readonly string[]): readonly BindepRule[] {
  const has = new Set(profiles);
  return rules.filter(({ selector }) => {
    const platforms = selector.filter(isPlatform);
    const others = selector.filter((test) => !isPlatform(test));
    return consents(platforms, has) && consents(others, has);
  });
}

/**
 * What is left of the rules when all profiles but the platforms are known: those that can still be selected, with only
 * platforms in their selectors. Selecting from them by platforms gives what selecting by both at once would.
 */
export function narrowRules(rules: readonly BindepRule[], profiles: readonly string[]): readonly BindepRule[] {
  const has = new Set(profiles);
  return rules.flatMap((rule) => {
    const platforms = rule.selector.filter(isPlatform);
    const others = rule.selector.filter((test) => !isPlatform(test));
    if (consents(others, has, 'never')) return [{ ...rule, selector: platforms }];
    if (!consents(others, has, 'always')) return [];
    const open = others.filter((test) => typeof test !== 'string' && holds(test, has, 'always'));
    const groups = open.map((test) => (typeof test === 'string' ? test : test.filter(namesPlatform)));
    return [{ ...rule, selector: [...platforms, ...groups] }];
  });
}

function isPlatform(test: BindepTest): boolean {
  return typeof test === 'string' && namesPlatform(test);
}

function namesPlatform(test: string): boolean {
  return /^!?platform:/.test(test);
}

/** What is taken for the answer to a test for a platform where none is known. */
type Unknown = 'always' | 'never';

function consents(side: readonly BindepTest[], has: ReadonlySet<string>, unknown?: Unknown): boolean {
  const isNegation = (test: BindepTest): boolean => typeof test === 'string' && test.startsWith('!');
  if (!side.filter(isNegation).every((test) => holds(test, has, unknown))) return false;
  const positive = side.filter((test) => !isNegation(test));
  return positive.length === 0 || positive.some((test) => holds(test, has, unknown));
}

function holds(test: BindepTest, has: ReadonlySet<string>, unknown?: Unknown): boolean {
  if (typeof test !== 'string') return test.every((each) => holds(each, has, unknown));
  if (unknown !== undefined && namesPlatform(test)) return unknown === 'always';
  return test.startsWith('!') ? !has.has(test.slice(1)) : has.has(test);
}
