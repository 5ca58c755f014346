import { readdirSync, readFileSync } from 'node:fs';
import { isSafe } from 'redos-detector';
import { describe, expect, it } from 'vitest';
import { regularExpressions } from './regular-expressions.ts';

const folder = new URL('../../src/failures/', import.meta.url);

/** Expressions that the detector gives up on, and why they cannot take long; by file, then as written. */
const exceptions: ReadonlyMap<string, string> = new Map([
  [
    'log-reader.ts /^(?:\\ufeff|\\u00ef\\u00bb\\u00bf)?\\s*(?:<!doctype html|<html|<head|<body|<pre|<span)[\\s>]/i',
    '4 KB',
  ],
  ['log-reader.ts /<\\/?(?:span|a|b|pre)\\b[^<>]*>/g', '4 KB, and no tag is in another'],
  ['runners/pytest-closing.ts /^=+ (.+) =+$/', 'lines of at most 400 characters'],
  [
    'runners/pytest-closing.ts / in \\d{1,9}(?:\\.\\d{1,6})? ?s(?:econds)?(?: \\(\\d[\\d:, dayhours.]*\\))?$/',
    'lines of at most 400 characters',
  ],
  ['runners/pytest.ts /^=+ (.+) =+$/', 'lines of at most 400 characters'],
  [
    'runners/python-traceback.ts /(?:^|\\/)(?:site-packages|dist-packages)\\/|\\/lib(?:64)?\\/python\\d[\\d.]*\\/|^<|^\\/usr\\/lib\\/pypy/',
    'each try begins at a slash, and the next one behind its end',
  ],
  [
    'runners/unittest-description.ts /^[\\p{L}_][\\p{L}\\p{N}_]*(?:\\.(?:[\\p{L}\\p{N}_]+|<locals>|<lambda>))*$/u',
    'a dot begins each part and is in none, so that there is one way to read it',
  ],
  [
    'runners/unittest-live.ts / \\.\\.\\. (FAIL|ERROR|unexpected success|expected failure|skipped .*)$/',
    'what follows its first words always matches to the end of the line',
  ],
]);

/**
 * Expressions in which every repetition is bounded, on text that is cut to the length said here: too many steps for the
 * detector, but never more than a constant number. hostile-input.test.ts shows that they do not add up. By file, then by
 * their beginning.
 */
const bounded: ReadonlyMap<string, string> = new Map([
  ['reruns/playwright.ts /( @\\S+)+$/', '4000: the title of an id'],
  ['runners/dotnet-test.ts / \\(?((?:', '80'],
  ['runners/dotnet-name.ts /^[\\p{L}_][\\p{L}\\p{N}_`+]{0,400}(?:', '2000: the name of a test'],
  ['runners/dotnet-name.ts /^\\s{0,8}at (', '2000: a frame'],
  ['runners/dotnet.ts /^(.{1,1000}?)(?:\\(', '4200: the sum of its bounds'],
  ['runners/dotnet.ts /: error TESTERROR:', '2500: the sum of its bounds'],
  ['runners/cargo-target.ts /^\\s*Running ', '4000'],
  ['runners/ginkgo-suite.ts / ?\\[(It|Meas', '3000: an entry of the list'],
  ['runners/ginkgo-blocks.ts /^(?:(?:•', '4000'],
  ['runners/ginkgo-suite.ts /^\\s*(\\S{1,50', '4000'],
  ['runners/go-test.ts /^\\s*(\\S{1,400}', '2000'],
  ['runners/go-test.ts /^\\s*((?:panic', '2000'],
  ['runners/gotestsum-line.ts /^(?:DONE)?', '300'],
  ['runners/gotestsum-line.ts /(?:^|\\.)(?:', '2000: a name'],
  ['runners/gotestsum-line.ts /(?:^|\\.)((', '2000: a name'],
  ['runners/gotestsum.ts /^(?:FAIL|(', '2000'],
  ['runners/gotestsum.ts /\\((?:cached', '400: what stands in brackets'],
  ['runners/nextest-line.ts /^ *([A-Z]', '4000'],
  ['runners/java-trace.ts /^[\\p{L}\\p{N}_$.]*', '300: the method of a frame'],
  ['runners/javac-errors.ts /^(?:e: )?(?:', '1100: the sum of its bounds'],
  ['runners/nose.ts /^[\\p{L}_][\\p{L}\\p{N}_]*(?:', '2000'],
  ['runners/scalatest.ts /^(\\s{0,60})- (', '2200: the sum of its bounds'],
  ['runners/surefire-lines.ts /^[\\p{L}\\p{N}_$]+', '4096'],
  ['runners/swift-testing.ts / at (', '3000'],
  ['runners/swift-testing.ts /^[\\p{L}\\p{N}_]+\\(', '1000: the name of a test'],
  ['runners/teamcity.ts /(?:\\(|at |^', '4000'],
  ['runners/test-verdict.ts / in \\d', '400'],
  ['runners/test-verdict.ts / \\([', '400'],
  ['runners/xcbeautify.ts /^ {4}✖ (', '1000: the sum of its bounds'],
]);

function isExcepted(name: string): boolean {
  return exceptions.has(name) || [...bounded.keys()].some((start) => name.startsWith(start));
}

const maxScore = 200;
const timeout = 20_000;

const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .flatMap((file) => {
    const source = readFileSync(new URL(file, folder), 'utf8');
    return regularExpressions(source).map((found) => ({ ...found, name: `${file} ${found.expression}` }));
  });

/**
 * The detector tries each number of repetitions. All texts that expressions with large bounds see are cut to a constant
 * length, and four repetitions show an ambiguity as well as a thousand do.
 */
function withSmallBounds({ source, flags }: RegExp): RegExp {
  const smaller = source.replaceAll(/\{(\d+)(?:(,)(\d*))?\}/g, (whole, low: string, comma?: string, high?: string) => {
    if (comma === undefined) return `{${Math.min(4, Number(low))}}`;
    return high === '' ? whole : `{${Math.min(3, Number(low))},${Math.min(4, Number(high))}}`;
  });
  return new RegExp(smaller, flags);
}

describe('the regular expressions that read logs', () => {
  it('are found', () => {
    const template = ['`/z/$', '{/w/.source}/v/`'].join('');
    const source = `const a = b / c / d; // /x/\nif (/[/\\]]\\/y/g.test(${template})) return /u/;\nconst t = '/s/';`;
    expect(regularExpressions(source).map(({ line, expression }) => [line, String(expression)])).toEqual([
      [2, '/[/\\]]\\/y/g'],
      [2, '/w/'],
      [2, '/u/'],
    ]);
    expect(all.length).toBeGreaterThan(100);
  });

  it('are all written as literals, so that they can be checked', () => {
    const others = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => {
      return file.endsWith('.ts') && /\bRegExp\((?!controls, 'g'\))/.test(readFileSync(new URL(file, folder), 'utf8'));
    });
    expect(others).toEqual([]);
  });

  it.each(all.filter(({ name }) => !isExcepted(name)))('$name cannot backtrack without bound', ({ expression }) => {
    const result = isSafe(withSmallBounds(expression), { maxScore, timeout });
    expect(result.error).toBeNull();
    expect(result.safe).toBe(true);
  });

  it('have no exception that is not needed any more', () => {
    expect([...exceptions.keys()].filter((name) => !all.some((each) => each.name === name))).toEqual([]);
    expect(
      [...bounded.keys()].filter((start) => all.filter(({ name }) => name.startsWith(start)).length !== 1),
    ).toEqual([]);
  });
});
