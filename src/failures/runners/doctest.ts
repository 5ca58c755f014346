import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { Harness, harnessTriggers } from './harness.ts';

const rule = '='.repeat(79);
const mark = '[doctest] ';
const nameMark = 'TEST CASE:  ';
const place = /^(.{1,1000}?)(?:\((\d{1,9})\)|:(\d{1,9})):$/;
const error = /^(.{1,1000}?)(?:\((\d{1,9})\)|:(\d{1,9})): (?:FATAL )?ERROR: (.*)$/;
const closing = /^test cases: +(\d{1,9}) \| +(\d{1,9}) passed \| +(\d{1,9}) failed \|(?: (\d{1,9}) skipped)?$/;
const took = /^(\d{1,9}\.\d{6}) s: (.*)$/;
const forgiven = ['Failed as expected so marking it', 'Allowed to fail so marking it', 'Failed exactly '];
const unforgiven = ["Should have failed but didn't!", "Didn't fail exactly ", 'Test case exceeded time limit of '];
const maxTests = 10_000;
const maxLines = 60;
const maxHeader = 6;

/** doctest for C++, 2.0 to 2.4. Source: doctest/parts/doctest.cpp, ConsoleReporter. */
export const doctest: Runner = perStream('doctest', {
  triggers: [...[rule, mark, ...forgiven, ...unforgiven].map((start) => ({ start })), ...harnessTriggers],
  part: (tally) => new DoctestPart(tally),
});

/** What was printed of one test case, subcases and all. */
class DoctestCase {
  readonly name: string;
  readonly #excerpt = new Excerpt();
  failed = false;
  isForgiven = false;
  #message: string | null = null;
  #file: string | null = null;
  #line: number | null = null;
  #broke = false;
  #durationMs: number | null = null;

  constructor(name: string) {
    this.name = name;
  }

  add(text: string): void {
    this.#excerpt.add(text);
    const line = text.slice(0, 2000);
    const match = line.includes(' ERROR: ') ? error.exec(line) : null;
    if (match?.[1] !== undefined) {
      this.failed = true;
      this.#broke ||= /^test case (?:CRASHED|THREW exception): /.test(match[4] ?? '');
      if (this.#message !== null) return;
      this.#message = match[4] ?? null;
      this.#file = match[1];
      this.#line = Number(match[2] ?? match[3]);
    } else if (unforgiven.some((each) => line.startsWith(each))) {
      this.failed = true;
      this.#message ??= line.trimEnd();
    } else if (forgiven.some((each) => line.startsWith(each))) this.isForgiven = true;
    else this.#readTime(line);
  }

  #readTime(line: string): void {
    const match = took.exec(line);
    if (match?.[2] === this.name.trim()) this.#durationMs = Math.round(Number(match[1]) * 1000);
  }

  failure(): Failure {
    return makeFailure({
      id: this.name.trim(),
      runner: 'doctest',
      rerunId: this.name,
      message: this.#message,
      file: this.#file,
      line: this.#line,
      excerpt: this.#excerpt.lines(),
      outcome: this.#broke ? 'error' : 'failed',
      durationMs: this.#durationMs,
    });
  }
}

class DoctestPart implements StreamPart {
  readonly #tally: Tally;
  readonly #harness = new Harness();
  #cases = new Map<string, DoctestCase>();
  /** How many lines came since a rule: a header is at most so long. */
  #header: number | null = null;
  #current: DoctestCase | null = null;
  #lines = 0;
  #seen = false;
  #last: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text }: Line): boolean {
    if (this.#harness.isInside(text)) return false;
    const line = text.trimEnd();
    if (line === rule) {
      this.#header = 0;
      return true;
    }
    if (line.startsWith(mark)) return this.#mark(line.slice(mark.length));
    if (this.#header !== null) return this.#inHeader(text);
    if (this.#current === null) return false;
    this.#current.add(text);
    this.#lines = this.#current.failed && text.includes(' ERROR: ') ? 0 : this.#lines + 1;
    return this.#lines < maxLines;
  }

  /** `file(4):`, perhaps a description and a suite, and the name. */
  #inHeader(text: string): boolean {
    this.#header = (this.#header ?? 0) + 1;
    if (this.#header === 1 && !place.test(text.slice(0, 1100).trimEnd())) {
      this.#header = null;
      return false;
    }
    const isScenario = text.startsWith('  Scenario:');
    if (text.startsWith(nameMark) || isScenario) this.#begin(isScenario ? text : text.slice(nameMark.length));
    if (this.#header !== null && this.#header >= maxHeader) this.#header = null;
    return this.#header !== null || this.#current !== null;
  }

  #begin(name: string): void {
    this.#header = null;
    this.#seen = true;
    this.#lines = 0;
    const known = this.#cases.get(name);
    if (known === undefined && this.#cases.size >= maxTests) return;
    this.#current = known ?? new DoctestCase(name);
    this.#cases.set(name, this.#current);
    this.#current.add(nameMark + name);
  }

  #mark(rest: string): boolean {
    const match = closing.exec(rest.slice(0, 300));
    if (match !== null) this.#close(match.slice(1).map((each) => Number(each ?? 0)));
    this.#header = null;
    this.#current = null;
    return false;
  }

  #close([ran = 0, , failed = 0, skipped = 0]: readonly number[]): void {
    const failures = this.#failures();
    const warnings =
      failures.length === failed ? [] : [`doctest counts ${failed} that failed, but names ${failures.length}`];
    this.#add(failures, { ran, failed, errors: 0, skipped }, warnings);
    this.#last = true;
  }

  #failures(): readonly Failure[] {
    return [...this.#cases.values()].filter((each) => each.failed && !each.isForgiven).map((each) => each.failure());
  }

  #add(failures: readonly Failure[], counts: Counts | null, warnings: readonly string[]): void {
    this.#tally.add({ failures, counts, warnings });
    this.#cases = new Map();
    this.#seen = false;
  }

  end(): boolean | null {
    if (!this.#seen) return this.#last;
    this.#add(this.#failures(), null, []);
    return false;
  }
}
