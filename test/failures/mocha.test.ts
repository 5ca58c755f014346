import { describe, expect, it } from 'vitest';
import { mochaRerun } from '../../src/failures/reruns/mocha.ts';
import { readLog, recording, reportOf } from './read-log.ts';

it('mocha runs titles again as they are, and the suite of a broken hook', () => {
  const failures = reportOf(readLog(recording('mocha', 'spec')), 'mocha')?.failures ?? [];
  expect(mochaRerun.commands(failures.slice(-2))).toEqual([
    ['npx', 'mocha', '-g', '^(?:math nasty case 2|math with hooks .*)$'],
  ]);
  expect(mochaRerun.arguments(failures, ['-g', 'x'])).toMatch(/-g selects/);
});

describe('a numbered list', () => {
  const below = 'To do:\n\n  first of all\n    1) do this\n    2) do that\n\n  then\n    3) do the rest\n';

  it.each([
    ['alone', '  1) do this\n  2) do that'],
    ['below headings', below],
    ['below headings and a tick of another program', `✓ built in 3s\n${below}`],
    ['behind a run of mocha', `\n  math\n    ✔ adds\n\n\n  1 passing (5ms)\n\n${below}`],
  ])('is no run of mocha that was killed: %s', (_, log) => {
    const { runners } = readLog(log);
    expect(runners.flatMap(({ failures }) => failures)).toEqual([]);
    expect(runners.filter(({ complete }) => !complete)).toEqual([]);
  });

  it('is none above a run of mocha either', () => {
    const run = '\n  math\n    ✔ adds\n    1) divides\n';
    const ids = reportOf(readLog(below + run), 'mocha')?.failures.map(({ id }) => id);
    expect(ids).toEqual(['math divides']);
  });

  it('is one where tests that passed stand in it', () => {
    const report = reportOf(readLog('\n  math\n    ✔ adds\n    1) divides\n'), 'mocha');
    expect(report).toMatchObject({ complete: false, failures: [{ id: 'math divides' }] });
  });
});
