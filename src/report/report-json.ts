import type { FailedUnit, Failure, FailureReport } from '../failures/failure.ts';
import { rerunCommands } from '../failures/rerun-commands.ts';

/** What `dox report --json` prints, by report.schema.json. */
export interface ReportJson {
  readonly runners: readonly RunnerJson[];
  readonly failures: readonly FailureJson[];
  /** Failed first and passed on a later try; not among the failures. */
  readonly flaky: readonly FailureJson[];
  /** True if some runner spoke, and each came to its end. */
  readonly complete: boolean;
}

interface RunnerJson {
  readonly runner: string;
  readonly ran: number | null;
  readonly failed: number | null;
  readonly errors: number | null;
  readonly skipped: number | null;
  readonly complete: boolean;
  readonly warnings: readonly string[];
  /** Argument lists that run its failures again; null where there are none. */
  readonly rerun: readonly (readonly string[])[] | null;
}

interface FailureJson {
  readonly id: string;
  readonly runner: string;
  readonly rerun_id: string | null;
  readonly message: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly duration_s: number | null;
  readonly attempt: number | null;
  readonly outcome: 'failed' | 'error' | 'flaky';
  readonly unit: FailedUnit | null;
  readonly excerpt: readonly string[];
}

export function reportJson({ runners }: FailureReport): ReportJson {
  return {
    runners: runners.map(({ runner, counts, complete, warnings, failures }) => {
      const { ran = null, failed = null, errors = null, skipped = null } = counts ?? {};
      const commands = failures.length === 0 ? '' : rerunCommands(failures);
      const rerun = typeof commands === 'string' ? null : commands;
      return { runner, ran, failed, errors, skipped, complete, warnings, rerun };
    }),
    failures: runners.flatMap(({ failures }) => failures.map((failure) => failureJson(failure, failure.outcome))),
    flaky: runners.flatMap(({ flaky }) => flaky.map((failure) => failureJson(failure, 'flaky'))),
    complete: runners.length > 0 && runners.every(({ complete }) => complete),
  };
}

function failureJson(failure: Failure, outcome: FailureJson['outcome']): FailureJson {
  const { id, runner, rerunId, message, file, line, durationMs, attempt, unit, excerpt } = failure;
  const duration = durationMs === null ? null : durationMs / 1000;
  return {
    id,
    runner,
    rerun_id: rerunId,
    message,
    file,
    line,
    duration_s: duration,
    attempt,
    outcome,
    unit: unit ?? null,
    excerpt,
  };
}
