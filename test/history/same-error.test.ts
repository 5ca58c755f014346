import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameError } from '../../src/history/same-error.ts';

test.each([
  ['TimeoutError: no answer from 10.0.0.7', 'TimeoutError: no answer from 10.0.0.8'],
  ['AssertionError: 1 != 2', 'AssertionError: 14 != 2'],
  ['expected "a" to be "b"', 'expected "" to be "c"'],
  ["open '/tmp/x1': gone", "open '/tmp/y': gone"],
  ['cannot read /tmp/tmpabc/file', 'cannot read /tmp/tmpxyz/file'],
  ['<Server object at 0x7f3a>', '<Server object at 0xdead>'],
  ['no server 3f2b8c1d-0000-4000-8000-1234567890ab', 'no server aaaaaaaa-1111-4000-8000-1234567890ab'],
  ['boom\nin line 3', 'boom\nin line 4, elsewhere'],
  [`gone: ${'word '.repeat(60)}`, `gone: ${'word '.repeat(60)}`.slice(0, 200)],
  [`gone: 1${'word '.repeat(60)}`.slice(0, 200), `gone: 123${'word '.repeat(60)}`.slice(0, 200)],
  [null, null],
  [null, ''],
])('%j is the error %j', (one, other) => {
  expect(isSameError(one, other)).toBe(true);
  expect(isSameError(other, one)).toBe(true);
});

test.each([
  ['TimeoutError: no answer from 10.0.0.7', 'TypeError: x is not a function'],
  ["can't connect", "can't parse"],
  ['boom', null],
  ['boom', ''],
  ['AssertionError', 'AssertionError: 1 != 2'],
  [`gone: ${'word '.repeat(60)}`, 'gone: word'],
  [`gone: ${'word '.repeat(60)}`, `come: ${'word '.repeat(60)}`],
])('%j is not the error %j', (one, other) => {
  expect(isSameError(one, other)).toBe(false);
  expect(isSameError(other, one)).toBe(false);
});

test('every error is the same as itself, as a history keeps it', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => isSameError(text, text.slice(0, 200))));
});
