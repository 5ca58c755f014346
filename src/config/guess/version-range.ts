/** One condition: an operator and the numbers of a version, of which the last may be left out. */
interface Condition {
  readonly operator: string;
  readonly numbers: readonly number[];
}

/**
 * Whether a version is in a range as npm, pip, Hex or RubyGems write it: conditions are separated by blanks or commas,
 * alternatives by `||`; `^1.2`, `~1.2`, `~> 1.2`, `~=1.2`, `>=1.2`, `1.2.*`, `1.2.x`, `1 - 3`. A version without an operator
 * means all that begin with it. What is not understood is taken for true: it is no reason for another image.
 */
export function isInRange(version: string, range: string): boolean {
  const has = numbersOf(version);
  return range
    .slice(0, 500)
    .split('||')
    .some((part) => conditionsOf(part).every((condition) => holds(has, condition)));
}

/** The version that a range begins with: `>=22.3 <25` is `22`, with as many parts as asked for; a plain version is itself. */
export function lowestOf(range: string, parts: number): string | null {
  const [first] = conditionsOf(range.split('||')[0] ?? '').filter(({ operator }) => !/^(?:<|!)/.test(operator));
  if (first === undefined || first.numbers.length === 0) return null;
  const isPlain = first.operator === '' || first.operator === '==';
  return (isPlain ? first.numbers : first.numbers.slice(0, parts)).join('.');
}

function conditionsOf(part: string): readonly Condition[] {
  const hyphen = part.slice(0, 200).replace(/^\s*v?([\d.]+)\s+-\s+v?([\d.]+)\s*$/, '>=$1 <=$2');
  const words = hyphen.replace(/(\^|~>|~=|~|>=|<=|===?|!=|=|>|<)\s+/g, '$1').split(/[\s,]+/);
  return words.flatMap((word) => {
    const [, operator, version] = /^(\^|~>|~=|~|>=|<=|===?|!=|=|>|<|)v?(\d[\d.]*)/.exec(word) ?? [];
    if (operator === undefined || version === undefined) return [];
    return [{ operator: /^=+$/.test(operator) ? '==' : operator, numbers: numbersOf(version) }];
  });
}

function numbersOf(version: string): readonly number[] {
  const parts = version.split('.').filter((part) => part !== '');
  return parts.map(Number).filter((each) => Number.isSafeInteger(each));
}

function holds(has: readonly number[], { operator, numbers }: Condition): boolean {
  const order = compare(has, numbers);
  const begins = (count: number): boolean =>
    numbers.slice(0, count).every((each, index) => each === (has[index] ?? each));
  switch (operator) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0 || begins(numbers.length);
    case '!=':
      return !begins(numbers.length);
    case '^':
      return order >= 0 && begins(numbers[0] === 0 ? 2 : 1);
    case '~':
      return order >= 0 && begins(Math.min(2, numbers.length));
    case '~>':
    case '~=':
      return order >= 0 && begins(Math.max(1, numbers.length - 1));
    default:
      return begins(numbers.length);
  }
}

/** Of the parts that both have. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = (a[index] ?? 0) - (b[index] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
