import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import { JavaTrace } from './java-trace.ts';

const maxTests = 10_000;

interface AntTest {
  /** Null where the line does not say: it is the suite's. */
  readonly className: string | null;
  readonly name: string;
  readonly outcome: 'failed' | 'error';
  readonly durationMs: number | null;
}

/** A test that failed, with what is printed below it. */
export class OpenAntTest {
  readonly #test: AntTest;
  readonly #excerpt = new Excerpt();
  readonly #trace: JavaTrace;

  constructor(test: AntTest) {
    this.#test = test;
    this.#trace = new JavaTrace(test.className);
  }

  add(text: string): void {
    this.#excerpt.add(text);
    this.#trace.add(text);
  }

  finish(): Failure {
    const { className, name, outcome, durationMs } = this.#test;
    const isClass = name === className || name === 'initializationError' || name === 'unknown';
    return makeFailure({
      id: className === null || name === className ? name : `${className}.${name}`,
      runner: 'ant',
      rerunId: null,
      message: this.#trace.message,
      file: this.#trace.place?.file ?? null,
      line: this.#trace.place?.line ?? null,
      excerpt: this.#excerpt.lines(),
      outcome,
      durationMs,
      ...(isClass ? { unit: 'class' as const } : {}),
    });
  }
}

/** All that the task says in one build: it closes each class with its numbers, and nothing closes the whole. */
export class AntRun {
  readonly #tests = new Map<string, OpenAntTest>();
  readonly #suites = new Map<string, Counts>();
  /** Classes that failed, with `timeout` or `crashed` where the JVM did not end as it should. */
  readonly #failed = new Map<string, string | null>();
  #suite: string | null = null;
  readonly #withFailures = new Set<string>();

  get isEmpty(): boolean {
    return this.#tests.size === 0 && this.#suites.size === 0 && this.#failed.size === 0;
  }

  /** A class has begun. */
  get isBegun(): boolean {
    return this.#suite !== null;
  }

  /** Whether the last class came to its numbers. */
  get isComplete(): boolean {
    return this.#suite === null || this.#suites.has(this.#suite);
  }

  suite(name: string): void {
    this.#suite = name;
  }

  /** Formatters and the summary each print them. */
  count([tests = 0, failed = 0, errors = 0, skipped = 0]: readonly number[]): void {
    if (this.#suite === null || this.#suites.size >= maxTests) return;
    this.#suites.set(this.#suite, { ran: Math.max(0, tests - skipped), failed, errors, skipped });
  }

  suiteFailed(name: string, how: string | null): void {
    if (this.#failed.size < maxTests) this.#failed.set(name, how);
  }

  open(test: AntTest): OpenAntTest | null {
    const className = test.className ?? this.#suite;
    // So a test is named in which the JVM died.
    const name =
      className !== null && test.name.startsWith(`${className}:`) ? test.name.slice(className.length + 1) : test.name;
    const key = `${className}.${name}`;
    if (this.#suite !== null) this.#withFailures.add(this.#suite);
    if (this.#tests.has(key) || this.#tests.size >= maxTests) return null;
    const open = new OpenAntTest({ ...test, name, className });
    this.#tests.set(key, open);
    return open;
  }

  finish(): RunnerRun {
    const failures = [...this.#tests.values()].map((test) => test.finish());
    const classes = [...this.#failed].filter(([name]) => !this.#withFailures.has(name));
    return { failures: [...failures, ...classes.map(brokenClass)], counts: this.#sum(), warnings: this.#mismatch() };
  }

  #sum(): Counts | null {
    if (this.#suites.size === 0) return null;
    const sum = { ran: 0, failed: 0, errors: 0, skipped: 0 };
    for (const { ran, failed, errors, skipped } of this.#suites.values()) {
      sum.ran += ran;
      sum.failed += failed;
      sum.errors += errors;
      sum.skipped += skipped;
    }
    return sum;
  }

  #mismatch(): readonly string[] {
    const counts = this.#sum();
    const died = [...this.#failed].filter(([, how]) => how !== null);
    const warnings = died.map(([name]) => `ant says that the JVM of ${name} ended before all of its tests were done`);
    // The summary alone names no tests.
    if (counts === null || this.#tests.size === 0 || counts.failed + counts.errors === this.#tests.size)
      return warnings;
    return [
      ...warnings,
      `ant counts ${counts.failed + counts.errors} failures and errors, but ${this.#tests.size} are listed`,
    ];
  }
}

function brokenClass([name, how]: readonly [string, string | null]): Failure {
  const message = how === 'timeout' ? 'the JVM ran into the time limit' : 'the JVM ended before the tests were done';
  return makeFailure({
    id: name,
    runner: 'ant',
    rerunId: null,
    message: how === null ? null : message,
    outcome: how === null ? 'failed' : 'error',
    unit: how === null ? 'suite' : 'class',
  });
}
