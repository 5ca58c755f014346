/** One test (or unit of tests) that failed, as its runner printed it. */
export interface Failure {
  /** The id as the runner names it, with what makes it the only one: `tests/a.test.js::suite › title`. */
  readonly id: string;
  /** `unittest`, `pytest`, … */
  readonly runner: string;
  /** What the runner takes to run just this one, or null if it cannot be selected alone. */
  readonly rerunId: string | null;
  /** The first telling line, such as `AssertionError: 3 != 4`. */
  readonly message: string | null;
  /** As printed, a path in the container or relative to the working directory. */
  readonly file: string | null;
  readonly line: number | null;
  /** The lines around it, without colour. */
  readonly excerpt: readonly string[];
  /** `error`: it broke outside of its assertions, or could not even be loaded. */
  readonly outcome: 'failed' | 'error';
  /** Absent for a single test; else what broke as a whole, such as a class in its fixture or a module in its import. */
  readonly unit?: FailedUnit;
  /** How long it ran, in milliseconds; null where the runner does not say. */
  readonly durationMs: number | null;
  /** Which of its tries failed, from 1; null where the runner knows of no tries. */
  readonly attempt: number | null;
}

/**
 * What can break as a whole: `module` is a file that could not be loaded, `package` what could not be built, `suite` a
 * group of tests in its set-up (or one whose tests failed, where the runner has no names for them), `task` a step of
 * something that is no test runner.
 */
export type FailedUnit = 'class' | 'module' | 'package' | 'suite' | 'task';

/** A failure of which only some is known. Without `rerunId` its id is what runs it again. */
export function makeFailure(known: Pick<Failure, 'id' | 'runner'> & Partial<Failure>): Failure {
  return {
    rerunId: known.id,
    message: null,
    file: null,
    line: null,
    excerpt: [],
    outcome: 'failed',
    durationMs: null,
    attempt: null,
    ...known,
  };
}

/** How many tests a runner says that it ran; null where it does not say. */
export interface Counts {
  /** Executed, whatever the outcome; skipped ones are not in it. */
  readonly ran: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
}

/** What one runner said in one stretch of output. */
export interface RunnerReport {
  readonly runner: string;
  readonly failures: readonly Failure[];
  /** Tests that failed first and passed when the runner tried them again: none of them is among the failures. */
  readonly flaky: readonly Failure[];
  /** Sums over all of its closing lines; null if there was none (killed, truncated, unknown). */
  readonly counts: Counts | null;
  /** How many tests, skipped ones too, its last run had: of runs within runs the outer one. Null as for the counts. */
  readonly lastTests: number | null;
  /** True if the last run of the runner reached its closing line. */
  readonly complete: boolean;
  /** What does not add up, as sentences: `unittest counts 3 failures, but only 2 are listed`. */
  readonly warnings: readonly string[];
}

/** What all runners together said: plain data, in order of appearance. */
export interface FailureReport {
  readonly runners: readonly RunnerReport[];
}
