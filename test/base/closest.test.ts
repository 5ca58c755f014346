import { expect, it } from 'vitest';
import { closest } from '../../src/base/closest.ts';

const keys = ['image', 'images', 'build', 'commands', 'env', 'extends', 'timeout', 'tmpfs'];

it.each([
  ['command', 'commands'],
  ['imgae', 'image'],
  ['imagse', 'images'],
  ['Images', 'images'],
  ['extend', 'extends'],
  ['timout', 'timeout'],
  ['enb', 'env'],
  ['services', null],
  ['x', null],
  ['', null],
  ['c'.repeat(10_000), null],
])('for %j the closest key is %j', (word, expected) => {
  expect(closest(word, keys)).toBe(expected);
});

it('prefers the nearer one, then one of the same length, then the first', () => {
  expect(closest('py310', ['py39', 'py311'])).toBe('py311');
  expect(closest('py28', ['py2', 'py27', 'py29'])).toBe('py27');
  expect(closest('lint', [])).toBeNull();
});
