import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import type { Line, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { ScalatestScopes } from './scalatest-suite.ts';

const triggers: readonly Trigger[] = [
  { start: '[info] ' },
  { end: '*** FAILED ***' },
  { start: '- ', end: 'milliseconds)' },
  { start: '[error] Failed tests:' },
  { start: '[error] Error during tests:' },
  ...['Spec:', 'Suite:', 'Test:', 'Tests:'].map((end) => ({ end })),
  { start: 'Tests: succeeded ' },
  { end: 'ABORTED ***' },
];

/** ScalaTest's standard output, alone or through sbt. Sources: scalatest, tools/StringReporter.scala; sbt, TestResultLogger. */
export const scalatest = perStream('scalatest', { triggers, part: (tally) => new ScalatestStream(tally) });

const failedTest = /^(\s{0,60})- (.{1,2000}) \*\*\* FAILED \*\*\*(?: \(((?:\d{1,6} \w{1,14},? ?){1,4})\))?$/;
const otherTest = /^\s{0,60}- ./;
const aborted = /^(\S{1,400}) \*\*\* ABORTED \*\*\*/;
const totals =
  /^Tests: succeeded (\d{1,9}), failed (\d{1,9}), canceled (\d{1,9}), ignored (\d{1,9}), pending (\d{1,9})$/;
const place = /\(([\p{L}\p{N}_$.-]{1,200}\.scala):(\d{1,7})\)/u;
const qualified = /^[\p{L}_$][\p{L}\p{N}_$.]{0,400}$/u;
const maxTests = 10_000;
const maxLines = 60;
const units: Readonly<Record<string, number>> = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000 };

interface Open {
  readonly suite: string | null;
  readonly name: string;
  readonly durationMs: number | null;
  readonly excerpt: Excerpt;
  readonly indent: number;
  message: string | null;
  file: string | null;
  line: number | null;
}

class ScalatestStream implements StreamPart {
  readonly #tally: Tally;
  readonly #scopes = new ScalatestScopes();
  #tests: Open[] = [];
  /** Whole names of suites, from sbt's list. */
  readonly #listed: string[] = [];
  readonly #aborted: string[] = [];
  #open: Open | null = null;
  #state: 'idle' | 'suite' | 'list' = 'idle';
  #lines = 0;
  #sbt = false;
  #counts: { ran: number; failed: number; skipped: number } | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text: line, whole }: Line): boolean {
    this.#lines += 1;
    const listed = /^\[error\] \s{0,8}(\S{1,400})$/.exec(line)?.[1];
    if (this.#state === 'list' && listed !== undefined && qualified.test(listed)) this.#listed.push(listed);
    else if (/^\[error\] (?:Failed tests|Error during tests):/.test(line)) this.#go('list');
    else if (line.startsWith('[info] ')) {
      this.#sbt = true;
      if (whole) this.#read(line.slice('[info] '.length));
      // Under sbt a line without it is what a test printed.
    } else if (whole && !this.#sbt) this.#read(line);
    if (this.#lines > maxLines) this.#go('idle');
    return this.#state !== 'idle';
  }

  #read(text: string): void {
    const counts = totals.exec(text);
    const failed = failedTest.exec(text);
    const broken = aborted.exec(text)?.[1];
    if (counts !== null) {
      const [succeeded = 0, failures = 0, canceled = 0, ignored = 0, pending = 0] = counts.slice(1).map(Number);
      const before = this.#counts ?? { ran: 0, failed: 0, skipped: 0 };
      this.#counts = {
        ran: before.ran + succeeded + failures,
        failed: before.failed + failures,
        skipped: before.skipped + canceled + ignored + pending,
      };
      this.#open = null;
      this.#go('idle');
    } else if (failed !== null) this.#begin(failed);
    else if (broken !== undefined && broken !== '***' && qualified.test(broken)) this.#aborted.push(broken);
    else if (this.#open !== null && text.length - text.trimStart().length > this.#open.indent)
      this.#below(this.#open, text);
    else if (otherTest.test(text)) {
      this.#open = null;
      this.#lines = 0;
    } else this.#title(text);
  }

  #begin([, indent = '', name = '', took]: RegExpExecArray): void {
    this.#go('suite');
    this.#open = {
      suite: this.#scopes.suite,
      name: this.#scopes.nameOf(indent.length, name),
      durationMs: took === undefined ? null : milliseconds(took),
      excerpt: new Excerpt(),
      indent: indent.length,
      message: null,
      file: null,
      line: null,
    };
    if (this.#tests.length < maxTests) this.#tests.push(this.#open);
  }

  #below(open: Open, text: string): void {
    open.excerpt.add(text);
    open.message ??= text.trim().replace(/ \([^()]{1,200}\.scala:\d{1,7}\)$/, '');
    const match = place.exec(text.slice(0, 2000));
    if (match === null || open.file !== null) return;
    open.file = match[1] ?? null;
    open.line = Number(match[2]);
  }

  #title(text: string): void {
    this.#open = null;
    if (text.startsWith('*** ') || text.startsWith('+ ')) return;
    this.#scopes.title(text);
    if (text.endsWith(':')) this.#go('suite');
  }

  #go(state: 'idle' | 'suite' | 'list'): void {
    this.#state = state;
    this.#lines = 0;
  }

  end(): boolean | null {
    if (this.#tests.length === 0 && this.#counts === null && this.#aborted.length === 0) return null;
    const failures = this.#tests.map((test) => this.#failureOf(test));
    const suites = [...new Set(this.#aborted)].map((name) => this.#abortedSuite(name));
    const counts = this.#counts === null ? null : { ...this.#counts, errors: 0 };
    const warnings =
      counts !== null && counts.failed !== failures.length
        ? [`scalatest counts ${counts.failed} failures, but ${failures.length} are listed`]
        : [];
    this.#tally.add({ failures: [...failures, ...suites], counts, warnings });
    return counts !== null;
  }

  #failureOf({ suite, name, excerpt, durationMs, message, file, line }: Open): Failure {
    const whole = suite === null ? null : this.#wholeName(suite);
    return makeFailure({
      id: suite === null ? name : `${suite} › ${name}`,
      runner: 'scalatest',
      rerunId: whole === null ? null : `${whole} ${name}`,
      message,
      file,
      line,
      excerpt: excerpt.lines(),
      durationMs,
    });
  }

  #abortedSuite(name: string): Failure {
    const whole = this.#wholeName(name);
    const message = 'the suite was aborted';
    return makeFailure({ id: name, runner: 'scalatest', rerunId: whole, message, outcome: 'error', unit: 'suite' });
  }

  /** With its package; null where nothing tells it. */
  #wholeName(suite: string): string | null {
    if (suite.includes('.')) return suite;
    const found = [...new Set(this.#listed)].filter((each) => each === suite || each.endsWith(`.${suite}`));
    return found.length === 1 ? (found[0] ?? null) : null;
  }
}

function milliseconds(text: string): number {
  return [...text.matchAll(/(\d{1,6}) ([a-z]{1,12}?)s?\b/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  );
}
