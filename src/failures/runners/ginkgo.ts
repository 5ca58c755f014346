import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';

/** Ginkgo 1 and 2. Source: ginkgo, reporters/default_reporter.go (2), reporters/stenographer (1). */
export const ginkgo: Runner = perStream('ginkgo', {
  triggers: [
    ...['Summarizing ', '[Fail] ', '[FAIL] ', '[Panic!] ', '[PANICKED!] ', '[TIMEDOUT] ', '[INTERRUPTED] ', 'Ran '].map(
      (start) => ({ start }),
    ),
    ...['FAIL! -- ', 'SUCCESS! -- ', 'FAIL!  -- '].map((start) => ({ start })),
  ],
  part: (tally) => new GinkgoStream(tally),
});

const summarizing = /^Summarizing (\d{1,9}) Failures?:?/;
const failed = /^\s{0,8}\[(Fail|FAIL|Panic!|PANICKED!|TIMEDOUT|INTERRUPTED)\] (.{1,2000})$/;
const place = /^\s{0,8}(\S{1,500}\.go):(\d{1,7})$/;
const ran = /^Ran (\d{1,9}) of (\d{1,9}) Specs in /;
const closing = /^(FAIL|SUCCESS)! {1,2}-- (.{1,200})$/;
const number = (text: string, word: string): number => Number(new Map(parts(text)).get(word) ?? 0);

/** `97 Passed | 0 Failed | 1 Flaked` as pairs. */
function parts(text: string): readonly (readonly [string, string])[] {
  return text.split('|').map((part) => {
    const [count = '', word = ''] = part.trim().split(' ');
    return [word, count];
  });
}

/** One stream's part: the summary at the end of each suite. */
class GinkgoStream implements StreamPart {
  readonly #tally: Tally;
  #listing = false;
  #failures: Failure[] = [];
  #ran: number | null = null;
  #complete: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    const line = text.slice(0, 2100).trimEnd();
    if (summarizing.test(line)) {
      this.#listing = true;
      this.#complete = false;
      this.#failures = [];
      return true;
    }
    if (this.#listing && whole && this.#listed(line)) return true;
    const specs = ran.exec(line);
    if (specs !== null) {
      this.#ran = Number(specs[1]);
      this.#listing = false;
      this.#complete = false;
      return true;
    }
    const end = this.#ran === null ? null : closing.exec(line);
    if (end !== null) this.#close(end[1] === 'FAIL', end[2] ?? '');
    return this.#listing;
  }

  #listed(line: string): boolean {
    const found = failed.exec(line);
    const at = found === null ? place.exec(line) : null;
    const last = this.#failures.at(-1);
    if (found !== null && this.#failures.length < 10_000) {
      const excerpt = new Excerpt();
      excerpt.add(line.trim());
      const id = (found[2] ?? '').trim();
      const outcome = /^fail$/i.test(found[1] ?? '') ? 'failed' : 'error';
      this.#failures.push(makeFailure({ id, runner: 'ginkgo', outcome, excerpt: excerpt.lines() }));
    } else if (at !== null && last !== undefined) {
      this.#failures[this.#failures.length - 1] = { ...last, file: at[1] ?? null, line: Number(at[2]) };
    }
    return found !== null || at !== null || line.trim() === '';
  }

  /** In a run that succeeded, and of as many as it says, what is listed has passed on a later try. */
  #close(isFailure: boolean, text: string): void {
    const count = number(text, 'Failed');
    const all = this.#failures;
    const failures = isFailure ? all : [];
    const flaky = (isFailure ? [] : all).map((each) => ({ ...each, attempt: 1 }));
    const skipped = number(text, 'Skipped') + number(text, 'Pending');
    const counts = { ran: this.#ran ?? 0, failed: count, errors: 0, skipped };
    const warnings =
      isFailure && count !== failures.length
        ? [`Ginkgo counts ${count} that failed, but lists ${failures.length}`]
        : [];
    this.#tally.add({ failures, flaky, counts, warnings });
    this.#failures = [];
    this.#ran = null;
    this.#complete = true;
  }

  end(): boolean | null {
    if (this.#complete === false) this.#tally.add({ failures: this.#failures, counts: null, warnings: [] });
    return this.#complete;
  }
}
