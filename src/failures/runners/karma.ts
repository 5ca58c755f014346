import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { KarmaBlock } from './karma-failure.ts';
import { type KarmaList, KarmaMochaList, KarmaSpecList } from './karma-list.ts';
import { type KarmaProgress, KarmaProgresses, readProgress } from './karma-progress.ts';

const failed = ' FAILED';
const error = ' ERROR';
const launching = 'with concurrency unlimited';
const total = 'TOTAL: ';
const totals = /^TOTAL: (?:(\d{1,9}) FAILED, )?(\d{1,9}) SUCCESS$/;
const summary = 'SUMMARY:';
const failedTests = 'FAILED TESTS:';
const summaryLine = /^\S{1,4} (\d{1,9}) tests? (completed|skipped|slow|failed)$/;
/** The usual name of a browser, `Chrome 90.0 (Linux)`, and what is behind it. */
const usualBrowser = /^(\S[^()]{0,200} \([^()]{1,100}\)) (.*)$/;
const maxLine = 2000;
const maxFailures = 10_000;

/**
 * karma 0.13 to 6: its dots and progress reporters, and karma-mocha-reporter and karma-spec-reporter. Source: karma,
 * lib/reporters/base.js, and index.js of the two others.
 */
export const karma: Runner = perStream('karma', {
  triggers: [
    ...[total, summary, failedTests].map((start) => ({ start })),
    ...[' secs)', ' sec)', failed, ') ERROR', launching].map((end) => ({ end })),
  ],
  part: (tally) => new KarmaStream(tally),
});

interface Printed {
  readonly text: string;
  readonly block: KarmaBlock;
}

