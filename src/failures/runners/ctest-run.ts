import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import type { Line } from '../parser.ts';
import type { RunnerRun } from '../tally.ts';
import { type CtestListed, type CtestVerdict, readListed, readVerdict } from './ctest-line.ts';
import { GtestRun } from './gtest-run.ts';

/** Of the list that is authoritative. */
export const heading = 'The following tests FAILED:';
/** Of the tests that were skipped or disabled. */
export const notRunHeading = 'The following tests did not run:';
/** On stderr. */
export const noTests = 'No tests were found!!!';
const start = /^ {4,40}Start +(\d{1,9}): /;
const summary = /^\d{1,3}% tests passed(?:, (\d{1,9}) tests? failed)? out of (\d{1,9})$/;
const logEnd = /^"(.{1,1000})" end time: /;
const maxFailures = 10_000;
const maxExcerpt = 60;
const maxMessage = 400;

/** A test that failed by its own line, and what it printed. */
interface Told {
  readonly verdict: CtestVerdict;
  readonly excerpt: Excerpt;
  readonly inner: GtestRun;
}

/** What ctest says of one project's tests. */
export class CtestRun {
  isComplete = false;
  #seen = false;
  #section: 'tests' | 'failed' | 'not run' = 'tests';
  #listed = new Map<number, CtestListed>();
  /** Lines of a list that has lost its heading. */
  readonly #loose = new Map<number, CtestListed>();
  readonly #failed = new Map<number, Told>();
  readonly #passedLater = new Map<number, Told>();
  readonly #fromLog = new Set<string>();
  #open: Told | null = null;
  #lines = 0;
  #inLog = false;
  #skipped = 0;
  #summary: { readonly failed: number; readonly total: number } | null = null;

