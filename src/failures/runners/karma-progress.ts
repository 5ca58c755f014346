import type { Counts } from '../failure.ts';

/** How far one browser has come: `Chrome 90.0 (Linux): Executed 5 of 9 (1 FAILED) (skipped 1) (0.02 secs / 0.01 secs)`. */
export interface KarmaProgress {
  readonly browser: string;
  readonly executed: number;
  readonly total: number;
  readonly failed: number;
  readonly skipped: number;
  readonly disconnected: boolean;
}

const marker = ': Executed ';
const numbers = /^(\d{1,9}) of (\d{1,9})(?: \((\d{1,9}) FAILED\))?(?: \(skipped (\d{1,9})\))?( DISCONNECTED)?/;
const maxLength = 500;
const maxBrowsers = 1000;

/** Reads such a line (karma, lib/reporters/base.js, renderBrowser); null if it is none. */
export function readProgress(text: string): KarmaProgress | null {
  const at = text.length <= maxLength ? text.indexOf(marker) : -1;
  const match = at > 0 ? numbers.exec(text.slice(at + marker.length)) : null;
  if (match === null) return null;
  return {
    browser: text.slice(0, at),
    executed: Number(match[1]),
    total: Number(match[2]),
    failed: Number(match[3] ?? 0),
    skipped: Number(match[4] ?? 0),
    disconnected: match[5] !== undefined,
  };
}

/** Adds up browsers: the last line of each counts, and one that begins anew is another. */
export class KarmaProgresses {
  readonly #names = new Set<string>();
  readonly #last = new Map<string, KarmaProgress>();
  readonly #done: KarmaProgress[] = [];
  /** Of runs that had a closing line. */
  #closed: Counts | null = null;
  /** How many of those that are done are among them. */
  #counted = 0;

  add(progress: KarmaProgress): void {
    const { browser } = progress;
    const before = this.#last.get(browser);
    if (before !== undefined && progress.executed + progress.skipped < before.executed + before.skipped) {
      this.#keep([before]);
    }
    if (this.#names.size >= maxBrowsers && !this.#names.has(browser)) return;
    this.#names.add(browser);
    this.#last.set(browser, progress);
  }

  /** `TOTAL: 10 FAILED, 6 SUCCESS` is right also for several browsers of one name. */
  close(failed: number, passed: number): void {
    const all = [...this.#last.values()];
    const skipped = all.reduce((sum, each) => sum + each.skipped, 0);
    this.#closed = plus(this.#closed, { ran: failed + passed, failed, errors: 0, skipped });
    this.#keep(all);
    this.#last.clear();
    this.#counted = this.#done.length;
  }

  #keep(progresses: readonly KarmaProgress[]): void {
    this.#done.push(...progresses.slice(0, Math.max(0, maxBrowsers - this.#done.length)));
  }

  get browsers(): readonly string[] {
    return [...this.#names];
  }

  all(): readonly KarmaProgress[] {
    return [...this.#done, ...this.#last.values()];
  }

  counts(): Counts | null {
    return [...this.#done.slice(this.#counted), ...this.#last.values()].reduce<Counts | null>((sum, each) => {
      return plus(sum, { ran: each.executed, failed: each.failed, errors: 0, skipped: each.skipped });
    }, this.#closed);
  }
}

function plus(one: Counts | null, other: Counts): Counts {
  if (one === null) return other;
  return {
    ran: one.ran + other.ran,
    failed: one.failed + other.failed,
    errors: 0,
    skipped: one.skipped + other.skipped,
  };
}
