/** One test (or unit of tests) that failed, as its runner printed it. */
export interface Failure {
  /** The id exactly as the runner names it. */
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
  readonly unit?: 'class' | 'module';
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
