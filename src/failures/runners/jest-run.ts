import type { Counts, Failure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import type { JestNumbers } from './jest-closing.ts';
import type { JestHeader } from './jest-header.ts';
import type { JestRetry } from './jest-retry.ts';
import { JestSection } from './jest-section.ts';

const maxSections = 10_000;
const separator = ' › ';

/** All that one run of jest said. */
export class JestRun {
  suites: JestNumbers | null = null;
  tests: JestNumbers | null = null;
  interrupted = false;
  /** What else made it fail. */
  readonly notes: string[] = [];
  readonly #sections: JestSection[] = [];
  /** Those of the list at the end of a long run, which has all errors once more. */
  readonly #repeated: JestSection[] = [];
  readonly #retries = new Map<string, JestRetry>();

  get isEmpty(): boolean {
    return this.tests === null && this.notes.length === 0 && !this.#all().some(({ blocks }) => blocks.length > 0);
  }

  /** True once it has reached its closing lines. */
  get isClosed(): boolean {
    return this.tests !== null;
  }

  open(header: JestHeader, repeated: boolean): JestSection {
    const section = new JestSection(header);
    const sections = repeated ? this.#repeated : this.#sections;
    if (sections.length < maxSections) sections.push(section);
    return section;
  }

  addRetries(path: string, retries: readonly JestRetry[]): void {
    for (const retry of retries) this.#retries.set(`${path}::${retry.name}`, retry);
  }

  result(): RunnerRun {
    const failures = this.#failures();
    const flaky = this.#flaky(failures);
    const tests = failures.filter(({ unit }) => unit === undefined);
    const counts = this.#counts(failures.length - tests.length);
    return { failures, flaky, counts, warnings: [...this.notes, ...this.#warnings(tests.length)] };
  }

  #all(): readonly JestSection[] {
    return [...this.#sections, ...this.#repeated];
  }

  /** The list has paths from the root folder; those from the current folder, printed before, are what jest takes. */
  #failures(): readonly Failure[] {
    const known = this.#sections.filter(({ blocks }) => blocks.length > 0).map(({ path }) => path);
    const more = this.#repeated.filter(({ path }) => !known.some((each) => isSame(each, path)));
    const byId = new Map<string, Failure>();
    for (const failure of [...this.#sections, ...more].flatMap((section) => section.failures())) {
      if (!byId.has(failure.id)) byId.set(failure.id, this.#withAttempt(failure));
    }
    return [...byId.values()];
  }

  #withAttempt(failure: Failure): Failure {
    const retry = this.#retries.size === 0 ? undefined : this.#retries.get(failure.id.replaceAll(separator, ' '));
    return retry === undefined ? failure : { ...failure, attempt: retry.tries + 1 };
  }

  #flaky(failures: readonly Failure[]): readonly Failure[] {
    const failed = new Set(failures.map(({ id }) => id.replaceAll(separator, ' ')));
    const passed = [...this.#retries].filter(([id]) => !failed.has(id.replaceAll(separator, ' ')));
    return passed.map(([id, retry]) => retry.failure(id.slice(0, id.length - retry.name.length - 2)));
  }

  #counts(errors: number): Counts | null {
    if (this.tests === null) return null;
    const { failed, passed, skipped } = this.tests;
    return { ran: failed + passed, failed, errors, skipped };
  }

  #warnings(named: number): readonly string[] {
    if (this.tests === null) return [];
    const warnings: string[] = [];
    const { failed } = this.tests;
    const printed = this.#all().reduce((sum, { testErrors }) => sum + testErrors, 0);
    if (printed < failed || named > failed) warnings.push(`jest counts ${failed} failed tests, but names ${named}`);
    const files = this.#all().length;
    const broken = this.suites?.failed ?? 0;
    if (printed >= failed && files < broken) {
      warnings.push(`jest counts ${broken} failed test suites, but names ${files}`);
    }
    const skipped = this.suites?.skipped ?? 0;
    const left = this.suites === null ? 0 : this.suites.total - this.suites.done - skipped;
    if (left > 0) warnings.push(`jest did not run ${left} of ${this.suites?.total} test suites`);
    if (this.interrupted) warnings.push('jest was interrupted');
    return warnings;
  }
}

function isSame(one: string, other: string): boolean {
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}
