import type { Failure } from '../failure.ts';
import { GoOutput, goFailure, goPackageFailure } from './go-test.ts';

const maxTests = 10_000;
const maxRunning = 1000;

interface FailedTest {
  readonly output: GoOutput;
  readonly durationMs: number | null;
}

/** All that was said about the tests of one package until its own verdict. */
export class GoSection {
  readonly #failed = new Map<string, FailedTest>();
  readonly #running = new Map<string, GoOutput>();
  /** Names that were announced; null if there were none, or too many to remember. */
  #announced: Set<string> | null;
  /** Tests that were running when the time was up. */
  readonly #late: string[] = [];
  /** What was printed outside of tests: how the test binary broke. */
  readonly crash = new GoOutput();
  /** Ginkgo has said what failed in the next test of Go, which only holds its specs. */
  specsFailed = false;
  #explained = false;

  /** `fromStart`: nothing of this package came before, so that every test that ran was announced, or none. */
  constructor(fromStart: boolean) {
    this.#announced = fromStart ? new Set() : null;
  }

  get isEmpty(): boolean {
    return this.#failed.size === 0 && this.#running.size === 0 && this.crash.isEmpty;
  }

  get hasFailed(): boolean {
    return this.#failed.size > 0;
  }

  run(test: string): GoOutput {
    if (this.#announced !== null && this.#announced.size < maxTests) this.#announced.add(test);
    else this.#announced = null;
    return this.outputOf(test);
  }

  isRunning(test: string): boolean {
    return this.#running.has(test);
  }

  has(test: string): boolean {
    return this.#failed.has(test);
  }

  outputOf(test: string): GoOutput {
    const output = this.#failed.get(test)?.output ?? this.#running.get(test) ?? new GoOutput();
    if (!this.#failed.has(test) && this.#running.size < maxRunning) this.#running.set(test, output);
    return output;
  }

  late(test: string): void {
    if (this.#late.length < maxRunning) this.#late.push(test);
  }

  /** A test that passed or was skipped. */
  end(test: string): void {
    this.#running.delete(test);
  }

  /** Null if the test cannot have run: then another one printed this. */
  fail(test: string, durationMs: number | null): GoOutput | null {
    if (!test.includes('/') && this.specsFailed) {
      this.specsFailed = false;
      this.#explained = true;
      this.#running.delete(test);
      return null;
    }
    const announced = this.#announced;
    const known = announced === null || announced.size === 0 || announced.has(test) || test.startsWith('Benchmark');
    if (!known || this.#failed.size >= maxTests) return null;
    const output = this.outputOf(test);
    this.#running.delete(test);
    this.#failed.set(test, { output, durationMs: durationMs ?? this.#failed.get(test)?.durationMs ?? null });
    return output;
  }

  /** The failures of a package that failed, or, without its name, of one whose verdict is missing. */
  failures(pkg: string | null, known: Partial<Failure> = {}): readonly Failure[] {
    const leaves = withoutParents([...this.#failed.keys()]);
    if (leaves.length > 0) {
      return leaves.map((test) => {
        const { output, durationMs } = this.#failed.get(test) ?? { output: new GoOutput(), durationMs: null };
        return goFailure(pkg, test, { ...output.describe(), durationMs });
      });
    }
    if (pkg === null || this.#explained) return [];
    const stuck = withoutParents(this.#late.length > 0 ? this.#late : [...this.#running.keys()]);
    if (stuck.length > 0 && known.message === undefined && !this.crash.isEmpty) {
      return stuck.map((test) => goFailure(pkg, test, { ...this.crash.describe(), outcome: 'error' }));
    }
    return [goPackageFailure(pkg, { ...this.crash.describe(), ...known })];
  }
}

/** Without the tests that failed because a subtest of theirs did. */
function withoutParents(tests: readonly string[]): readonly string[] {
  const parents = new Set<string>();
  for (const test of tests) {
    for (let at = test.lastIndexOf('/'); at > 0; at = test.lastIndexOf('/', at - 1)) parents.add(test.slice(0, at));
  }
  return tests.filter((test) => !parents.has(test));
}