class KarmaStream implements StreamPart {
  readonly #tally: Tally;
  readonly #progresses = new KarmaProgresses();
  /** `BROWSER SPEC FAILED`: other runners have such lines too, and the browsers are known for sure only at the end. */
  readonly #failed: Printed[] = [];
  readonly #errors: Printed[] = [];
  readonly #listed: Failure[] = [];
  #launched = false;
  #block: KarmaBlock | null = null;
  /** What is logged of a test is indented by a tab, of a browser by two blanks. */
  #indent = '\t';
  #list: KarmaList | null = null;
  #summary: Map<string, number> | null = null;
  #inSummary = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    if (!this.#heading(text.trimEnd(), whole)) this.#inside(text, whole);
    return this.#inSummary || this.#list !== null || this.#block?.isEnough === false;
  }

  #heading(text: string, whole: boolean): boolean {
    if (text === summary) return this.#startSummary();
    if (text === failedTests && this.#summary !== null) return this.#startList(new KarmaMochaList());
    if (text.startsWith(total) && this.#total(text)) return true;
    if (text.endsWith(launching)) return this.#launch();
    const progress = readProgress(text);
    if (progress !== null) {
      this.#leave();
      this.#progresses.add(progress);
      return true;
    }
    if (!whole || text.length > maxLine || /^\s/.test(text)) return false;
    if (text.endsWith(failed)) return this.#startBlock(this.#failed, text.slice(0, -failed.length), text);
    return text.endsWith(error) && this.#startBlock(this.#errors, text.slice(0, -error.length), text);
  }

  #leave(): true {
    this.#endList();
    this.#block = null;
    this.#inSummary = false;
    return true;
  }

  #launch(): true {
    this.#launched = true;
    return this.#leave();
  }

  #startSummary(): true {
    this.#leave();
    this.#inSummary = true;
    return true;
  }

  #startList(list: KarmaList): true {
    this.#leave();
    this.#list = list;
    return true;
  }

  #total(text: string): boolean {
    const match = totals.exec(text);
    if (match === null) return false;
    this.#progresses.close(Number(match[1] ?? 0), Number(match[2]));
    return match[1] === undefined ? this.#leave() : this.#startList(new KarmaSpecList());
  }

  #startBlock(printed: Printed[], text: string, heading: string): boolean {
    if (this.#list !== null) return false;
    this.#leave();
    this.#block = new KarmaBlock(heading);
    this.#indent = printed === this.#errors ? '  ' : '\t';
    if (printed.length < maxFailures) printed.push({ text, block: this.#block });
    return true;
  }

  #inside(text: string, whole: boolean): void {
    if (this.#list !== null) {
      if (whole && !this.#list.add(text)) this.#endList();
    } else if (this.#inSummary) this.#addSummary(text);
    else if (this.#block !== null && text.startsWith(this.#indent)) this.#block.add(text);
    else this.#block = null;
  }

  #endList(): void {
    this.#listed.push(...(this.#list?.failures() ?? []).slice(0, maxFailures - this.#listed.length));
    this.#list = null;
  }

  #addSummary(text: string): void {
    const match = summaryLine.exec(text.trimEnd());
    this.#inSummary = match !== null;
    if (match?.[2] === undefined) return;
    if (match[2] === 'completed') this.#summary = new Map();
    this.#summary?.set(match[2], Number(match[1]));
  }

  end(): boolean | null {
    this.#endList();
    const failures = this.#failures();
    const counts = this.#counts();
    if (failures.length === 0 && counts === null && !this.#launched) return null;
    const progresses = this.#progresses.all();
    const left = progresses.filter(({ executed, skipped, total: all }) => executed + skipped < all);
    const warnings = left.map(({ browser, executed, total: all }) => `${browser} executed ${executed} of ${all} tests`);
    this.#tally.add({ failures, counts, warnings: [...warnings, ...doubts(counts, failures, progresses)] });
    return counts !== null && left.length === 0;
  }

  #counts(): Counts | null {
    const summed = this.#summary;
    if (summed === null) return this.#progresses.counts();
    const of = (name: string): number => summed.get(name) ?? 0;
    return { ran: of('completed') + of('failed'), failed: of('failed'), errors: 0, skipped: of('skipped') };
  }

  /** A test that failed in several browsers is one. */
  #failures(): readonly Failure[] {
    const byId = new Map<string, Failure>();
    const printed = this.#failed.flatMap((each) => {
      const spec = this.#split(each)?.rest;
      return spec === undefined || spec === '' ? [] : [each.block.failure(spec)];
    });
    const errors = this.#errors.flatMap((each) => {
      const browser = this.#split({ ...each, text: `${each.text} ` })?.browser;
      return browser === undefined
        ? []
        : [{ ...each.block.failure(browser), outcome: 'error' as const, unit: 'suite' as const }];
    });
    for (const failure of [...printed, ...this.#listed, ...errors, ...this.#lost()]) {
      if (!byId.has(failure.id)) byId.set(failure.id, failure);
    }
    return [...byId.values()];
  }

  /** Where no browser has said how far it came, before a run is killed, their usual names and the log below must do. */
  #split({ text, block }: Printed): { readonly browser: string; readonly rest: string } | null {
    const { browsers } = this.#progresses;
    const browser = browsers.find((each) => text.startsWith(`${each} `));
    if (browser !== undefined) return { browser, rest: text.slice(browser.length + 1).trimStart() };
    const match = this.#launched && browsers.length === 0 && !block.isEmpty ? usualBrowser.exec(text) : null;
    return match?.[1] === undefined ? null : { browser: match[1], rest: (match[2] ?? '').trimStart() };
  }

  #lost(): readonly Failure[] {
    return this.#progresses
      .all()
      .filter(({ disconnected }) => disconnected)
      .map(({ browser, executed, total: all }) => {
        const message = `disconnected after ${executed} of ${all} tests`;
        return makeFailure({ id: browser, runner: 'karma', rerunId: null, message, outcome: 'error', unit: 'suite' });
      });
  }
}

/** One test may have failed in several browsers, so that of these only too many names are sure to be wrong, or none. */
function doubts(
  counts: Counts | null,
  failures: readonly Failure[],
  browsers: readonly KarmaProgress[],
): readonly string[] {
  if (counts === null) return [];
  const named = failures.filter(({ unit }) => unit === undefined).length;
  // Two browsers of one name are one here, but then the count has the failures of both.
  const isAlone = browsers.length === 1 && browsers[0]?.failed === counts.failed;
  const isFewer = named < counts.failed && (isAlone || named === 0);
  const isOdd = named > counts.failed || isFewer;
  return isOdd ? [`karma counts ${counts.failed} failed tests, but names ${named}`] : [];
}
