import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { type FailedTask, taskReport } from './task-report.ts';
import { isFailedVerdict, verdictTriggers } from './test-verdict.ts';
import {
  commanded,
  type FinishedEnvironment,
  isAboutEnvironment,
  readEnvironment,
  readFinished,
  type ToxEnvironment,
} from './tox-lines.ts';

/**
 * tox 3 and 4: the environments of its summary. Source: tox 3, session/__init__.py (_summary); tox 4,
 * session/cmd/run/common.py (report) and util/spinner.py.
 */
export const tox: Runner = { name: 'tox', parser: () => new ToxParser() };

const heading = /^_{3,} summary _{3,}$/;
const invocationError = 'ERROR: InvocationError';
/** tox 3 says each command before it runs it: `unit run-test: commands[0] | pytest`. */
const invoked = /^(\S{1,200}) \S{1,40}: commands\[\d{1,6}\] \| /;
const conclusions = ['congratulations :)', 'evaluation failed :('] as const;
const maxTasks = 1000;
const commandsFailed = 'commands failed';

/** A log of another runner may have any number of failures, each of which is looked for above. */
const maxLooks = 200;

/** An environment that ended: whether it failed, and tests did before and behind the line that says so. */
interface Finished {
  readonly failed: boolean;
  readonly before: boolean;
  behind: boolean;
  /** The line is above what the environment printed. */
  isAbove: boolean;
}

class ToxParser implements Parser {
  readonly runner = 'tox';
  readonly triggers = [
    ...verdictTriggers,
    { start: '___', end: '___' },
    ...conclusions.map((start) => ({ start })),
    ...[' seconds', ' second', 'seconds)'].map((end) => ({ end })),
  ];
  readonly #failed: FailedTask[] = [];
  /** Of the summary at hand. */
  #environments: ToxEnvironment[] = [];
  #inSummary = false;
  /** Whether tests failed before each command that failed (tox 3). */
  #invocations: { readonly name: string | null; readonly message: string; readonly tests: boolean }[] = [];
  /** Whether tests failed before and behind the line that ends an environment (tox 4). */
  #finished = new Map<string, Finished>();
  #latest: Finished | null = null;
  /** The environment whose end was the line before. */
  #ending: string | null = null;
  /** Tests failed since a command failed, since an environment ended, or at all. */
  #tests = { sinceCommand: false, sinceEnd: false, ever: false };
  /** Environments whose tests failed (tox 4), and whether others did of which nobody knows whose they are. */
  #withTests = new Set<string>();
  #hasStrays = false;
  #looks = 0;
  /** What tox does with an environment stands beside the line that says that it ended: other programs have such lines. */
  #isTold = false;
  #toldLooks = 0;
  #complete: boolean | null = null;

  line({ text, whole, before }: Line): boolean {
    if (!whole) return false;
    const finished = readFinished(text);
    if (this.#ending !== null && this.#latest !== null) {
      this.#latest.isAbove = text.startsWith(`${this.#ending}: `);
      this.#isTold ||= isAboutEnvironment(text, this.#ending);
    }
    this.#ending = null;
    if (heading.test(text.slice(0, 300))) {
      this.#environments = [];
      this.#inSummary = true;
    } else if (finished !== null) this.#finish(finished, before);
    else if (text.startsWith(invocationError)) this.#invocation(text, before());
    else if (conclusions.some((start) => text.trimStart().startsWith(start))) this.#conclude();
    else this.#other(text, before);
    return this.#inSummary || this.#ending !== null;
  }

