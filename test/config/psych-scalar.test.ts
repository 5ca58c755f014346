import { expect, it } from 'vitest';
import { psychText } from '../../src/config/psych-scalar.ts';

/** Psych's lib/psych/scalar_scanner.rb, and what travis-yml keeps of it. */
it.each([
  ['3.10', '3.10'],
  ['1.0', '1.0'],
  ['yes', 'yes'],
  ['off', 'off'],
  ['ON', 'true'],
  ['Off', 'false'],
  ['NO', 'false'],
  ['True', 'true'],
  ['010', '8'],
  ['08', '08'],
  ['1_000', '1000'],
  ['1,000', '1000'],
  ['-0x1F', '-31'],
  ['+5', '5'],
  ['0', '0'],
  [':name', 'name'],
  [': name', ': name'],
  ['1e3', '1e3'],
  ['2020-01-01', '2020-01-01'],
  ['pypy', 'pypy'],
])('the plain scalar %s is %s', (written, text) => {
  expect(psychText(written)).toBe(text);
});
