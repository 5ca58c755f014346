import { expect, it } from 'vitest';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { formatDiagnostics } from '../../src/base/format-diagnostics.ts';

const place = { file: 'sub/dox.yml', line: 4, column: 5 };
const first: Diagnostic = {
  severity: 'error',
  message: 'wrong',
  place,
  frame: '> 4 | x\n    | ^',
  hint: 'do this\nor that',
};
const second: Diagnostic = { severity: 'warning', message: 'odd' };

it('gives place, message, frame and hint of each, with an empty line in between', () => {
  expect(formatDiagnostics([first, second])).toBe(`sub/dox.yml:4:5: error: wrong
  > 4 | x
      | ^
  do this
  or that

warning: odd
`);
});

it('is empty for none', () => {
  expect(formatDiagnostics([])).toBe('');
});

it('has colour only on request, and then says the same', () => {
  const colored = formatDiagnostics([first], { color: true });
  expect(colored).toContain('\u001b[31merror:\u001b[39m');
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(formatDiagnostics([first]));
});
