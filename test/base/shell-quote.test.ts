import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellQuote, shellQuoteAll } from '../../src/base/shell-quote.ts';

describe('shellQuote', () => {
  it.each([
    ['tests/test_a.py::T::test_x', 'tests/test_a.py::T::test_x'],
    ['--k=v', '--k=v'],
    ['a b', "'a b'"],
    ['', "''"],
    ["it's", "'it'\\''s'"],
    ['A=b', "'A=b'"],
    ['if', "'if'"],
    ['~', "'~'"],
    ['test_x[a-1]', "'test_x[a-1]'"],
  ])('%j is %s', (word, expected) => {
    expect(shellQuote(word)).toBe(expected);
  });

  it('gives a program exactly the words', () => {
    const word = fc.string({ unit: fc.constantFrom(...`ab '"$\\\`!#&;|<>(){}[]*?~=\n\t-é`), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), (words) => {
        const script = `'${process.execPath}' -p 'JSON.stringify(process.argv.slice(1))' -- ${shellQuoteAll(words)}`;
        expect(JSON.parse(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout)).toEqual(words);
      }),
      { numRuns: 15 },
    );
  });
});
