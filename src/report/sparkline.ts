import type { TestRun } from '../history/test-runs.ts';

const bars = '▁▂▃▄▅▆▇█';

const marks: Readonly<Record<TestRun['outcome'], string>> = {
  passed: '▁',
  flaky: '▄',
  failed: '█',
  error: '█',
  skipped: '·',
  unknown: '·',
};

/** What the marks of `outcomeLine` mean. */
export const outcomeLegend = '▁ passed  █ failed  ▄ flaky  · unknown';

/** One character for how a test went in each run. */
export function outcomeLine(runs: readonly Pick<TestRun, 'outcome'>[]): string {
  return runs.map(({ outcome }) => marks[outcome]).join('');
}

/** One character for each value, from 0 to the largest; `·` where there is none. */
export function valueLine(values: readonly (number | null)[]): string {
  const most = Math.max(0, ...values.flatMap((value) => value ?? []));
  const bar = (value: number): string => bars[most === 0 ? 0 : Math.ceil((value / most) * bars.length) - 1] ?? '▁';
  return values.map((value) => (value === null ? '·' : bar(value))).join('');
}
