import { expect, test } from 'vitest';
import { rerunOfOne } from '../../../src/report/html/rerun-of-one.ts';
import { failedTest } from '../../support/results.ts';

const [a, b] = [failedTest({ id: 'a' }), failedTest({ id: 'b', rerunId: 't.b' })];

test.each<[readonly string[], readonly string[] | null]>([
  [
    ['-e', 'unit', '--', 'a', 't.b'],
    ['-e', 'unit', '--', 't.b'],
  ],
  [
    ['-e', 'unit', '--', '-v', 'a', 't.b', '--tb=short'],
    ['-e', 'unit', '--', '-v', 't.b', '--tb=short'],
  ],
  [['-e', 'unit', '--', '-k', 'a or t.b'], null],
  [['-e', 'unit', '--', 'a'], null],
  [['-e', 'unit'], null],
])('of %j', (words, expected) => {
  expect(rerunOfOne(words, [a, b], b)).toEqual(expected);
});
