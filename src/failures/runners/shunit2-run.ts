import { type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';

const maxTests = 10_000;
const unknown = 'unknown failure encountered running a test';
const ownWords = /expected:<|expected (?:not )?same|unexpected null|[Nn]ot found:<|[Ff]ound:<|^unknown failure /;

interface Asserts {
  readonly messages: string[];
  count: number;
}

/** The asserts that failed in one script. */
export class Shunit2Run {
  readonly #tests = new Map<string, Asserts>();
  #fatal: string | null = null;
  #endedEarly = false;
  /** Asserts of a test whose name was not seen, because it has a prefix. */
  #nameless: string[] = [];
  /** Which test prints. */
  current: string | null = null;

  get isEmpty(): boolean {
    return this.#tests.size === 0 && this.#fatal === null;
  }

  assert(message: string): void {
    this.#endedEarly ||= message === unknown;
    if (this.current !== null) this.#add(this.current, message);
    else if (message === unknown) this.#fatal ??= message;
    else if (this.#nameless.length < 1000) this.#nameless.push(message);
  }

  /** The test has just returned an error. */
  returned(name: string): void {
    for (const message of this.#nameless) this.#add(name, message);
    this.#nameless = [];
  }

  fatal(message: string): void {
    this.#fatal = message;
  }

  #add(name: string, message: string): void {
    const test = this.#tests.get(name) ?? { messages: [], count: 0 };
    if (this.#tests.size >= maxTests) return;
    test.count += 1;
    if (test.messages.length < 20) test.messages.push(message.slice(0, 400));
    this.#tests.set(name, test);
  }

  /**
   * The closing line counts asserts, and one more for each test that returned an error; `failed` is null where there is
   * no such line. If some tests account for all of them, others have only printed what looks like an assert.
   */
  finish(closing: { ran: number; failed: number } | null, errors: ReadonlySet<string>): RunnerRun {
    if (closing?.failed === 0) return { failures: [], counts: { ...closing, errors: 0, skipped: 0 }, warnings: [] };
    const all = [...new Set([...this.#tests.keys(), ...errors])];
    const candidates = [[...errors], all, all.filter((name) => errors.has(name) || this.#hasOwnWords(name))];
    const names = candidates.find((each) => closing !== null && this.#countOf(each) === closing.failed) ?? all;
    const failures = [...this.#fatalFailure(), ...names.map((name) => this.#failure(name))];
    const counts = closing === null ? null : { ran: closing.ran, failed: failures.length, errors: 0, skipped: 0 };
    const early = this.#endedEarly ? ['shunit2 ended within a test, so those after it did not run'] : [];
    const none = closing !== null && failures.length === 0;
    return { failures, counts, warnings: none ? [`shunit2 counts ${closing.failed} failures, but names none`] : early };
  }

  /** What the closing line counts where each of the tests returned an error, as most do. */
  #countOf(names: readonly string[]): number {
    return names.reduce((sum, name) => sum + (this.#tests.get(name)?.count ?? 0) + 1, 0);
  }

  #hasOwnWords(name: string): boolean {
    return this.#tests.get(name)?.messages.some((message) => message === '' || ownWords.test(message)) === true;
  }

  #failure(name: string): Failure {
    const messages = this.#tests.get(name)?.messages ?? [];
    return makeFailure({
      id: name,
      runner: 'shunit2',
      message: messages.find((message) => message !== '') ?? 'it returned non-zero',
      excerpt: messages.map((message) => `ASSERT:${message}`),
    });
  }

  /** shunit2 does not go on where setUp fails. */
  #fatalFailure(): readonly Failure[] {
    const message = this.#fatal;
    if (message === null) return [];
    const id = /^\w{1,40}\(\)/.exec(message)?.[0] ?? 'shunit2';
    return [makeFailure({ id, runner: 'shunit2', rerunId: null, unit: 'suite', outcome: 'error', message })];
  }
}
