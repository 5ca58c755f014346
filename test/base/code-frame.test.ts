import { expect, it } from 'vitest';
import { codeFrame } from '../../src/base/code-frame.ts';

const frame = (lines: string[], line: number, column: number, length: number) =>
  codeFrame(lines, { line, column, length }).split('\n');

it('shows the line of a spot and the one before it, and underlines the spot', () => {
  expect(frame(['targets:', '  unit:', '    command: pytest'], 3, 5, 7)).toEqual([
    '  2 |   unit:',
    '> 3 |     command: pytest',
    '    |     ^^^^^^^',
  ]);
});

it('shows the first line alone, and marks at least one column', () => {
  expect(frame(['image'], 1, 6, 0)).toEqual(['> 1 | image', '    |      ^']);
  expect(frame([''], 1, 1, 5)).toEqual(['> 1 |', '    | ^']);
});

it('aligns the numbers where they get longer', () => {
  expect(frame(Array(10).fill('x'), 10, 1, 1)).toEqual(['   9 | x', '> 10 | x', '     | ^']);
});

it('cuts a long line around the spot, and the mark stays below it', () => {
  const long = `${'a'.repeat(200)}WRONG${'b'.repeat(200)}`;
  const [, shown = '', marks = ''] = frame(['short', long], 2, 201, 5);
  expect(shown.length).toBeLessThan(115);
  expect(shown.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('WRONG');
  expect(shown).toMatch(/^> 2 \| …a+WRONGb+…$/);
});

it('lets no control character through, and keeps a tab one column wide', () => {
  const [shown, marks] = frame(['\ta: \u001b[31m\u202ex'], 1, 2, 1);
  expect(shown).toBe('> 1 |  a: \ufffd[31m\ufffdx');
  expect(marks).toBe('    |  ^');
});
