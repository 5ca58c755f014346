import { expect, test } from 'vitest';
import { combineExitCodes, type ExitCode } from '../../src/base/exit-code.ts';

/** docs/architecture.md: "If several apply: 129/130/143, then 70, 2, 1, 3, 0." */
const order: readonly ExitCode[] = [129, 130, 143, 70, 2, 1, 3, 0];

test.each(order.flatMap((strong, index) => order.slice(index).map((weak) => [strong, weak] as const)))(
  '%i wins over %i, whichever comes first',
  (strong, weak) => {
    expect(combineExitCodes([strong, weak])).toBe(strong);
    expect(combineExitCodes([weak, strong])).toBe(strong);
  },
);

test('nothing at all is no success', () => {
  expect(combineExitCodes([])).toBe(2);
});