  line(line: Line): boolean {
    const { text, whole } = line;
    // A verdict may be cut before what makes it none, a name anywhere.
    if (!whole) return false;
    if (this.#section !== 'tests') return this.#inList(text);
    if (text.startsWith('Test project ')) {
      this.#seen = true;
      return false;
    }
    if (text.includes(' #')) {
      const verdict = readVerdict(text);
      if (verdict !== null) return this.#verdict(verdict, text);
    }
    if (start.test(text.slice(0, 100))) {
      this.#seen = true;
      this.#open = null;
      // The verdict that follows may go on over several lines.
      return true;
    }
    if (this.#closing(text)) return this.#section !== 'tests';
    if (this.#inLog || text.startsWith('Test Fail')) return this.#lastTestLog(text);
    return this.#output(line);
  }

  #verdict(verdict: CtestVerdict, text: string): boolean {
    this.#seen = true;
    this.#open = null;
    const before = this.#failed.get(verdict.number);
    if (verdict.outcome !== 'failed') {
      if (before !== undefined) {
        this.#failed.delete(verdict.number);
        if (verdict.outcome === 'passed') this.#passedLater.set(verdict.number, before);
      }
      return false;
    }
    this.#passedLater.delete(verdict.number);
    if (this.#failed.size >= maxFailures) return false;
    const told = { verdict, excerpt: new Excerpt(), inner: new GtestRun() };
    told.excerpt.add(text);
    this.#failed.set(verdict.number, told);
    this.#open = told;
    this.#lines = 0;
    return true;
  }

  /** What a test that failed printed, with --output-on-failure. */
  #output(line: Line): boolean {
    const { text } = line;
    const loose = text.endsWith(')') ? readListed(text) : null;
    if (loose !== null && loose.status !== 'Skipped' && loose.status !== 'Disabled') {
      this.#keep(this.#loose, loose);
      return true;
    }
    // A test may print such a line too: then it does not end the output.
    this.#loose.clear();
    if (this.#open === null) return false;
    this.#lines += 1;
    const wanted = this.#open.inner.add(line);
    if (this.#lines <= maxExcerpt) this.#open.excerpt.add(text);
    return wanted || this.#lines < maxExcerpt;
  }

  #keep(list: Map<number, CtestListed>, test: CtestListed): void {
    if (list.size < maxFailures) list.set(test.number, test);
  }

  #closing(text: string): boolean {
    const percent = summary.exec(text.slice(0, 200).trim());
    const told = text.trim();
    if (percent !== null) {
      this.#seen = true;
      this.#open = null;
      this.#summary = { failed: Number(percent[1] ?? 0), total: Number(percent[2]) };
    } else if (text.startsWith('Total Test time (real) =')) {
      this.#open = null;
      this.isComplete = true;
    } else if (told === noTests) {
      this.#seen = true;
      this.isComplete = true;
      this.#summary = { failed: 0, total: 0 };
    } else if (told === 'Errors while running CTest' || text.startsWith('End testing: ')) {
      this.#seen ||= this.#loose.size > 0 || this.#fromLog.size > 0;
      this.isComplete = true;
    } else if (told === heading || told === notRunHeading) {
      this.#seen = true;
      this.#section = told === heading ? 'failed' : 'not run';
      if (told === heading) this.#listed = new Map();
    } else return false;
    return true;
  }

  #inList(text: string): boolean {
    const test = readListed(text, true);
    if (test === null && text.trim() === ')') return true;
    if (test === null) {
      this.#section = 'tests';
      return this.#closing(text) && this.#section !== 'tests';
    }
    if (this.#section === 'failed') this.#keep(this.#listed, test);
    else if (test.status === 'Skipped') this.#skipped += 1;
    return true;
  }

  /** `LastTest.log` names the test behind its verdict. */
  #lastTestLog(text: string): boolean {
    const end = logEnd.exec(text.slice(0, 1200));
    if (end?.[1] !== undefined) {
      this.#fromLog.add(end[1]);
      this.#seen = true;
    }
    this.#inLog = end === null && text.trim() !== '';
    return this.#inLog;
  }

  result(): RunnerRun | null {
    if (!this.#seen) return null;
    const tests = this.#tests();
    return {
      failures: tests.map((test) => this.#failure(test)),
      flaky: [...this.#passedLater.values()].map(({ verdict, excerpt }) => describe(verdict, verdict, excerpt)),
      counts: this.#summary === null ? null : this.#counts(this.#summary),
      warnings: this.#warnings(tests.length),
    };
  }

  /** By the list at the end, of which the head may be lost; without one by the lines that tell each verdict. */
  #tests(): readonly CtestListed[] {
    if (this.#listed.size > 0) return [...this.#listed.values()];
    if (this.#summary?.failed === 0) return [];
    const all = new Map<number, CtestListed>(this.#loose);
    for (const [number, { verdict }] of this.#failed) if (!all.has(number)) all.set(number, verdict);
    const tests = [...all.values()].sort((one, other) => one.number - other.number);
    const names = [...this.#fromLog].filter((name) => !tests.some((test) => test.name === name));
    return [...tests, ...names.map((name) => ({ number: 0, name, status: 'Failed' }))];
  }

  /** With the tests of GoogleTest that failed inside as its message: ctest can only run the whole again. */
  #failure(test: CtestListed): Failure {
    const told = this.#failed.get(test.number);
    const whole = describe(test, told?.verdict ?? null, told?.excerpt ?? null);
    const [first, ...more] = told?.inner.wasThere === true ? told.inner.result('ctest').failures : [];
    if (first === undefined) return whole;
    const others = more.length === 0 ? '' : ` (and ${more.length} more: ${more.map(({ id }) => id).join(', ')})`;
    const name = first.id === test.name ? '' : `${first.id}: `;
    const { file, line, excerpt } = first;
    return {
      ...whole,
      message: `${name}${first.message ?? 'failed'}${others}`.slice(0, maxMessage),
      file,
      line,
      excerpt: excerpt.length > 0 ? excerpt : whole.excerpt,
    };
  }

  #counts({ failed, total }: { readonly failed: number; readonly total: number }) {
    return { ran: Math.max(0, total - this.#skipped), failed, errors: 0, skipped: this.#skipped };
  }

  #warnings(named: number): readonly string[] {
    const failed = this.#summary?.failed ?? named;
    return failed === named ? [] : [`CTest counts ${failed} that failed, but names ${named}`];
  }
}

function describe(test: CtestListed, verdict: CtestVerdict | null, excerpt: Excerpt | null): Failure {
  return makeFailure({
    id: test.name,
    runner: 'ctest',
    message: verdict?.status ?? test.status,
    excerpt: excerpt?.lines() ?? [],
    outcome: test.status === 'Failed' || test.status.startsWith('Failed ') ? 'failed' : 'error',
    durationMs: verdict?.durationMs ?? null,
  });
}
