import type { Counts, RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Stream } from '../parser.ts';
import { Tally } from '../tally.ts';
import { BoostTest, readError } from './boost-test.ts';
import { expectedOnes } from './expected-failures.ts';
import { Harness, harnessTriggers } from './harness.ts';

/**
 * Boost.Test, 1.59 to 1.86: the log (stdout) and the report (stderr). Sources: boost/test/impl/compiler_log_formatter.ipp
 * and plain_report_formatter.ipp.
 */
export const boost: Runner = { name: 'boost', parser: () => new BoostParser() };

const first = /^Running (\d{1,9}) test cases?\.\.\.$/;
const failures =
  /^\*\*\* (\d{1,9}) failures? (?:is|are) detected(?: \((\d{1,9}) failures? (?:is|are) expected\))? in the test (?:module|suite|case) ".{0,1000}"$/;
const aborted = /^\*\*\* The test (?:module|suite|case) ".{0,1000}" (?:was aborted|has timed out|was skipped); see /;
const vague = /^\*\*\* Errors were detected in the test (?:module|suite|case) "/;
const reported = /^Test (module|case) "([^"]{1,1000})" (?:has|was) (passed|failed|aborted|skipped|timed out)/;
const maxTests = 10_000;
const maxAfter = 200;
const maxLines = 60;

class BoostParser implements Parser {
  readonly runner = 'boost';
  readonly triggers = [
    ...[' test case...', ' test cases...'].map((end) => ({ start: 'Running ', end })),
    ...['*** No errors detected', '*** The test ', '*** Errors were detected in the test '].map((start) => ({ start })),
    { start: '*** ', end: '"' },
    ...['Test module "', 'Test case "'].map((start) => ({ start })),
    ...harnessTriggers,
  ];
  readonly #tally = new Tally();
  readonly #harness = { stdout: new Harness(), stderr: new Harness() };
  #run: BoostRun | null = null;
  #complete: boolean | null = null;

  line({ text, stream }: Line): boolean {
    if (this.#harness[stream].isInside(text)) return false;
    const begins = first.exec(text.slice(0, 100));
    if (begins !== null) {
      this.#finish();
      this.#run = new BoostRun(stream, Number(begins[1]));
      return true;
    }
    return this.#run?.line(text, stream) ?? false;
  }

  #finish(): void {
    if (this.#run === null) return;
    this.#tally.add(this.#run.result());
    this.#complete = this.#run.isClosed;
    this.#run = null;
  }

  end(): RunnerReport | null {
    this.#finish();
    return this.#complete === null ? null : this.#tally.report(this.runner, this.#complete);
  }
}

/** What the closing line says. */
interface Closing {
  readonly stream: Stream;
  /** Null where it has no number. */
  readonly assertions: number | null;
  readonly expected: number;
  readonly isFine: boolean;
}

/** One run of a test module: its lines have nothing in common, so that all of them are read until it ends. */
class BoostRun {
  readonly #stream: Stream;
  readonly #count: number;
  readonly #tests = new Map<string, BoostTest>();
  /** By the detailed report. */
  readonly #passed = new Set<string>();
  #current: BoostTest | null = null;
  #lines = 0;
  #closing: Closing | null = null;
  #after = 0;

  constructor(stream: Stream, count: number) {
    this.#stream = stream;
    this.#count = count;
  }

  get isClosed(): boolean {
    return this.#closing !== null;
  }

  line(text: string, stream: Stream): boolean {
    if (text.startsWith('*** ')) this.#closing = closingOf(text.slice(0, 1200), stream) ?? this.#closing;
    else if (text.trimStart().startsWith('Test ')) this.#report(text.slice(0, 1200).trim(), stream);
    if (stream !== this.#stream) return false;
    if (this.#closing?.stream === stream) return false;
    // The report may overtake the log, which is another stream.
    if (this.#closing !== null) this.#after += 1;
    this.#read(text);
    return this.#after < maxAfter;
  }

  /** With --report_level=short or detailed each test and the module have a line of their own. */
  #report(text: string, stream: Stream): void {
    const match = reported.exec(text);
    if (match?.[1] === undefined) return;
    const isFine = match[3] === 'passed' || match[3] === 'skipped';
    if (match[1] === 'module') this.#closing ??= { stream, assertions: null, expected: 0, isFine };
    else if (isFine && match[2] !== undefined) this.#passed.add(match[2]);
  }

  #read(text: string): void {
    const error = text.includes('error: in "') ? readError(text) : null;
    if (error !== null) {
      this.#current = this.#tests.get(error.name) ?? new BoostTest(error.name);
      if (this.#tests.size < maxTests) this.#tests.set(error.name, this.#current);
      this.#current.fail(error, text);
      this.#lines = 0;
      return;
    }
    for (const test of text.includes('Leaving test case "') ? this.#tests.values() : []) test.leave(text);
    this.#lines += 1;
    if (this.#lines < maxLines && /^(?:\s|Failure occurred|.{0,1000}last checkpoint)/.test(text))
      this.#current?.add(text);
  }

  result() {
    const all = [...this.#tests.values()].filter(({ name }) => !this.#passed.has(name));
    const { tests, warnings } = withoutExpected(all, this.#closing);
    const missing = this.#closing !== null && !this.#closing.isFine && tests.length === 0;
    return {
      failures: tests.map((test) => test.failure()),
      counts: this.#counts(tests),
      warnings: missing ? [...warnings, 'Boost.Test says that tests failed, but names none'] : warnings,
    };
  }

  #counts(tests: readonly BoostTest[]): Counts | null {
    if (this.#closing === null) return null;
    const broken = tests.filter(({ isTest }) => !isTest).length;
    return { ran: this.#count, failed: tests.length - broken, errors: broken, skipped: 0 };
  }
}

function closingOf(text: string, stream: Stream): Closing | null {
  const line = text.trimEnd();
  if (line === '*** No errors detected') return { stream, assertions: 0, expected: 0, isFine: true };
  const counted = failures.exec(line);
  if (counted !== null) {
    return { stream, assertions: Number(counted[1]), expected: Number(counted[2] ?? 0), isFine: false };
  }
  if (aborted.test(line) || vague.test(line)) return { stream, assertions: null, expected: 0, isFine: false };
  return null;
}

interface Remaining {
  readonly tests: readonly BoostTest[];
  readonly warnings: readonly string[];
}

/** Failures that `expected_failures` allows are printed like all others, and only counted in the closing line. */
function withoutExpected(all: readonly BoostTest[], closing: Closing | null): Remaining {
  if (closing?.isFine === true) return { tests: [], warnings: [] };
  const expected = closing?.expected ?? 0;
  if (expected === 0) return { tests: all, warnings: [] };
  const names = expectedOnes(all, { tests: null, assertions: expected });
  if (names === null) {
    return { tests: all, warnings: [`Boost.Test expected ${expected} of these failures, but does not say which`] };
  }
  return { tests: all.filter(({ name }) => !names.includes(name)), warnings: [] };
}
