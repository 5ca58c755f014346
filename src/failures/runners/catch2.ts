import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { Catch2Test, joinName } from './catch2-test.ts';
import { countsOf, readTotals, readVerdict, type Totals } from './catch2-totals.ts';
import { expectedOnes } from './expected-failures.ts';
import { Harness, harnessTriggers } from './harness.ts';

const rule = '-'.repeat(79);
const dots = '.'.repeat(79);
const doubleRule = '='.repeat(79);
const host = / is a Catch2? v\d.{0,60} host application\.$/;
const maxHeader = 12;
const maxTests = 10_000;
const maxLines = 60;

/** Catch2, versions 2 and 3, its console reporter. Source: src/catch2/reporters/catch_reporter_console.cpp. */
export const catch2: Runner = perStream('catch2', {
  triggers: [
    ...[rule, 'test cases: ', 'assertions: ', 'All tests passed (', 'Failed '].map((start) => ({ start })),
    ...['Passed ', 'No tests ran'].map((start) => ({ start })),
    { start: doubleRule },
    ...[' host application.', ': FAILED:'].map((end) => ({ end })),
    ...harnessTriggers,
  ],
  part: (tally) => new Catch2Part(tally),
});

class Catch2Part implements StreamPart {
  readonly #tally: Tally;
  readonly #harness = new Harness();
  #tests = new Map<string, Catch2Test>();
  /** The lines of a header, from its first rule to its dots. */
  #header: string[] | null = null;
  #current: Catch2Test | null = null;
  #lines = 0;
  #cases: Totals | null = null;
  #seen = false;
  /** The line before was the rule above the totals. */
  #closes = false;
  #last: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text }: Line): boolean {
    if (this.#harness.isInside(text)) return false;
    const line = text.trimEnd();
    if (this.#header !== null) return this.#inHeader(line);
    if (line === rule) {
      this.#header = [];
      this.#current = null;
      return true;
    }
    const closes = this.#closes;
    this.#closes = line === doubleRule;
    if (this.#closes) {
      this.#current = null;
      return true;
    }
    if (host.test(line.slice(0, 300))) {
      this.#seen = true;
      this.#current = null;
    } else if (this.#totals(line, closes)) return false;
    if (this.#current === null) return false;
    this.#current.add(line);
    this.#lines += 1;
    return this.#lines < maxLines || line.endsWith(': FAILED:');
  }

  #inHeader(line: string): boolean {
    const header = this.#header ?? [];
    if (line === dots) {
      this.#header = null;
      this.#begin(header);
      return this.#current !== null;
    }
    header.push(line);
    // The second rule stands before the place.
    if (header.length <= maxHeader && line.length <= 200) return true;
    this.#header = null;
    return false;
  }

  #begin(header: readonly string[]): void {
    const end = header.indexOf(rule);
    const name = end < 0 || end !== header.length - 2 ? null : joinName(header.slice(0, end));
    if (name === null || this.#tests.size >= maxTests) return;
    this.#seen = true;
    this.#current = this.#tests.get(name.name) ?? new Catch2Test(name);
    this.#tests.set(name.name, this.#current);
    this.#current.add(name.name);
    this.#lines = 0;
  }

  #totals(line: string, closes: boolean): boolean {
    if (line.startsWith('test cases: ')) {
      this.#cases = readTotals(line.slice('test cases: '.length));
      if (this.#cases !== null) this.#current = null;
      return this.#cases !== null;
    }
    if (line.startsWith('assertions: ')) {
      const assertions = readTotals(line.slice('assertions: '.length));
      if (this.#cases === null || assertions === null) return false;
      this.#close(this.#cases, assertions);
      return true;
    }
    const verdict = readVerdict(line);
    const isOwn = closes || line.startsWith('All tests passed (') || this.#seen || verdict?.counts === null;
    if (verdict === null || !isOwn) return false;
    const warning = `Catch2 counts ${verdict.failed} that failed, but its compact reporter has no names`;
    this.#add({ failures: [], counts: verdict.counts, warnings: verdict.failed === 0 ? [] : [warning] });
    return true;
  }

  #close(cases: Totals, assertions: Totals): void {
    const failed = [...this.#tests.values()].filter((test) => test.hasFailed);
    const { tests, warnings } = withoutExpected(failed, cases, assertions);
    const missing = cases.failed > tests.length;
    const told = missing ? [`Catch2 counts ${cases.failed} that failed, but names ${tests.length}`] : [];
    const failures = tests.map((test) => test.failure());
    this.#add({ failures, counts: countsOf(cases), warnings: [...warnings, ...told] });
  }

  #add(run: Parameters<Tally['add']>[0]): void {
    this.#tally.add(run);
    this.#last = run.counts !== null || run.warnings.length > 0;
    this.#tests = new Map();
    this.#current = null;
    this.#cases = null;
    this.#seen = false;
  }

  end(): boolean | null {
    const failed = [...this.#tests.values()].filter((test) => test.hasFailed);
    if (failed.length > 0) {
      this.#tally.add({ failures: failed.map((test) => test.failure()), counts: null, warnings: [] });
    }
    return this.#seen ? false : this.#last;
  }
}

interface Remaining {
  readonly tests: readonly Catch2Test[];
  readonly warnings: readonly string[];
}

/** `[!mayfail]` and `[!shouldfail]` print like all others; that so many failed as expected stands in the totals alone. */
function withoutExpected(failed: readonly Catch2Test[], cases: Totals, assertions: Totals): Remaining {
  if (cases.expected === 0) return { tests: failed, warnings: [] };
  const expected = expectedOnes(failed, { tests: cases.expected, assertions: assertions.expected });
  if (expected === null || expected.length === 0) {
    const warning = `Catch2 expected ${cases.expected} of these to fail, but does not say which`;
    return { tests: failed, warnings: [warning] };
  }
  return { tests: failed.filter(({ name }) => !expected.includes(name)), warnings: [] };
}
