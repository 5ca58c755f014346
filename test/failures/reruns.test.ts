import { expect, it } from 'vitest';
import { reruns } from '../../src/failures/reruns.ts';
import { runners } from '../../src/failures/runners.ts';

it('each way to run tests again belongs to one runner that dox understands', () => {
  const names = reruns.map(({ runner }) => runner);
  // XCTest runs under two programs, and Ruby's scripts run whichever runner they load
  const ways = reruns.flatMap(({ runner, programs }) =>
    (programs.length > 0 ? programs : ['']).map((program) => `${runner}: ${program}`),
  );
  expect(new Set(ways).size).toBe(ways.length);
  expect(names.filter((name) => !runners.some((runner) => runner.name === name))).toEqual([]);
});
