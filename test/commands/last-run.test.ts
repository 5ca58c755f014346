import { describe, expect, test } from 'vitest';
import { failedOnly } from '../../src/commands/last-run.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { rerunWords } from '../../src/run/rerun-words.ts';
import { failedTarget, failedTest, summaryOf, targetPlan } from '../support/results.ts';

const target = targetPlan();
const plan: Plan = {
  project: 'p',
  root: '/p',
  file: '/p/dox.yml',
  images: [],
  targets: [target],
  obstructed: [],
  cacheRegistry: null,
  pull: 'missing',
  push: false,
  failFast: false,
  retries: 0,
  failOnFlaky: false,
  keep: false,
};

function failedOnce(tests: number, name = 'T') {
  const failures = Array.from({ length: tests }, (_, at) => failedTest({ id: `tests.test_a.${name}.test_${at}` }));
  const result = failedTarget(failures);
  return failedTarget(failures, { rerun: rerunWords(target, result.report) });
}

describe('only what failed in the last run', () => {
  test.each([[1], [50], [51], [2000]])('runs, be it %s tests', (tests) => {
    const { plan: narrowed, notes, asked } = failedOnly(plan, summaryOf([failedOnce(tests)]));
    const [command] = narrowed.targets[0]?.commands ?? [];
    const text = command?.kind === 'script' ? command.text : '';
    expect(text.match(/tests\.test_a\.T\.test_\d+/g)).toHaveLength(tests);
    expect(notes).toEqual([]);
    expect(asked.get('unit')).toHaveLength(tests);
  });

  test('is all of a target whose failed tests are more than a program can be told', () => {
    const last = failedOnce(1000, 'T'.repeat(100));
    const { plan: narrowed, notes } = failedOnly(plan, summaryOf([last]));
    expect(narrowed.targets[0]?.commands).toEqual(target.commands);
    expect(notes).toEqual(['unit: all of it runs again: 1000 tests failed: too many for one line']);
  });

  test('is what to type where the line would be too long to paste', () => {
    expect(failedOnce(51).rerun).toEqual({
      reason: '51 tests failed: too many for one line; `dox --failed` runs just these',
    });
  });
});
