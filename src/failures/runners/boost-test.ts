import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

/** A line such as `t.cpp(9): error: in "suite/case": check a == b has failed [1 != 2]`. */
export interface BoostError {
  readonly name: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
  readonly isFatal: boolean;
}

/** Under macOS the place is written `file:9:`. */
const place = /^(.{1,1000}?)(?:\((\d{1,9})\)|:(\d{1,9})): (fatal )?error: in "/;
const leaving = /Leaving test case "(.{1,1000})"; testing time: (\d{1,12})(us|ms)$/;
/** What it says of what happens outside of all tests (framework.ipp, test_phase_identifier). */
const phases = new Set(['Test setup', 'Test teardown', 'Test suite setup', 'Test suite teardown']);

/** Null if the line is none. */
export function readError(line: string): BoostError | null {
  const text = line.slice(0, 4000);
  const start = place.exec(text);
  const end = start === null ? -1 : text.indexOf('": ', start[0].length);
  if (start === null || end < 0) return null;
  const unknown = start[1] === 'unknown location';
  return {
    name: text.slice(start[0].length, end),
    file: unknown ? null : (start[1] ?? null),
    line: unknown ? null : Number(start[2] ?? start[3]),
    message: text.slice(end + 3).trim(),
    isFatal: start[4] !== undefined,
  };
}

/** A test with at least one error. */
export class BoostTest {
  readonly name: string;
  assertions = 0;
  readonly #excerpt = new Excerpt();
  #first: BoostError | null = null;
  #durationMs: number | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** False for a fixture of the whole module. */
  get isTest(): boolean {
    return !phases.has(this.name);
  }

  fail(error: BoostError, text: string): void {
    this.assertions += 1;
    this.#first ??= error;
    this.#excerpt.add(text);
  }

  add(text: string): void {
    this.#excerpt.add(text);
  }

  /** `Leaving test case "b"; testing time: 12us` says the last part of the name alone. */
  leave(text: string): void {
    const match = leaving.exec(text.slice(0, 2000));
    if (match?.[1] === undefined || this.#durationMs !== null || !`/${this.name}`.endsWith(`/${match[1]}`)) return;
    this.#durationMs = match[3] === 'ms' ? Number(match[2]) : Math.round(Number(match[2]) / 1000);
  }

  failure(): Failure {
    const selectable = this.isTest && !/[:,*!@+]/.test(this.name);
    return makeFailure({
      id: this.name,
      runner: 'boost',
      rerunId: selectable ? this.name : null,
      ...(this.isTest ? {} : { unit: 'suite' as const }),
      message: this.#first?.message ?? null,
      file: this.#first?.file ?? null,
      line: this.#first?.line ?? null,
      excerpt: this.#excerpt.lines(),
      outcome: this.isTest && this.#first?.file !== null ? 'failed' : 'error',
      durationMs: this.#durationMs,
    });
  }
}
