import { type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import type { NextestStatus, NextestSummary } from './nextest-line.ts';
import { RustOutput } from './rust-panic.ts';

const maxTests = 10_000;
/** The rule between the sections of the output. */
const rule = /^[─-]{12}$/;

interface Seen {
  readonly status: NextestStatus;
  readonly output: RustOutput;
}

/** One start of `cargo nextest run`: live lines, a summary, and what failed once more. */
export class NextestRun {
  #summary: NextestSummary | null = null;
  /** The last that was said of each test that did not just pass. */
  readonly #seen = new Map<string, Seen>();
  #output: RustOutput | null = null;

  get isClosed(): boolean {
    return this.#summary !== null;
  }

  get wantsMore(): boolean {
    return this.#output?.wantsMore === true;
  }

  see(status: NextestStatus): void {
    const id = idOf(status);
    const before = this.#seen.get(id);
    if (before === undefined && this.#seen.size >= maxTests) return;
    this.#output = before?.output ?? new RustOutput();
    this.#seen.set(id, { status, output: this.#output });
  }

  add(line: string): void {
    if (rule.test(line)) this.#output = null;
    else this.#output?.add(line);
  }

  close(summary: NextestSummary): void {
    this.#summary = summary;
    this.#output = null;
  }

  result(): RunnerRun {
    const all = [...this.#seen.values()];
    const failures = all.filter(({ status }) => this.#isFailed(status)).map(toFailure);
    const flaky = all.filter(({ status }) => status.kind === 'flaky').map(toFailure);
    if (this.#summary === null) return { failures, flaky, counts: null, warnings: [] };
    const { ran, planned, failed, errors, skipped } = this.#summary;
    const warnings: string[] = [];
    const named = failures.filter(({ unit }) => unit === undefined).length;
    if (failed + errors > named) warnings.push(`nextest counts ${failed + errors} failures, but names ${named}`);
    if (ran < planned) warnings.push(`${planned - ran} of ${planned} tests were not run`);
    return { failures, flaky, counts: { ran, failed, errors, skipped }, warnings };
  }

  /** A try that failed is the last one if nothing came after it. */
  #isFailed({ kind }: NextestStatus): boolean {
    return kind === 'failed' || kind === 'setup' || (kind === 'tried' && this.#summary !== null);
  }
}

function idOf({ kind, binary, test }: NextestStatus): string {
  return kind === 'setup' ? binary : `${binary} ${test}`;
}

function toFailure({ status, output }: Seen): Failure {
  const { kind, label, isError, attempt, durationMs } = status;
  const told = output.describe();
  const plain = label === 'FAIL' || kind !== 'failed';
  return makeFailure({
    id: idOf(status),
    runner: 'nextest',
    ...told,
    message: told.message ?? (plain ? null : label),
    outcome: isError || kind === 'setup' ? 'error' : 'failed',
    durationMs,
    attempt,
    ...(kind === 'setup' ? { unit: 'task' as const, rerunId: null } : {}),
  });
}
