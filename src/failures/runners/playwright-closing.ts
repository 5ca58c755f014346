import { type PlaywrightTitle, readTitle } from './playwright-title.ts';

/** What the lines of a closing list are about. */
export type PlaywrightKind = 'failed' | 'interrupted' | 'flaky' | 'skipped' | 'did not run' | 'passed' | 'error';

const heading = /^ {2}(\d{1,9}) (failed|interrupted|flaky|skipped|did not run|passed(?: \([\d.]+ ?(?:ms|s|m|h|d)\))?)$/;
const outside = /^ {2}(\d{1,9}) errors? (?:was|were) not a part of any test, see above for details$/;
const maxTitles = 10_000;
const indent = '    ';
const maxLine = 3000;

/** The list at the end of a run: each kind with its number, and the titles of those that did not pass. */
export class PlaywrightClosing {
  readonly #counts = new Map<PlaywrightKind, number>();
  readonly #titles = new Map<PlaywrightKind, PlaywrightTitle[]>();
  #kind: PlaywrightKind | null = null;
  #ended = false;

  /** Takes a line; false if it is none of the list's (playwright, reporters/base.ts, generateSummaryMessage). */
  add(text: string): boolean {
    if (this.#ended || text.length > maxLine) return false;
    const line = text.trimEnd();
    const match = heading.exec(line);
    if (match?.[2] !== undefined) return this.#head(kindOf(match[2]), Number(match[1]));
    const errors = outside.exec(line);
    if (errors !== null) return this.#head('error', Number(errors[1]));
    const title = text.startsWith(indent) && this.#kind !== null ? readTitle(text.slice(indent.length)) : null;
    return title !== null && this.#addTitle(title);
  }

  #head(kind: PlaywrightKind, count: number): boolean {
    if (this.#counts.has(kind)) return false;
    this.#counts.set(kind, count);
    this.#kind = kind;
    // Nothing but errors outside of tests comes after those that passed.
    if (kind === 'error') this.#ended = true;
    return true;
  }

  #addTitle(title: PlaywrightTitle): boolean {
    if (this.#kind === null) return false;
    const titles = this.#titles.get(this.#kind) ?? [];
    if (titles.length < maxTitles) titles.push(title);
    this.#titles.set(this.#kind, titles);
    return true;
  }

  count(kind: PlaywrightKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  titles(kind: PlaywrightKind): readonly PlaywrightTitle[] {
    return this.#titles.get(kind) ?? [];
  }

  /** Whether it names tests, as no other runner does in this way. */
  get isSure(): boolean {
    return this.#titles.size > 0;
  }
}

function kindOf(text: string): PlaywrightKind {
  if (text.startsWith('passed')) return 'passed';
  return text === 'failed' || text === 'interrupted' || text === 'flaky' || text === 'skipped' ? text : 'did not run';
}
