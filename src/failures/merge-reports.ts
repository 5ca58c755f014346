import type { RunnerReport } from './failure.ts';
import { Tally } from './tally.ts';

/** One report of each runner, from what several programs that ran side by side came to; in order of appearance. */
export function mergeReports(reports: readonly RunnerReport[]): readonly RunnerReport[] {
  const names = [...new Set(reports.map(({ runner }) => runner))];
  return names.map((runner) => {
    return merged(
      runner,
      reports.filter((report) => report.runner === runner),
    );
  });
}

function merged(runner: string, reports: readonly RunnerReport[]): RunnerReport {
  const tally = new Tally();
  for (const report of reports) tally.add(report);
  const complete = reports.every((report) => report.complete);
  const tests = reports.map((report) => report.lastTests);
  const lastTests = tests.every((each) => each !== null) ? tests.reduce((sum, each) => sum + each, 0) : null;
  return { ...tally.report(runner, complete), lastTests };
}
