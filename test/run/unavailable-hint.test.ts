import { expect, test } from 'vitest';
import { hintFor } from '../../src/run/resolve-system.ts';

const none = { available: [], providers: [] };

test('where nothing can be chosen, the hint does not say to choose', () => {
  expect(hintFor([none, none])).toContain('packages may have other names');
  expect(hintFor([none, { available: ['1.0-1'], providers: [] }])).toContain('ask for one of these');
  expect(hintFor([{ available: [], providers: ['a', 'b'] }])).toContain('ask for one of these');
});
