import { expect, test } from 'vitest';
import { TextCheck } from '../../src/commands/text-check.ts';

/** Git's buffer_is_binary (xdiff-interface.c): a zero among the first 8000 bytes. */
test.each([
  [['a line\n'], true],
  [['a', '\0'], false],
  [['', 'a\0'], false],
  [['\0'], false],
  [['a'.repeat(7999), '\0'], false],
  [['a'.repeat(7999), 'a\0'], true],
  [['a'.repeat(8000), '\0'], true],
  [['a'.repeat(9000), '\0'], true],
  [[], true],
])('whether it is text is told by the first 8000 bytes, however they come', (chunks, isText) => {
  const check = new TextCheck();
  for (const chunk of chunks) check.push(Buffer.from(chunk));
  expect(check.isText).toBe(isText);
});
