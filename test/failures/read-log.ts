import { readFileSync } from 'node:fs';
import type { FailureReport, RunnerReport } from '../../src/failures/failure.ts';
import { createFailureReader } from '../../src/failures/reader.ts';

/** The report on one log, as if all of it had come on the standard output. */
export function readLog(bytes: Uint8Array | string): FailureReport {
  const reader = createFailureReader();
  reader.push('stdout', typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  return reader.end();
}

/** A recording of a real runner, made by test/fixtures/runners/NAME/record.sh. */
export function recording(runner: string, name: string): Buffer {
  return readFileSync(new URL(`../recordings/${runner}/${name}.log`, import.meta.url));
}

/** What one runner said; undefined if it was not there. */
export function reportOf(report: FailureReport, runner: string): RunnerReport | undefined {
  return report.runners.find((each) => each.runner === runner);
}
