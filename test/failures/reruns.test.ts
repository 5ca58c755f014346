import { expect, it } from 'vitest';
import { reruns } from '../../src/failures/reruns.ts';
import { runners } from '../../src/failures/runners.ts';

it('each way to run tests again belongs to one runner that dox understands', () => {
  const names = reruns.map(({ runner }) => runner);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !runners.some((runner) => runner.name === name))).toEqual([]);
});
