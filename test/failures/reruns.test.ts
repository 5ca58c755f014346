import { expect, it } from 'vitest';
import { reruns } from '../../src/failures/reruns.ts';
import { runners } from '../../src/failures/runners.ts';

it('each way to run tests again belongs to one runner that dox understands', () => {
  const names = reruns.map(({ runner }) => runner);
  const programs = reruns.flatMap((each) => each.programs);
  expect(new Set(programs).size).toBe(programs.length);
  expect(names.filter((name) => !runners.some((runner) => runner.name === name))).toEqual([]);
});
