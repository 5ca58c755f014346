import { expect, it } from 'vitest';
import { mochaRerun } from '../../src/failures/reruns/mocha.ts';
import { readLog, recording, reportOf } from './read-log.ts';

it('mocha runs titles again as they are, and the suite of a broken hook', () => {
  const failures = reportOf(readLog(recording('mocha', 'spec')), 'mocha')?.failures ?? [];
  expect(mochaRerun.commands(failures.slice(-2))).toEqual([
    ['npx', 'mocha', '-g', '^(?:math nasty case 2|math with hooks .*)$'],
  ]);
  expect(mochaRerun.arguments(failures, ['-g', 'x'])).toMatch(/-g selects/);
});
