import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import { type XctestCase, xctestRerunId } from './xctest-case.ts';

const maxTests = 10_000;
const maxIssues = 40;

interface Issue {
  readonly file: string | null;
  readonly line: number | null;
  readonly text: string;
}

interface Failed {
  readonly issues: readonly Issue[];
  readonly durationMs: number | null;
  readonly crashed: boolean;
  tries: number;
  isFlaky: boolean;
}

/** From the first test to the totals of the outermost suite, or what xcodebuild says at its end. */
export class XctestRun {
  readonly #failed = new Map<string, Failed>();
  #current: string | null = null;
  #issues: Issue[] = [];
  #counts: { tests: number; skipped: number; failures: number } | null = null;
  #hasOuter = false;
  #closed = false;
  #ended = 0;
  #crashed = false;

  get isEmpty(): boolean {
    return this.#ended === 0 && this.#failed.size === 0 && this.#current === null && this.#counts === null;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  start(id: string): void {
    this.#current = id;
    this.#issues = [];
  }

  issue(issue: Issue): void {
    if (this.#issues.length < maxIssues) this.#issues.push(issue);
  }

  end({ id, verdict, durationMs }: XctestCase): void {
    this.#ended += 1;
    const known = this.#failed.get(id);
    if (verdict === 'failed') this.#fail(id, { durationMs, crashed: false });
    else if (known !== undefined && verdict === 'passed') known.isFlaky = true;
    if (this.#current === id) this.#current = null;
    this.#issues = [];
  }

  #fail(id: string, { durationMs, crashed }: { readonly durationMs: number | null; readonly crashed: boolean }): void {
    const known = this.#failed.get(id);
    if (known !== undefined) {
      known.tries += 1;
      known.isFlaky = false;
    } else if (this.#failed.size < maxTests) {
      const issues = this.#current === id ? this.#issues : [];
      this.#failed.set(id, { issues, durationMs, crashed, tries: 1, isFlaky: false });
    }
  }

  /** A test that failed, as xcbeautify names it: with the first of its issues, but not where that is. */
  rendered({
    id,
    message,
    durationMs,
  }: {
    readonly id: string;
    readonly message: string | null;
    readonly durationMs: number | null;
  }): void {
    // Each issue is a line of its own.
    if (this.#failed.has(id) || this.#failed.size >= maxTests) return;
    const issues = message === null ? [] : [{ file: null, line: null, text: message }];
    this.#failed.set(id, { issues, durationMs, crashed: false, tries: 1, isFlaky: false });
  }

  /** The process died, with the test in it that had started. */
  crash(): void {
    this.#crashed = true;
    if (this.#current === null) return;
    this.#fail(this.#current, { durationMs: null, crashed: true });
    this.#current = null;
  }

  /** What xcodebuild lists at its end may have been said before in another spelling. */
  listed(id: string, isSame: (one: string, other: string) => boolean): void {
    if (this.isEmpty || [...this.#failed.keys()].some((each) => isSame(each, id))) return;
    this.#fail(id, { durationMs: null, crashed: false });
  }

  count(counts: {
    readonly tests: number;
    readonly skipped: number;
    readonly failures: number;
    readonly isOuter: boolean;
  }): void {
    if (this.#hasOuter && !counts.isOuter) return;
    this.#counts = counts;
    this.#hasOuter ||= counts.isOuter;
    this.#closed ||= counts.isOuter;
  }

  close(): void {
    this.#closed = true;
  }

  finish(): RunnerRun {
    const all = [...this.#failed];
    const failures = all.filter(([, { isFlaky }]) => !isFlaky).map(failureOf);
    const warnings = [];
    if ((this.#counts?.failures ?? 0) > 0 && all.length === 0) {
      warnings.push(`xctest counts ${this.#counts?.failures} failures, but names no test that failed`);
    }
    if (this.#crashed) warnings.push('the process of the tests died, so some may not have run');
    return {
      failures,
      flaky: all.filter(([, { isFlaky }]) => isFlaky).map(failureOf),
      counts: this.#toCounts(failures.length),
      warnings,
    };
  }

  /** What XCTest counts as failures are failed assertions. */
  #toCounts(failed: number): Counts | null {
    if (this.#counts === null) return null;
    const { tests, skipped } = this.#counts;
    return { ran: Math.max(0, tests - skipped), failed, errors: 0, skipped };
  }
}

function failureOf([id, { issues, durationMs, crashed, tries, isFlaky }]: readonly [string, Failed]): Failure {
  const first = issues[0];
  const text = first?.text.replace(/^(?:-\[\S{1,500} \S{1,500}\]|\S{1,500}) : /, '') ?? null;
  return makeFailure({
    id,
    runner: 'xctest',
    rerunId: xctestRerunId(id),
    message: text ?? (crashed ? 'the process died in it' : null),
    file: first?.file ?? null,
    line: first?.line ?? null,
    excerpt: issues.map((issue) =>
      issue.file === null ? issue.text : `${issue.file}:${issue.line}: error: ${issue.text}`,
    ),
    outcome: crashed ? 'error' : 'failed',
    durationMs,
    attempt: tries > 1 || isFlaky ? 1 : null,
  });
}
