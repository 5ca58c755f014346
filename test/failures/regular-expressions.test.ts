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

  it.each(all.filter(({ name }) => !exceptions.has(name)))('$name cannot backtrack without bound', ({ expression }) => {
    const result = isSafe(withSmallBounds(expression), { maxScore, timeout });
    expect(result.error).toBeNull();
    expect(result.safe).toBe(true);
  });

  it('have no exception that is not needed any more', () => {
    expect([...exceptions.keys()].filter((name) => !all.some((each) => each.name === name))).toEqual([]);
  });
});
