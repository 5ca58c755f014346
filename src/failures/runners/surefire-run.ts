import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import { JavaTrace } from './java-trace.ts';
import { type ClosingEntry, readEntry } from './surefire-closing.ts';
import type { TestLine } from './surefire-lines.ts';

const maxTests = 10_000;

/** A test that failed, with what is printed below it. */
class OpenTest {
  readonly #line: TestLine;
  readonly #rerunPrefix: string;
  readonly #excerpt = new Excerpt();
  readonly #trace: JavaTrace;

  constructor(line: TestLine, rerunPrefix: string) {
    this.#line = line;
    this.#rerunPrefix = rerunPrefix;
    this.#trace = new JavaTrace(line.className);
  }

  add(text: string): void {
    this.#excerpt.add(text);
    this.#trace.add(text);
  }

  finish(tried: ReadonlySet<string>): Failure {
    const { method, outcome, durationMs } = this.#line;
    const className = this.#className();
    const id = [className, method].filter((part) => part !== null).join('#');
    const rerun = rerunIdOf(className, method);
    return makeFailure({
      id,
      runner: 'surefire',
      rerunId: rerun === null ? null : this.#rerunPrefix + rerun,
      message: this.#trace.message,
      file: this.#trace.place?.file ?? null,
      line: this.#trace.place?.line ?? null,
      excerpt: this.#excerpt.lines(),
      outcome,
      durationMs,
      attempt: tried.has(id.replace('#', '.')) ? 1 : null,
      ...(isClass(method) ? { unit: 'class' as const } : {}),
    });
  }

  #className(): string | null {
    const { className, method, isBare } = this.#line;
    const nested = isBare && method !== null ? this.#trace.nestedClassOf(method.split(/[({[]/)[0] ?? method) : null;
    return nested ?? className;
  }
}

/** JUnit's name for a class that it could not even instantiate. */
function isClass(method: string | null): boolean {
  return method === null || method === 'initializationError';
}

const javaClass = /^[\p{L}_$][\p{L}\p{N}_$.]*$/u;
/** A method of JUnit 4 may have `[0]` behind it. Commas, `+` and `#` mean something to `-Dtest`. */
const selectable = /^[\p{L}\p{N}_$ -]+(?:\[\d{1,6}\])?$/u;

/** What `-Dtest=` takes; null for one of the invocations of a parametrised method of JUnit 5. */
export function rerunIdOf(className: string | null, method: string | null): string | null {
  if (className === null || !javaClass.test(className)) return null;
  if (method === null || isClass(method)) return className;
  const bare = method.replace(/(?:\([^()[\]]{0,300}\)|\{[^{}[\]]{0,300}\})$/, '');
  return selectable.test(bare) ? `${className}#${bare}` : null;
}

/** One run of surefire or failsafe: a module of the project, once. */
export class SurefireRun {
  readonly #tests: OpenTest[] = [];
  readonly #crashed = new Set<string>();
  readonly #rerunPrefix: string;
  readonly #warnings: string[] = [];
  counts: Counts | null = null;
  closing: readonly ClosingEntry[] = [];

  /** `rerunPrefix` is put before what selects a test: failsafe's tests are selected by another property. */
  constructor(rerunPrefix: string) {
    this.#rerunPrefix = rerunPrefix;
  }

  /** True if it came to its closing line, and no JVM died. */
  get isWhole(): boolean {
    return this.counts !== null && this.#warnings.length === 0 && this.#crashed.size === 0;
  }

  get isEmpty(): boolean {
    return this.#tests.length === 0 && this.#crashed.size === 0 && this.counts === null;
  }