  #other(text: string, before: () => Iterable<string>): void {
    const environment = this.#inSummary || text.endsWith('seconds)') ? readEnvironment(text) : null;
    const listed = environment !== null && (this.#inSummary || environment.version === 4);
    if (listed && this.#environments.length < maxTasks) this.#environments.push(environment);
    if (listed) return;
    if (this.#inSummary) this.#conclude();
    if (!isFailedVerdict(text)) return;
    this.#tests = { sinceCommand: true, sinceEnd: true, ever: true };
    this.#attribute(before);
    if (this.#latest !== null) this.#latest.behind = true;
  }

  /** Whose tests they are that failed. */
  #attribute(before: () => Iterable<string>): void {
    this.#looks += 1;
    const name = this.#looks > maxLooks ? null : nameAbove(before(), commanded);
    if (name === null) this.#hasStrays = true;
    else this.#withTests.add(name);
  }

  #invocation(text: string, before: Iterable<string>): void {
    if (this.#invocations.length < maxTasks) {
      const message = text.slice('ERROR: '.length, 400);
      this.#invocations.push({ name: nameAbove(before, invoked), message, tests: this.#tests.sinceCommand });
    }
    this.#tests = { ...this.#tests, sinceCommand: false };
  }

  #finish({ name, failed }: FinishedEnvironment, before: () => Iterable<string>): void {
    this.#isTold ||= this.#looksTold(name, before);
    const segment = { failed, before: this.#tests.sinceEnd, behind: false, isAbove: false };
    this.#latest = segment;
    this.#ending = name;
    if (this.#finished.size < maxTasks) this.#finished.set(name, segment);
    this.#tests = { ...this.#tests, sinceEnd: false };
  }

  #looksTold(name: string, before: () => Iterable<string>): boolean {
    this.#toldLooks += 1;
    if (this.#toldLooks > maxLooks) return false;
    for (const line of before()) if (isAboutEnvironment(line, name)) return true;
    return false;
  }

  /** The summary is over. One without environments is another program's. */
  #conclude(): void {
    if (this.#environments.length > 0) this.#complete = true;
    this.#take();
  }

  #take(): void {
    const failed = this.#environments.filter(({ message }) => message !== null);
    const commands = failed.filter(({ message }) => message === commandsFailed);
    for (const environment of failed) {
      if (this.#failed.length >= maxTasks) break;
      const at = commands.indexOf(environment);
      const own = this.#invocations.length === commands.length ? this.#invocations[at] : undefined;
      this.#failed.push({
        name: environment.name,
        message: own?.message ?? environment.message ?? '',
        durationMs: environment.durationMs,
        isExplained: own?.tests ?? this.#isExplained(environment),
      });
    }
    this.#reset();
  }

  /**
   * tox 4 says that an environment has finished behind what it printed, but for the last one; run side by side, it says so
   * of each of them, and before. tox 3 says it only of those that ran side by side, behind their log.
   */
  #isExplained({ name, version, message }: ToxEnvironment): boolean {
    const byCommands = version === 4 || message === commandsFailed || message?.startsWith('parallel child') === true;
    if (!byCommands) return false;
    if (version === 4 && this.#withTests.has(name)) return true;
    if (version === 4 && !this.#hasStrays) return false;
    if (this.#finished.size === 0) return this.#tests.ever;
    const segment = this.#finished.get(name);
    if (segment === undefined) return this.#tests.sinceEnd;
    return version === 4 && segment.isAbove ? segment.behind : segment.before;
  }

  #reset(): void {
    this.#environments = [];
    this.#inSummary = false;
    this.#invocations = [];
    this.#finished = new Map();
    this.#latest = null;
    this.#withTests = new Set();
    this.#hasStrays = false;
    this.#isTold = false;
    this.#tests = { sinceCommand: false, sinceEnd: false, ever: false };
  }

  end(): RunnerReport | null {
    if (this.#environments.length > 0 && (this.#inSummary || this.#isTold)) {
      this.#complete = this.#inSummary;
      this.#take();
    }
    // Only tox 3 says so of a command, and a summary always follows.
    if (this.#invocations.length > 0) this.#complete = false;
    if (this.#finished.size > 0 && (this.#isTold || this.#invocations.length > 0)) this.#endWithout();
    for (const { name, message, tests } of this.#invocations) {
      if (name !== null && this.#failed.length < maxTasks) {
        this.#failed.push({ name, message, durationMs: null, isExplained: tests });
      }
    }
    return this.#complete === null ? null : taskReport(this.runner, this.#failed, this.#complete);
  }

  /** The summary never came. One that ran beside others says that it ended above what it printed (tox 4). */
  #endWithout(): void {
    this.#complete = false;
    for (const [name, { failed, before, behind, isAbove }] of this.#finished) {
      if (!failed || this.#invocations.some((each) => each.name === name) || this.#failed.length >= maxTasks) continue;
      const isExplained = this.#withTests.has(name) || (this.#hasStrays && (isAbove ? behind : before));
      this.#failed.push({ name, message: commandsFailed, durationMs: null, isExplained });
    }
  }
}

function nameAbove(before: Iterable<string>, mark: RegExp): string | null {
  for (const line of before) {
    const name = mark.exec(line.slice(0, 400))?.[1];
    if (name !== undefined) return name;
  }
  return null;
}
