import { expect, it } from 'vitest';
import { parseDuration } from '../../src/config/parse-duration.ts';

it.each([
  ['90', 90],
  ['1.5', 1.5],
  ['90s', 90],
  ['5m', 300],
  ['1h30m', 5400],
  ['1h 30m', 5400],
  ['1.5h', 5400],
  ['500ms', 0.5],
  ['1m500ms', 60.5],
  ['480h', 20 * 86_400],
  ['1d', 86_400],
  ['1w2d', 9 * 86_400],
])('%j is %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBeCloseTo(seconds, 9);
});

it('may be longer where no clock has to wait for it', () => {
  expect(parseDuration('30d', Number.POSITIVE_INFINITY)).toBe(30 * 86_400);
});

it.each([
  '',
  '0',
  '0s',
  '-5',
  '5 minutes',
  '5M',
  'm',
  '1m1m',
  '21d',
  '3w',
  '1y',
  '481h',
  '1e3',
  '1h30',
  '∞',
  '5m '.repeat(9),
])('%j is none', (text) => {
  expect(parseDuration(text)).toBeNull();
});
