import { readdirSync, readFileSync } from 'node:fs';
import { isSafe } from 'redos-detector';
import { describe, expect, it } from 'vitest';
import { regularExpressions } from '../failures/regular-expressions.ts';

const folder = new URL('../../src/recheck/', import.meta.url);

/** By file and beginning: expressions that take at most the square of their text's length, which is cut to 2000 characters. */
const onShortText: readonly string[] = ['bug-searches.ts /0x[0-9a-f]+|', 'metadata.ts /\\/\\d\\d\\/'];

const all = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const source = readFileSync(new URL(file, folder), 'utf8');
    return regularExpressions(source).map(({ expression }) => ({ expression, name: `${file} ${expression}` }));
  });

/** Four repetitions show an ambiguity as well as a thousand do. */
function withSmallBounds({ source, flags }: RegExp): RegExp {
  const smaller = source.replaceAll(/\{(\d+)(?:(,)(\d*))?\}/g, (whole, low: string, comma?: string, high?: string) => {
    if (comma === undefined) return `{${Math.min(4, Number(low))}}`;
    return high === '' ? whole : `{${Math.min(3, Number(low))},${Math.min(4, Number(high))}}`;
  });
  return new RegExp(smaller, flags);
}

describe('the regular expressions of a recheck', () => {
  it.each(all.filter(({ name }) => !onShortText.some((start) => name.startsWith(start))))(
    '$name cannot backtrack without bound',
    ({ expression }) => {
      const { error, safe } = isSafe(withSmallBounds(expression), { maxScore: 200, timeout: 20_000 });
      expect([error, safe]).toEqual([null, true]);
    },
  );
});
