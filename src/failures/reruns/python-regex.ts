import type { Failure } from '../failure.ts';

const special = /[\\^$.|?*+()[\]{}]/g;

function literally(text: string): string {
  return text.replace(special, '\\$&');
}

/**
 * The regular expressions by which testr and stestr (`re.search` over the listed ids) find exactly these tests: whole
 * names with or without attributes in brackets, and all tests of a class or module that broke as a whole.
 */
export function idPatterns(failures: readonly Failure[]): readonly string[] {
  return failures.map(({ id, rerunId, unit }) => {
    const name = rerunId ?? id;
    // A module that could not be loaded is listed as a test of the loader's, until it can be.
    if (unit === 'module') return `^(unittest2?\\.loader\\.\\w+\\.)?${literally(name)}(\\.|$)`;
    if (unit !== undefined) return `^${literally(name)}\\.`;
    const scenario = name.endsWith(')') ? name.indexOf('(') : -1;
    if (scenario <= 0) return `^${literally(name)}(\\[|$)`;
    return `^${literally(name.slice(0, scenario))}(\\[[^]]*\\])?${literally(name.slice(scenario))}$`;
  });
}
