import type { Counts, Failure, RunnerReport } from './failure.ts';

const maxFailures = 10_000;
const maxWarnings = 20;

/** What one run of a runner came to. */
export interface RunnerRun {
  readonly failures: readonly Failure[];
  readonly flaky?: readonly Failure[];
  /** Null for a run without a closing line. */
  readonly counts: Counts | null;
  readonly warnings: readonly string[];
}

/** Adds up the runs of one runner in an output, in bounded memory: of two failures with one id the first is kept. */
export class Tally {
  readonly #failures = new Map<string, Failure>();
  readonly #flaky = new Map<string, Failure>();
  readonly #warnings = new Set<string>();
  #counts: Counts | null = null;
  #last: Counts | null = null;
  #dropped = 0;

  add(run: RunnerRun): void {
    for (const failure of run.failures) this.#put(this.#failures, failure);
    for (const failure of run.flaky ?? []) this.#put(this.#flaky, failure);
    for (const warning of run.warnings) if (this.#warnings.size < maxWarnings) this.#warnings.add(warning);
    this.#last = run.counts;
    if (run.counts !== null) this.#counts = plus(this.#counts, run.counts);
  }

  #put(map: Map<string, Failure>, failure: Failure): void {
    if (map.has(failure.id)) return;
    if (map.size < maxFailures) map.set(failure.id, failure);
    else this.#dropped += 1;
  }

  report(runner: string, complete: boolean): RunnerReport {
    const more = this.#dropped === 0 ? [] : [`${this.#dropped} more failures are not listed`];
    return {
      runner,
      failures: [...this.#failures.values()],
      flaky: [...this.#flaky.values()].filter(({ id }) => !this.#failures.has(id)),
      counts: this.#counts,
      lastTests: this.#last === null ? null : this.#last.ran + this.#last.skipped,
      complete,
      warnings: [...this.#warnings, ...more],
    };
  }
}

function plus(one: Counts | null, other: Counts): Counts {
  if (one === null) return other;
  return {
    ran: one.ran + other.ran,
    failed: one.failed + other.failed,
    errors: one.errors + other.errors,
    skipped: one.skipped + other.skipped,
  };
}
