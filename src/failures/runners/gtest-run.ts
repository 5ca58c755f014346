import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { Line } from '../parser.ts';
import type { RunnerRun } from '../tally.ts';
import { GtestBlock, type Told } from './gtest-block.ts';

const failedMark = '[  FAILED  ] ';
const ran = /^(\d{1,9}) tests? from \d{1,9} test (?:suite|case)s? ran\.(?: \((?:\d{1,12}|\?) ms total\))?$/;
const running = /^Running (\d{1,9}) tests? from \d{1,9} test (?:suite|case)s?\.$/;
const counted = /^(\d{1,9}) tests?(?:, listed below:|\.)$/;
const duration = / \((\d{1,12}|\?) ms\)$/;
const maxFailures = 10_000;
const maxLength = 4000;

/** Reads what one GoogleTest program prints (googletest/src/gtest.cc, Pretty- and BriefUnitTestResultPrinter). */
export class GtestRun {
  #current: string | null = null;
  #block = new GtestBlock();
  /** By the lines that tell each verdict at once. */
  readonly #live = new Map<string, Told>();
  /** By the list at the end; null where there is none. */
  #listed: Set<string> | null = null;
  readonly #suites = new Set<string>();
  #section: 'tests' | 'ended' | 'failed' | 'other' = 'tests';
  #tests: number | null = null;
  #skipped = 0;
  #claimed: number | null = null;
  #outside: Told | null = null;
  #seen = false;

  /** True if the next line is wanted, whatever it is. */
  add({ text: line, whole }: Pick<Line, 'text' | 'whole'>): boolean {
    const text = line.slice(0, maxLength);
    // A name may be cut anywhere.
    if (!whole) return false;
    const mark = text.startsWith('[') ? text.slice(0, failedMark.length) : '';
    const rest = text.slice(mark.length).trimEnd();
    switch (mark) {
      case '[==========] ':
        return this.#frame(rest);
      case '[ RUN      ] ':
        this.#start(rest);
        return true;
      case '[       OK ] ':
      case '[  SKIPPED ] ':
      case '[  PASSED  ] ':
      case '[----------] ':
        return this.#otherMark(mark, rest);
      case failedMark:
        return this.#failed(rest);
      default:
        return this.#section !== 'ended' && this.#section !== 'other' && this.#block.add(text);
    }
  }

  /** True if a line of it was there that only GoogleTest prints. */
  get wasThere(): boolean {
    return this.#seen;
  }

  /** True after its closing line; the list of what failed still follows. */
  get isClosed(): boolean {
    return this.#tests !== null;
  }

  /** True if the line begins another run of a program. */
  isNext(line: string): boolean {
    return this.#seen && line.startsWith('[==========] Running ');
  }

  #frame(rest: string): boolean {
    const closing = ran.exec(rest);
    if (closing !== null) {
      this.#seen = true;
      this.#tests = Number(closing[1]);
      this.#section = 'ended';
      this.#keepOutside();
      this.#current = null;
    } else if (running.test(rest)) this.#seen = true;
    return false;
  }

  #otherMark(mark: string, rest: string): boolean {
    const count = counted.exec(rest);
    if (mark === '[  SKIPPED ] ' && count !== null && this.isClosed) {
      this.#skipped = Number(count[1]);
      this.#section = 'other';
      return false;
    }
    if (mark === '[----------] ') this.#keepOutside();
    // A test may print the verdict of another one.
    else if (this.#current !== null && nameOf(rest) === this.#current) this.#current = null;
    if (this.#current === null) this.#block = new GtestBlock();
    return false;
  }

  /** A failure before or after all tests stands in no test. */
  #keepOutside(): void {
    if (this.#current === null && this.#block.hasFailed) this.#outside ??= this.#block.told(null);
  }

  #start(rest: string): void {
    this.#seen = true;
    this.#keepOutside();
    this.#current = nameOf(rest);
    this.#block = new GtestBlock();
  }

  #failed(rest: string): boolean {
    const count = this.isClosed ? counted.exec(rest) : null;
    if (count !== null) {
      this.#section = 'failed';
      this.#claimed = Number(count[1]);
      this.#listed = new Set();
      return false;
    }
    if (this.isClosed) {
      this.#list(rest);
      return false;
    }
    const name = nameOf(rest);
    if (this.#current !== null && this.#current !== name) return this.#block.add(failedMark + rest);
    this.#seen ||= this.#block.hasFailed && duration.test(rest);
    const took = duration.exec(rest)?.[1];
    if (this.#live.size < maxFailures) this.#live.set(name, this.#block.told(took === '?' ? null : (took ?? null)));
    this.#current = null;
    this.#block = new GtestBlock();
    return false;
  }

  #list(rest: string): void {
    const suite = suiteOf(rest);
    if (suite !== null) this.#suites.add(suite);
    else if (this.#section === 'failed' && this.#listed !== null && this.#listed.size < maxFailures) {
      this.#listed.add(nameOf(rest));
    }
  }

  /** What the run came to. A test without a verdict crashed the program, unless the output was cut. */
  result(runner: string): RunnerRun {
    const names = this.#listed ?? new Set(this.#live.keys());
    const failures = [...names].map((id) => makeFailure({ id, runner, ...this.#live.get(id) }));
    for (const suite of this.#suites) failures.push(suiteFailure(runner, suite));
    if (this.#tests === null && this.#current !== null) failures.push(this.#crashed(runner, this.#current));
    if (this.#claimed === 0 && this.#suites.size === 0) failures.push(this.#environment(runner));
    return { failures, counts: this.#counts(failures), warnings: this.#warnings(names.size) };
  }

  #crashed(runner: string, id: string): Failure {
    const told = this.#block.told(null);
    return makeFailure({ id, runner, ...told, message: told.message ?? 'no verdict was printed', outcome: 'error' });
  }

  #environment(runner: string): Failure {
    const told = this.#outside ?? {};
    return makeFailure({
      id: 'global test environment',
      runner,
      ...told,
      rerunId: null,
      unit: 'suite',
      outcome: 'error',
    });
  }

  #counts(failures: readonly Failure[]): Counts | null {
    if (this.#tests === null) return null;
    const errors = failures.filter(({ unit }) => unit !== undefined).length;
    return {
      ran: Math.max(0, this.#tests - this.#skipped),
      failed: this.#claimed ?? failures.length - errors,
      errors,
      skipped: this.#skipped,
    };
  }

  #warnings(named: number): readonly string[] {
    if (this.#claimed === null || this.#claimed === named) return [];
    return [`GoogleTest counts ${this.#claimed} that failed, but its list has ${named}`];
  }
}

/** `Ty/1.Size` of `Ty/1.Size, where TypeParam = char (0 ms)`. */
function nameOf(rest: string): string {
  const ends = [rest.indexOf(', where TypeParam = '), rest.indexOf(', where GetParam() = ')].filter((at) => at > 0);
  if (ends.length > 0) return rest.slice(0, Math.min(...ends));
  return rest.replace(duration, '');
}

const suiteEnding = ': SetUpTestSuite or TearDownTestSuite';

function suiteOf(rest: string): string | null {
  return rest.endsWith(suiteEnding) ? rest.slice(0, -suiteEnding.length) : null;
}

function suiteFailure(runner: string, suite: string): Failure {
  return makeFailure({
    id: suite,
    runner,
    rerunId: `${suite}.*`,
    unit: 'suite',
    message: 'SetUpTestSuite or TearDownTestSuite failed',
    outcome: 'error',
  });
}
