import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesWildcard } from '../../src/base/wildcard.ts';
import { patternMatcher, textMatcher } from '../../src/recheck/line-matcher.ts';
import { compilePattern } from '../../src/recheck/linear-pattern.ts';
import { LiteralScanner } from '../../src/recheck/literal-scanner.ts';
import { LogLine } from '../../src/recheck/log-line.ts';
import { parsePattern } from '../../src/recheck/parse-pattern.ts';
import { requiredLiterals } from '../../src/recheck/required-literals.ts';

function test(pattern: string, text: string): boolean {
  const parsed = parsePattern(pattern);
  const matches = parsed.ok ? compilePattern(parsed.node) : null;
  if (matches === null) throw new Error(`${pattern} is refused`);
  return matches(text);
}

const characters = fc.constantFrom(
  ...['a', 'b', 'B', '1', ' ', '.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '[ab]', '[^a]', '[a-b1]', '[\\d_]'],
  ...['\\.', '\\x61', '\\u0062', '\\t'],
);
const repetition = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '+?');

function alternatives(atom: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const repeated = fc.tuple(atom, repetition).map((both) => both.join(''));
  const part = fc.oneof({ weight: 4, arbitrary: repeated }, fc.constantFrom('^', '$', '\\b', '\\B'));
  const sequence = fc.array(part, { maxLength: 3 }).map((all) => all.join(''));
  return fc.array(sequence, { minLength: 1, maxLength: 2 }).map((all) => all.join('|'));
}

/** Patterns of all that the parser knows, over few characters, so that they match now and then. */
const patterns = alternatives(
  fc.oneof(
    { weight: 2, arbitrary: characters },
    alternatives(characters).map((inner) => `(?:${inner})`),
    alternatives(characters).map((inner) => `(${inner})`),
  ),
);
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '1', '_', ' ', '.', '\t', 'é'), maxLength: 6 });

describe('a pattern', () => {
  it("matches what JavaScript's own regular expression matches", () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(test(pattern, text)).toBe(new RegExp(pattern).test(text));
        expect(test(`(?i)${pattern}`, text)).toBe(new RegExp(pattern, 'i').test(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('has in each match one of the texts that are looked for first', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const parsed = parsePattern(`(?i)${pattern}`);
        const literals = parsed.ok ? requiredLiterals(parsed.node) : null;
        if (literals === null || !new RegExp(pattern, 'i').test(text)) return;
        expect(literals.some((literal) => text.toLowerCase().includes(literal))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['Timeout.*waiting for .* on port \\d+', ['timeout', 'waiting for ', ' on port ']],
    ['(?:red|green)\\s+light', ['light']],
    ['x?(?:ab|abc)', ['ab']],
    ['\\d+', null],
    ['[Tt]imeout', ['timeout']],
  ])('%s is looked for by what is rare in it', (pattern, among) => {
    const parsed = parsePattern(pattern);
    const literals = parsed.ok ? requiredLiterals(parsed.node) : null;
    if (among === null) expect(literals).toBeNull();
    else expect(among).toContain(literals?.[0]);
  });

  it.each(['(a+)+b', '(a|a)*b', '(a|aa)+b', 'a*a*a*a*a*a*b', '(.*a){20}b', '(?:a?){100}a{100}b'])(
    '%s takes no longer for a line that is made for it',
    (pattern) => {
      // any engine that backtracks would not come back
      const matcher = patternMatcher(pattern);
      if (!('matches' in matcher)) throw new Error('it is refused');
      expect(matcher.matches(new LogLine('a'.repeat(60_000)))).toBe(false);
    },
  );

  it.each([
    ['a(?=b)', 'looking ahead or behind is not possible here', 1],
    ['(a)\\1', 'a reference to a group is not possible here', 3],
    ['(a', 'this "(" is not closed', 0],
    ['a)', 'a ")" too many', 1],
    ['[a', 'this "[" is not closed', 0],
    ['*a', 'there is nothing to repeat', 0],
    ['{1}', 'there is nothing to repeat', 0],
    ['a|{2,}', 'there is nothing to repeat', 2],
    ['a{3,2}', 'the bounds are the wrong way round', 1],
    ['a{2000}', 'more than 1000 repetitions', 1],
    ['\\pL', '"\\p" has no meaning here', 0],
    ['a\\', 'a "\\" stands at the end', 1],
    ['[b-a]', 'this is no range of characters', 1],
    ['(?#x)', 'a group of this kind is not possible here', 0],
    ['a*', 'it matches every line', 0],
    ['(?:a{900}){900}', 'it is too large', 0],
  ])('%s is refused', (pattern, message, at) => {
    expect(patternMatcher(pattern)).toMatchObject({ ok: false, message, at });
  });

  it('is refused or understood, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?\\^$.-,19dwsbxu<>:=!P'), maxLength: 15 }),
        (pattern) => {
          const parsed = parsePattern(pattern);
          if (!parsed.ok) return;
          expect(() => new RegExp(pattern.replaceAll('?P<', '?<'))).not.toThrow(
            /Unterminated|Nothing to repeat|range out of order/,
          );
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe('the scanner of texts', () => {
  const some = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', ' '), maxLength: 4 }), { maxLength: 6 });

  it('finds just those that are in the line, whatever their capitals', () => {
    fc.assert(
      fc.property(
        some,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'B', ' ', '\xe9'), maxLength: 20 }),
        fc.nat(5),
        (wanted, line, start) => {
          const found = new Set<number>();
          new LiteralScanner(wanted).find(Buffer.from(line, 'latin1'), start, line.length, (index) => found.add(index));
          const stretch = line.slice(start).toLowerCase();
          const expected = wanted.flatMap((text, index) =>
            text !== '' && stretch.includes(text.toLowerCase()) ? [index] : [],
          );
          expect([...found].sort()).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a literal text', () => {
  it.each([
    [['two  words'], 'two words', true],
    [['two words'], 'x two\t  words y', true],
    [['Two words'], 'two words', false],
    [['one', 'two'], 'two and one', true],
    [['one', 'two'], 'one and three', false],
    [['é ñ'], 'x é ñ', true],
  ])('%j in %j: %s', (wanted, line, expected) => {
    const { matches, literals } = textMatcher(wanted);
    expect(matches(new LogLine(line))).toBe(expected);
    if (expected && literals !== null) expect(literals.some((each) => line.toLowerCase().includes(each))).toBe(true);
  });
});

describe('a wildcard', () => {
  it('matches what the expression for it matches', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(part, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesWildcard(pattern, text)).toBe(expression.test(text));
      }),
      { numRuns: 2000 },
    );
  });
});
