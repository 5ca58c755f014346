import { expect, it } from 'vitest';
import { printable, quoted } from '../../src/base/printable.ts';

it('replaces what a terminal would act on, and keeps all letters', () => {
  expect(printable('a\tb\u001b[31m\u009bc\u202e\r\nπ日本🎉')).toBe('a b\ufffd[31m\ufffdc\ufffd\ufffd\ufffdπ日本🎉');
});

it('quotes, and cuts what is long', () => {
  expect(quoted('unit')).toBe('"unit"');
  expect(quoted('x'.repeat(61))).toBe(`"${'x'.repeat(59)}…"`);
});
