import { Excerpt } from '../excerpt.ts';
import type { Failure } from '../failure.ts';
import type { GoLine } from './go-lines.ts';
import { addOutput, failedLeaves, type GoTest, newTest, packageFailure, testFailure } from './go-test.ts';

const maxTests = 10_000;

/** What was printed of one package before its own line said which it was. */
export class GoPackage {
  readonly #tests = new Map<string, GoTest>();
  #current: GoTest | null = null;
  #panic: Excerpt | null = null;
  #panicLine: string | null = null;
  #panicLines = 0;
  #verbose = false;
  /** Ginkgo ran in one of its tests, and has said what failed. */
  #ginkgo = false;
  #verdicts = { passed: 0, failed: 0, skipped: 0 };

  get isEmpty(): boolean {
    return this.#tests.size === 0 && this.#panic === null;
  }

  running(name: string, starts: boolean): boolean {
    this.#verbose = true;
    const test = this.#test(name);
    if (starts && test !== null) test.started = true;
    this.#current = test;
    return test !== null;
  }

  verdict({ word, name, ms }: Extract<GoLine, { kind: 'verdict' }>, text: string): boolean {
    const key = word === 'FAIL' ? 'failed' : word === 'PASS' ? 'passed' : 'skipped';
    const test = this.#test(name);
    if (test === null) return false;
    // with -v every test is announced: what was not is what a test printed
    if (this.#verbose && !test.started && !name.includes('/')) {
      this.#tests.delete(name);
      return false;
    }
    if (!name.includes('/')) this.#verdicts[key] += 1;
    test.verdict = key;
    test.durationMs = ms;
    this.#current = test;
    if (word === 'FAIL') return addOutput(test, text);
    return false;
  }

  /** A line of output, of a test or of a panic; true if the next one is wanted too. */
  output(text: string): boolean {
    if (text.startsWith('panic: ') && this.#panic === null) {
      this.#panic = new Excerpt();
      this.#panicLine = text.slice(0, 400).trimEnd();
    }
    if (text.startsWith('FAIL! -- ') || text.startsWith('SUCCESS! -- ')) this.#ginkgo = true;
    if (this.#panic !== null) {
      this.#panic.add(text);
      this.#panicLines += 1;
      const stuck = /^\t(\S{1,1000}) \([\d.hms]{1,20}\)$/.exec(text.slice(0, 1100));
      if (stuck?.[1] !== undefined && this.#panicLine?.startsWith('panic: test timed out') === true)
        this.#stuck(stuck[1]);
      return this.#panicLines < 60;
    }
    return this.#current !== null && addOutput(this.#current, text);
  }

  /** One of the tests that a time-out names. */
  #stuck(name: string): void {
    const test = this.#test(name);
    if (test === null) return;
    test.verdict = 'failed';
    test.message = this.#panicLine;
  }

  /** The package's own line has come: what failed in it. */
  failures(pkg: string | null, note: string | null, runner: string): readonly Failure[] {
    if (this.#panic !== null && this.#verbose) this.#crashed();
    const failed = this.#ginkgo ? [] : failedLeaves(this.#tests.values());
    if (failed.length > 0) {
      return failed.map((test) => testFailure({ ...test, message: test.message ?? this.#panicLine }, { runner, pkg }));
    }
    if (pkg === null || this.#ginkgo) return [];
    const message = note ?? this.#panicLine;
    return [packageFailure(pkg, { runner, message, excerpt: this.#panic?.lines() ?? [] })];
  }

  /** A test without a verdict ran when the panic came. */
  #crashed(): void {
    const tests = [...this.#tests.values()];
    if (tests.some(({ verdict }) => verdict === 'failed')) return;
    const last = tests.filter(({ verdict, started }) => verdict === 'running' && started).at(-1);
    if (last === undefined) return;
    last.verdict = 'failed';
    last.message = this.#panicLine;
  }

  /** How many of its tests ended how, subtests left out; null where it does not tell of those that passed. */
  get counts(): { readonly passed: number; readonly failed: number; readonly skipped: number } | null {
    return this.#verbose ? this.#verdicts : null;
  }

  /** What it says of a test so far. */
  known(name: string): GoTest | undefined {
    return this.#tests.get(name);
  }

  #test(name: string): GoTest | null {
    const known = this.#tests.get(name);
    if (known !== undefined) return known;
    if (this.#tests.size >= maxTests) return null;
    const test = newTest(name);
    this.#tests.set(name, test);
    return test;
  }
}
