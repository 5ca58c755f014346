import { describe, expect, test } from 'vitest';
import { combineExitCodes, type ExitCode } from '../../src/base/exit-code.ts';
import { exitCodeOfRun, summarize } from '../../src/report/summary.ts';
import type { Event, RunSignal, TargetResult } from '../../src/run/event.ts';
import { runStarted, targetResult } from '../support/results.ts';

function run(results: readonly Partial<TargetResult>[], selected = results.length, signal: RunSignal | null = null) {
  const targets = Array.from({ length: selected }, (_, i) => `t${i}`);
  const events: Event[] = [
    runStarted(targets),
    ...results.map((result): Event => ({ kind: 'target-ended', time: 2, result: targetResult(result) })),
    { kind: 'run-ended', time: 3, signal, problem: null },
  ];
  return exitCodeOfRun(summarize(events));
}

const bad = (exit: TargetResult['exit']): Partial<TargetResult> => ({ exit, verdict: 'failed', exitCode: null });

describe('the exit code of a run', () => {
  test.each<[string, readonly Partial<TargetResult>[], number]>([
    ['all passed', [{}, {}], 0],
    ['one failed', [{}, bad(1)], 1],
    ['one could not run', [{}, bad(3)], 3],
    ['one has a wrong configuration', [{}, bad(2)], 2],
    ['failed tests win over what could not run', [bad(3), bad(1)], 1],
    ['a wrong configuration wins over failed tests', [bad(1), bad(2), bad(3)], 2],
    ['a bug wins over all of these', [bad(2), bad(70), bad(1)], 70],
    ['a signal wins over a bug', [bad(70), bad(130)], 130],
    ['a failure that is allowed', [{ verdict: 'failed', exit: 0, exitCode: 4, allowFailure: true }], 0],
  ])('%s', (_, results, code) => expect(run(results)).toBe(code));

  test('a run that ended before all targets had their turn is no success', () => expect(run([{}], 2)).toBe(3));
  test('a run of nothing is a usage error', () => expect(run([])).toBe(2));

  test.each<[RunSignal, number]>([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s', (signal, code) => expect(run([{}], 2, signal)).toBe(code));

  test("a direct command's own code", () => {
    expect(run([{ direct: true, verdict: 'failed', exit: 1, exitCode: 42 }])).toBe(42);
    expect(run([{ direct: true, exitCode: 0 }])).toBe(0);
  });
  test('a direct command that could not begin', () => {
    expect(run([{ direct: true, verdict: 'could not run', exit: 3, exitCode: null }])).toBe(3);
    expect(run([{ direct: true, verdict: 'could not run', exit: 2, exitCode: 118 }])).toBe(2);
  });
  test('a direct command in several containers has the usual codes', () => {
    expect(run([{ direct: true, exit: 1, exitCode: 42 }, { direct: true }])).toBe(1);
  });
});

test('the precedence of exit codes: signals, a bug, usage, failed tests, could not run, success', () => {
  const order: readonly ExitCode[] = [129, 130, 143, 70, 2, 1, 3, 0];
  for (const [i, strong] of order.entries()) {
    for (const weak of order.slice(i)) {
      expect(combineExitCodes([weak, strong])).toBe(strong);
      expect(combineExitCodes([strong, weak])).toBe(strong);
    }
  }
});
