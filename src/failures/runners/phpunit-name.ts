/** A test as PHPUnit's lists call it. */
export interface PhpunitName {
  /** Without the values of a data set and without the number of a try. */
  readonly id: string;
  readonly attempt: number | null;
  readonly kind: 'test' | 'class' | 'phpt';
}

const tries = / \((attempt|repetition) (\d{1,6}) of \d{1,6}\)$/;
const maxLength = 4000;

/**
 * Reads what stands behind a number in a list of PHPUnit. A test with data is `C::m with data set #1 (2)` or `C::m with
 * data set "name" (…)` up to PHPUnit 11, `C::m#1 with data (2)` or `C::m@name with data (…)` since 12
 * (Framework/TestCase.php, dataSetAsStringWithData); a class alone broke before its first test or after its last.
 */
export function readName(text: string): PhpunitName {
  const line = text.slice(0, maxLength).trim();
  const match = line.endsWith(')') ? tries.exec(line) : null;
  const name = match === null ? line : line.slice(0, match.index);
  const attempt = match?.[1] === 'attempt' ? Number(match[2]) : null;
  if (!name.includes('::')) return { id: name, attempt, kind: name.endsWith('.phpt') ? 'phpt' : 'class' };
  return { id: name.slice(0, endOfId(name)), attempt, kind: 'test' };
}

function endOfId(name: string): number {
  const numbered = / with data set #\d{1,9}/.exec(name);
  if (numbered !== null) return numbered.index + numbered[0].length;
  const quoted = ' with data set "';
  const start = name.indexOf(quoted);
  if (start >= 0) {
    const end = name.lastIndexOf('" (');
    return end < start + quoted.length ? name.length : end + 1;
  }
  const values = name.indexOf(' with data (');
  return values < 0 ? name.length : values;
}

/** The name by which `--filter` knows it, which is the old one in each version (Runner/Filter/NameFilterIterator.php). */
export function filterName(id: string): string {
  const at = /^([^:]{1,1000}::[^#@ ]{1,1000})([#@])(.*)$/s.exec(id);
  if (at === null) return id;
  const [, method = '', sign, set = ''] = at;
  return sign === '#' && /^\d+$/.test(set) ? `${method} with data set #${set}` : `${method} with data set "${set}"`;
}