  /** A function that takes the lines below it. */
  open(line: TestLine): ((text: string) => void) | null {
    if (this.#tests.length >= maxTests) return null;
    const test = new OpenTest(line, this.#rerunPrefix);
    this.#tests.push(test);
    return (text) => test.add(text);
  }

  /** A class in whose tests the JVM died. */
  crash(className: string): void {
    if (this.#crashed.size < maxTests) this.#crashed.add(className);
  }

  warn(text: string): void {
    if (!this.#warnings.includes(text)) this.#warnings.push(text);
  }

  finish(): RunnerRun {
    const flakyKeys = new Set(this.closing.filter(({ kind }) => kind === 'flaky').map(({ text }) => bareKey(text)));
    const tried = new Set(this.closing.filter(({ runs }) => runs.length > 0).map(({ text }) => bareKey(text)));
    const tests = this.#tests.map((test) => test.finish(tried));
    // One that is tried again is printed again.
    const known = [...new Map(tests.toReversed().map((failure) => [failure.id, failure])).values()].toReversed();
    const isFlaky = ({ id }: Failure): boolean => flakyKeys.has(id.replace('#', '.'));
    const failures = known.filter((failure) => !isFlaky(failure));
    const crashed = [...this.#crashed].map((className) => this.#crashOf(className));
    const listed = [...failures, ...this.#onlyInClosing(failures)];
    return {
      failures: [...listed, ...crashed],
      flaky: known.filter(isFlaky),
      counts: this.counts,
      warnings: [...this.#warnings, ...this.#mismatch(listed)],
    };
  }

  #crashOf(className: string): Failure {
    const message = 'the JVM that ran it ended before it was done';
    return makeFailure({
      id: className,
      runner: 'surefire',
      rerunId: this.#rerunPrefix + className,
      message,
      outcome: 'error',
      unit: 'class',
    });
  }

  /** What is only in the closing lists, as where another plugin prints the tests; its class is known without its package. */
  #onlyInClosing(failures: readonly Failure[]): readonly Failure[] {
    const { counts } = this;
    const missing = counts === null ? 0 : counts.failed + counts.errors - failures.length;
    if (missing <= 0) return [];
    const all = this.closing.flatMap(({ kind, text, runs }) => {
      const entry = kind === 'flaky' ? null : readEntry(runs.length > 0 ? bareKey(text) : text);
      return entry === null ? [] : [{ ...entry, kind }];
    });
    const unknown = all.filter(({ className, method }) => !failures.some(({ id }) => isSame(id, className, method)));
    return unknown.slice(0, missing).map(({ className, method, line, message, kind }) => {
      return makeFailure({
        id: `${className}#${method}`,
        runner: 'surefire',
        rerunId: this.#rerunPrefix + className + (isClass(method) ? '' : `#${method}`),
        message: message === '' ? null : message,
        file: line === null ? null : `${className.split('.').at(-1)?.split('$')[0]}.java`,
        line,
        outcome: kind === 'error' ? 'error' : 'failed',
      });
    });
  }

  #mismatch(listed: readonly Failure[]): readonly string[] {
    if (this.counts === null) return [];
    const counted = this.counts.failed + this.counts.errors;
    if (counted === listed.length) return [];
    const are = listed.length === 1 ? 'is' : 'are';
    return [`surefire counts ${counted} failures and errors, but ${listed.length} ${are} listed`];
  }
}

/** Where a test had several runs, 2.22 names it `pkg.Class.method(pkg.Class)`, 3 `pkg.Class.method`. */
function bareKey(text: string): string {
  const open = text.lastIndexOf('(');
  const className = text.endsWith(')') ? text.slice(open + 1, -1) : '';
  return open > 0 && text.startsWith(`${className}.`) ? text.slice(0, open) : text;
}

function isSame(id: string, className: string, method: string): boolean {
  const [ownClass = '', ownMethod = ''] = id.split('#');
  const classes = ownClass === className || ownClass.endsWith(`.${className}`) || ownClass.endsWith(`$${className}`);
  return classes && (ownMethod === method || ownMethod.startsWith(`${method}[`) || ownMethod.startsWith(`${method}(`));
}
