import type { RunnerReport } from '../failure.ts';
import { makeFailure } from '../failure.ts';
import { Tally } from '../tally.ts';

/** A step of a task runner that failed. */
export interface FailedTask {
  readonly name: string;
  readonly message: string;
  readonly durationMs: number | null;
  /** A test runner that it started said that tests failed. */
  readonly isExplained: boolean;
}

/** What a task runner said: a task that failed because its tests did is no failure of its own. */
export function taskReport(runner: string, tasks: readonly FailedTask[], complete: boolean): RunnerReport {
  const tally = new Tally();
  const failures = tasks
    .filter(({ isExplained }) => !isExplained)
    .map(({ name, message, durationMs }) => {
      return makeFailure({ id: name, runner, message, durationMs, outcome: 'error', unit: 'task' });
    });
  tally.add({ failures, counts: null, warnings: [] });
  return tally.report(runner, complete);
}
