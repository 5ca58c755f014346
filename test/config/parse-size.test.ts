import { expect, it } from 'vitest';
import { parseSize } from '../../src/config/parse-size.ts';

it.each([
  ['1048576', 1_048_576],
  ['100b', 100],
  ['64k', 65_536],
  ['512m', 536_870_912],
  ['2g', 2_147_483_648],
  ['1.5GiB', 1_610_612_736],
  ['64 MB', 67_108_864],
  ['1t', 1_099_511_627_776],
])('%j is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

it.each(['', '0', '0m', '-1', 'lots', '1x', '1e3', '5mm', '9'.repeat(17), '9999999999t'])('%j is none', (text) => {
  expect(parseSize(text)).toBeNull();
});
