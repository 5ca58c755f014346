import type { RunnerReport } from '../failures/failure.ts';

/**
 * The runners of a log that have something to tell. One that only starts others (tox) leaves what failed to them: beside
 * their failures it would say that nothing failed, which is not so.
 */
export function tellingRunners(runners: readonly RunnerReport[]): readonly RunnerReport[] {
  if (runners.every(({ failures }) => failures.length === 0)) return runners;
  return runners.filter(({ counts, failures, flaky, warnings, complete }) => {
    return counts !== null || failures.length + flaky.length + warnings.length > 0 || !complete;
  });
}
