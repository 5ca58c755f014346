import { expect, test } from 'vitest';
import { outcomeLine, valueLine } from '../../src/report/sparkline.ts';

test('a run is one character by how the test went', () => {
  const outcomes = ['passed', 'failed', 'error', 'flaky', 'skipped', 'unknown'] as const;
  expect(outcomeLine(outcomes.map((outcome) => ({ outcome })))).toBe('▁██▄··');
});

test.each<[readonly (number | null)[], string]>([
  [[], ''],
  [[null], '·'],
  [[0, 0], '▁▁'],
  [[5], '█'],
  [[1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
  [[0, 800, null, 1], '▁█·▁'],
])('%j is %s', (values, line) => expect(valueLine(values)).toBe(line));
