import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { plainLine, plainText, shortened } from '../../src/report/plain-text.ts';
import { element, textElement } from '../../src/report/xml.ts';
import { junitProblem } from '../support/xml.ts';

/** Strings of any code units, halves of characters among them. */
const anyText = array(integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((codes) =>
  String.fromCharCode(...codes),
);
const asciiText = array(integer({ min: 0, max: 0x9f }), { maxLength: 40 }).map((codes) =>
  String.fromCharCode(...codes),
);

test.each([
  ['\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07', 'red link'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['\x00\x7f\x9b', '\ufffd\ufffd\ufffd'],
  ['\ud83c\udf89 \ud83c \udf89', '🎉 \ufffd \ufffd'],
  ['\ufffe\uffff', '\ufffd\ufffd'],
  ['\tä\n', '\tä\n'],
])('%j is %j as plain text', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('a line has no end in it', () => {
  expect(plainLine(' a\n  b\r\nc\u2028d\u202e ')).toBe('a b c\ufffdd\ufffd');
});

test('a cut never halves a character', () => {
  expect(shortened('abcdef', 4)).toBe('abc…');
  expect(shortened('ab🎉def', 4)).toBe('ab…');
  expect(shortened('abcd', 4)).toBe('abcd');
});

test('any text is text in XML, and stays the same when it is made plain twice', () => {
  const cases: string[] = [];
  const one = (text: string): void => {
    expect(plainText(plainText(text))).toBe(plainText(text));
    const failure = textElement('failure', { type: text, message: text }, text);
    cases.push(element('testcase', { name: text, classname: 'c' }, [failure]));
  };
  assert(property(anyText, one));
  assert(property(asciiText, one));
  const totals = { tests: 1, failures: 1, errors: 0, skipped: 0 };
  expect(junitProblem(element('testsuites', {}, [element('testsuite', { name: 's', ...totals }, cases)]))).toBe('');
});
