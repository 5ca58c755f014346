import { Excerpt } from '../excerpt.ts';
import type { Failure } from '../failure.ts';
import { describeMocha } from './mocha-failure.ts';

const maxFailures = 10_000;
const maxLine = 2000;
/** From the tenth on the numbers are no triggers; so many lines may lie between two. */
const maxGap = 2000;
const numbered = /^((?: {2}){1,100})(\d{1,9})\) (.+)$/;
const passed = /^ +(?:✓|✔|-) /;
/** With the list reporter all titles of a test are on one line, and how long it ran is behind them. */
const listed = /^ {2}[✓✔] .*: \d{1,9}ms$/;
const nearby = 20;

/** The titles of the suites and of the test; null where the suites are not known. */
type Titles = readonly string[] | null;

/**
 * The failures that mocha's spec reporter numbers while it runs, `    2) adds` below the titles of their suites. They matter
 * where its list at the end never came.
 */
export class MochaTree {
  readonly #failed: Titles[] = [];
  #gap = 0;
  #isList = false;
  /** Some test had passed before one of them. */
  isMixed = false;

  /** Lists of other runners look the same, but have no suites above their entries. */
  get isProven(): boolean {
    return this.#isList || this.#failed.some((titles) => titles !== null && titles.length > 1);
  }

  /**
   * False if the line is the first failure of another tree. `before` gives the lines above it, the nearest first; `passed`
   * says whether some test did.
   */
  line(text: string, before: () => Iterable<string>, passed: boolean): boolean {
    this.#gap += 1;
    if (!text.startsWith('  ')) return true;
    const match = numbered.exec(text.slice(0, maxLine));
    if (match?.[1] === undefined || match[3] === undefined || this.#failed.length >= maxFailures) return true;
    const number = Number(match[2]);
    const isNext = number === this.#failed.length + 1;
    if (!isNext && number !== 1) return true;
    const suites = suitesAbove(match[1].length, before());
    if (!isNext) return suites === null || suites.length === 0;
    this.#gap = 0;
    this.isMixed ||= passed;
    this.#isList ||= match[1].length === 2 && isListed(before());
    this.#failed.push(suites === null ? null : [...suites, match[3]]);
    return true;
  }

  /** Whether it takes the next line, whatever it is. */
  get asks(): boolean {
    return this.#failed.length >= 9 && this.#gap < maxGap;
  }

  get failures(): readonly Failure[] {
    return this.#failed.flatMap((titles) => (titles === null ? [] : describe(titles)));
  }

  /** Those that the list at the end has not come to. */
  unlisted({ listed, counted }: { readonly listed: number; readonly counted: number }): readonly Failure[] {
    const isSame = this.isProven && this.#failed.length === counted && !this.#failed.includes(null);
    return isSame ? this.failures.slice(listed) : [];
  }

  get warnings(): readonly string[] {
    const lost = this.#failed.filter((titles) => titles === null).length;
    return lost === 0 ? [] : [`mocha numbers ${this.#failed.length} failures, but of ${lost} the suite is not known`];
  }
}

function isListed(before: Iterable<string>): boolean {
  let lines = 0;
  for (const line of before) {
    if (listed.test(line.slice(0, maxLine))) return true;
    lines += 1;
    if (lines >= nearby) break;
  }
  return false;
}

function describe(titles: readonly string[]): Failure {
  // In the list at the end the last title has a colon behind it.
  const told = [...titles.slice(0, -1), `${titles.at(-1) ?? ''}:`];
  return describeMocha({ titles: told, excerpt: new Excerpt(), message: null, file: null, line: null });
}

/**
 * The titles of the suites, outer ones first, or null if they cannot be told: each is two blanks further out, and above the
 * first is an empty line, with nothing between but tests that have no suite. Tests print lines that look the same.
 */
function suitesAbove(indent: number, before: Iterable<string>): readonly string[] | null {
  const suites: string[] = [];
  if (indent < 4) return suites;
  for (const line of before) {
    const text = line.slice(0, maxLine).trimEnd();
    const depth = text.length - text.trimStart().length;
    const isTest = passed.test(text) || numbered.test(text);
    const wanted = indent - 2 * (suites.length + 1);
    if (wanted < 2 && text === '') return suites;
    if (wanted < 2 && !(isTest && depth === 2)) suites.shift();
    if (text !== '' && !isTest && depth === indent - 2 * (suites.length + 1)) suites.unshift(text.trim());
  }
  return suites.length === indent / 2 - 1 ? suites : null;
}
