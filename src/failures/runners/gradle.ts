import type { Line, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { type GradleName, readGradleEvent } from './gradle-event.ts';
import { GradleRun, isCompiler, type OpenGradleTest } from './gradle-run.ts';

const triggers: readonly Trigger[] = [
  { end: ' FAILED' },
  { end: ' PASSED' },
  ...[' failed', ' skipped'].map((end) => ({ end })),
  ...['> Task :', 'BUILD FAILED', 'BUILD SUCCESSFUL', 'There were failing tests', '> There were failing tests'].map(
    (start) => ({ start }),
  ),
  { start: 'Execution failed for task ' },
  { start: "> Process 'Gradle Test Executor" },
];

/** Gradle's own lines about tests, 1 to 9, with the test-retry plugin or without. Source: Gradle, testing/logging. */
export const gradle = perStream('gradle', { triggers, part: (tally) => new GradleStream(tally) });

const maxBodyLines = 60;
const nextEvent = /^(?:> Task :|\d{1,9} tests? completed|\S.{0,2000} > .{1,2000} (?:FAILED|PASSED|SKIPPED|STARTED)$)/;
const completed = /^(\d{1,9}) tests? completed(?:, (\d{1,9}) failed)?(?:, (\d{1,9}) skipped)?$/;
const taskLine = /^(?:> Task )?(:[^\s'"]{1,300})( FAILED)?/;
const failedTask = /^Execution failed for task '(:[^\s']{1,300})'/;

type State = 'idle' | 'candidate' | 'body' | 'compiler';

class GradleStream implements StreamPart {
  readonly #tally: Tally;
  #state: State = 'idle';
  #candidate: GradleName | null = null;
  #open: OpenGradleTest | null = null;
  #lines = 0;
  #task: string | null = null;
  #run = new GradleRun();
  #there = false;
  #complete = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    this.#lines += 1;
    if (this.#state === 'candidate') this.#confirm(text);
    if (whole && !this.#starts(text)) this.#inside(text);
    return this.#state !== 'idle';
  }

  /** An exception, four blanks in, follows the name of a test that failed, or nothing, or the next event. */
  #confirm(text: string): void {
    const known = text.startsWith('    ') || text.trim() === '' || nextEvent.test(text);
    this.#open = known && this.#candidate !== null ? this.#run.open(this.#candidate, this.#task) : null;
    this.#candidate = null;
    this.#go(this.#open === null ? 'idle' : 'body');
  }

  #starts(text: string): boolean {
    if (text.startsWith('    ')) return false;
    const failed = readGradleEvent(text, 'FAILED');
    if (failed !== null) {
      this.#candidate = failed;
      this.#go('candidate');
      return true;
    }
    const passed = readGradleEvent(text, 'PASSED');
    if (passed !== null) this.#run.passed(passed);
    return passed !== null || this.#ofBuild(text.trim());
  }

  #ofBuild(text: string): boolean {
    const counts = completed.exec(text);
    const task = text.startsWith(':') && !text.endsWith(' FAILED') ? null : taskLine.exec(text);
    if (counts !== null) {
      const [all = 0, failures = 0, skipped = 0] = counts.slice(1).map((each) => Number(each ?? 0));
      this.#run.count({ ran: Math.max(0, all - skipped), failed: failures, errors: 0, skipped });
      this.#go('idle');
    } else if (task !== null) this.#atTask(task[1] ?? '', task[2] !== undefined);
    else if (text.startsWith('BUILD ')) this.#atEnd(text.startsWith('BUILD SUCCESSFUL'));
    else if (text.includes('There were failing tests')) this.#run.hasFailed();
    else if (text.startsWith("> Process 'Gradle Test Executor")) {
      this.#run.warn('gradle says that a JVM ended before all of its tests were done');
    } else {
      const broken = failedTask.exec(text)?.[1];
      if (broken === undefined) return false;
      this.#run.broke(broken);
    }
    return true;
  }

  #atTask(task: string, failed: boolean): void {
    this.#task = task;
    if (failed) this.#run.taskFailed(task);
    this.#go(isCompiler(task) ? 'compiler' : 'idle');
  }

  #atEnd(successful: boolean): void {
    this.#go('idle');
    this.#task = null;
    this.#closeRun(successful);
  }

  #closeRun(successful: boolean | null): void {
    if (!this.#run.isEmpty || (successful !== null && this.#run.hasPassed)) {
      this.#there = true;
      this.#complete = successful !== null;
      this.#tally.add(this.#run.finish(successful === true));
    }
    this.#run = new GradleRun();
  }

  #inside(text: string): void {
    if (this.#state === 'body') {
      const over = this.#lines > maxBodyLines || (text.trim() !== '' && !text.startsWith('    '));
      if (over) this.#go('idle');
      else this.#open?.add(text.startsWith('    ') ? text.slice(4) : text);
    } else if (this.#state === 'compiler' && !this.#run.compiler.add(text, null)) this.#go('idle');
  }

  #go(state: State): void {
    this.#state = state;
    this.#lines = 0;
  }

  end(): boolean | null {
    // The line that would tell is missing.
    if (this.#candidate !== null) this.#run.open(this.#candidate, this.#task);
    this.#closeRun(null);
    return this.#there ? this.#complete : null;
  }
}
