import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import type { GradleName } from './gradle-event.ts';
import { JavaTrace } from './java-trace.ts';
import { JavacErrors } from './javac-errors.ts';

const maxTests = 10_000;

/** A test that failed, once or more often, with what is printed below its first failure. */
export class OpenGradleTest {
  readonly #name: GradleName;
  readonly #excerpt = new Excerpt();
  readonly #trace: JavaTrace;
  task: string | null;
  isFlaky = false;
  tries = 1;

  constructor(name: GradleName, task: string | null) {
    this.#name = name;
    this.task = task;
    this.#trace = new JavaTrace(name.className);
  }

  add(text: string): void {
    this.#excerpt.add(text);
    this.#trace.add(text);
  }

  finish(): Failure {
    const { id, selector, isClass } = this.#name;
    return makeFailure({
      id,
      runner: 'gradle',
      rerunId: selector === null ? null : `${this.task ?? 'test'} ${selector}`,
      message: this.#trace.message?.replace(/ at [\w$-]{1,120}\.\w{1,10}:\d{1,7}$/, '') ?? null,
      file: this.#trace.place?.file ?? null,
      line: this.#trace.place?.line ?? null,
      excerpt: this.#excerpt.lines(),
      attempt: this.isFlaky || this.tries > 1 ? 1 : null,
      ...(isClass ? { unit: 'class' as const, outcome: 'error' as const } : {}),
    });
  }
}

/** One build. */
export class GradleRun {
  readonly compiler = new JavacErrors('gradle');
  readonly #tests = new Map<string, OpenGradleTest>();
  /** Those whose task is not known yet. */
  #homeless: OpenGradleTest[] = [];
  readonly #broken = new Set<string>();
  readonly #warnings: string[] = [];
  #counts: Counts | null = null;
  /** Failures since the last count, retries too. */
  #since = 0;
  #failed = false;
  #ended: string | null = null;
  #passed = false;

  /** A test passed: where all do, nothing else is said of them. */
  get hasPassed(): boolean {
    return this.#passed;
  }

  get isEmpty(): boolean {
    const compiled = this.compiler.failures().length === 0 && this.#broken.size === 0;
    return this.#tests.size === 0 && this.#counts === null && compiled && this.#warnings.length === 0;
  }

  open(name: GradleName, task: string | null): OpenGradleTest | null {
    this.#since += 1;
    const known = this.#tests.get(name.id);
    if (known !== undefined) {
      known.tries += 1;
      known.isFlaky = false;
      return null;
    }
    if (this.#tests.size >= maxTests) return null;
    const test = new OpenGradleTest(name, task);
    this.#tests.set(name.id, test);
    if (task === null) this.#homeless.push(test);
    return test;
  }

  /** A test that passes after it failed was tried again. */
  passed({ id }: GradleName): void {
    this.#passed = true;
    const test = this.#tests.get(id);
    if (test !== undefined) test.isFlaky = true;
  }

  taskFailed(task: string): void {
    this.#failed = true;
    for (const test of this.#homeless) test.task = task;
    this.#homeless = [];
  }

  hasFailed(): void {
    this.#failed = true;
  }

  /** The task that ended the build. */
  broke(task: string): void {
    this.#failed = true;
    this.#ended = task;
    if (isCompiler(task) && this.#broken.size < maxTests) this.#broken.add(task);
  }

  count(counts: Counts): void {
    const { failed } = counts;
    if (failed !== this.#since) {
      const are = this.#since === 1 ? 'is' : 'are';
      this.warn(`gradle counts ${failed} failures, but ${this.#since} ${are} listed`);
    }
    this.#since = 0;
    const before = this.#counts ?? { ran: 0, failed: 0, errors: 0, skipped: 0 };
    this.#counts = {
      ...before,
      ran: before.ran + counts.ran,
      failed: before.failed + failed,
      skipped: before.skipped + counts.skipped,
    };
  }

  warn(text: string): void {
    if (this.#warnings.length < 20 && !this.#warnings.includes(text)) this.#warnings.push(text);
  }

  /** If the build is successful and nothing says that tests failed, those that did were tried again and passed. */
  finish(successful: boolean): RunnerRun {
    const allPassed = successful && !this.#failed;
    const tests = [...this.#tests.values()];
    for (const test of tests) test.isFlaky ||= allPassed;
    const files = this.compiler.failures();
    const tasks = files.length > 0 ? [] : [...this.#broken].map(brokenTask);
    return {
      failures: [
        ...tests.filter(({ isFlaky }) => !isFlaky).map((test) => test.finish()),
        ...files,
        ...tasks,
        ...this.#nameless(),
      ],
      flaky: tests.filter(({ isFlaky }) => isFlaky).map((test) => test.finish()),
      counts: this.#counts,
      warnings: this.#warnings,
    };
  }

  /** With --quiet only the number of the failures is printed. */
  #nameless(): readonly Failure[] {
    const failed = this.#counts?.failed ?? 0;
    if (failed === 0 || this.#tests.size > 0 || this.#ended === null) return [];
    const message = failed === 1 ? '1 test failed' : `${failed} tests failed`;
    return [makeFailure({ id: this.#ended, runner: 'gradle', rerunId: null, message, unit: 'suite' })];
  }
}

function brokenTask(task: string): Failure {
  return makeFailure({
    id: task,
    runner: 'gradle',
    rerunId: null,
    message: 'the compiler failed',
    outcome: 'error',
    unit: 'task',
  });
}

/** `:core:compileTestJava`. */
export function isCompiler(task: string): boolean {
  return /:compile[^:]{0,100}(?:Java|Kotlin|Scala|Groovy)$/.test(task);
}
