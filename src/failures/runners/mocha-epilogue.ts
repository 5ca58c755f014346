import { Excerpt } from '../excerpt.ts';
import type { RunnerRun } from '../tally.ts';
import { readFrame } from './js-frame.ts';
import { describeMocha } from './mocha-failure.ts';
import type { MochaTree } from './mocha-tree.ts';

const maxItems = 10_000;
const maxLines = 60;
/** So many lines may lie between two entries of the list. */
const maxGap = 5000;
const maxTitleLines = 40;
const maxLine = 2000;
const passing = /^ {1,4}(\d{1,9}) passing \((\d{1,9}(?:ms|s|m|h|d))\)$/;
const pending = /^ {1,4}(\d{1,9}) pending$/;
const failing = /^ {1,4}(\d{1,9}) failing$/;
const header = /^ {2,4}(\d{1,9})\) (.*)$/;

interface Entry {
  /** The titles of the suites and of the test; one alone where all are on one line. */
  readonly titles: string[];
  readonly excerpt: Excerpt;
  message: string | null;
  file: string | null;
  line: number | null;
  lines: number;
}

/** What mocha prints at its end: `2 passing (5ms)`, `1 pending`, `1 failing`, and the failures. */
export class MochaEpilogue {
  readonly passing: number;
  #pending = 0;
  #failing: number | null = null;
  readonly #entries: Entry[] = [];
  #inTitle = false;
  #gap = 0;

  constructor(passed: number) {
    this.passing = passed;
  }

  /** How many passed, by the line that begins it; null for any other. */
  static begin(text: string): number | null {
    const told = passing.exec(text.slice(0, 100).trimEnd());
    return told === null ? null : Number(told[1]);
  }

  /** True if the next line is needed. */
  line(text: string): boolean {
    if (this.#failing === null) return this.#head(text.trimEnd());
    this.#gap += 1;
    const next = header.exec(text.slice(0, maxLine).trimEnd());
    if (next !== null && Number(next[1]) === this.#entries.length + 1 && this.#entries.length < this.#failing) {
      this.#begin(next[2] ?? '');
      return true;
    }
    const entry = this.#entries.at(-1);
    if (entry === undefined) return this.#gap < 10;
    if (this.#inTitle) this.#title(entry, text.slice(0, maxLine).trimEnd());
    else this.#detail(entry, text);
    return this.#entries.length < this.#failing ? this.#gap < maxGap : entry.lines < maxLines;
  }

  #head(text: string): boolean {
    const skipped = pending.exec(text.slice(0, 100));
    const failed = failing.exec(text.slice(0, 100));
    if (skipped !== null) this.#pending = Number(skipped[1]);
    else if (failed !== null) this.#failing = Number(failed[1]);
    else return false;
    return true;
  }

  #begin(title: string): void {
    this.#gap = 0;
    if (this.#entries.length >= maxItems) return;
    this.#entries.push({ titles: [title], excerpt: new Excerpt(), message: null, file: null, line: null, lines: 0 });
    this.#inTitle = true;
  }

  /** Each title is two blanks further in; the last one ends with a colon, but others may as well. */
  #title(entry: Entry, text: string): void {
    const last = entry.titles.at(-1) ?? '';
    const indent = ' '.repeat(5 + 2 * entry.titles.length);
    const isNext = text.startsWith(indent) && text[indent.length] !== ' ' && text.length > indent.length;
    if (isNext && !text.startsWith(`${indent}at `)) entry.titles.push(text.slice(indent.length));
    else if (last.endsWith(':') || entry.titles.length > maxTitleLines || last.length > maxLine) {
      this.#inTitle = false;
      this.#detail(entry, text);
    } else entry.titles[entry.titles.length - 1] = `${last}\n${text}`;
  }

  #detail(entry: Entry, text: string): void {
    entry.lines += 1;
    if (entry.lines > maxLines) return;
    entry.excerpt.add(text.startsWith('     ') ? text.slice(5) : text);
    if (entry.message === null && text.trim() !== '') entry.message = text.slice(0, maxLine).trim();
    const place = entry.file === null && text.trimStart().startsWith('at ') ? readFrame(text) : null;
    if (place === null) return;
    entry.file = place.file;
    entry.line = place.line;
  }

  get isWhole(): boolean {
    return !this.#inTitle && this.#entries.length >= (this.#failing ?? 0);
  }

  /** What is missing in the list is taken from the tree above it. */
  result(tree: MochaTree): RunnerRun {
    const failed = this.#failing ?? 0;
    const entries = this.#inTitle ? this.#entries.slice(0, -1) : this.#entries;
    const named = entries.length;
    return {
      failures: [...entries.map(describeMocha), ...tree.unlisted({ listed: named, counted: failed })],
      counts: { ran: this.passing + failed, failed, errors: 0, skipped: this.#pending },
      warnings: named === failed ? [] : [`mocha counts ${failed} failures, but lists ${named}`],
    };
  }
}
