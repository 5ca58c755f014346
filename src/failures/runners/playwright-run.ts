import { type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import type { PlaywrightBlock } from './playwright-block.ts';
import type { PlaywrightClosing } from './playwright-closing.ts';
import type { PlaywrightTitle } from './playwright-title.ts';

const maxBlocks = 10_000;
const maxDurations = 10_000;
const maxLine = 4000;
const mark = /^ {2}[✘x] {1,6}\d{1,9} (?=\S)/;
const duration = /^ \(([\d.]{1,20})(ms|s|m)\)$/;
const retry = /^ \(retry #\d{1,6}\)$/;
const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** All that one run of playwright said. */
export class PlaywrightRun {
  closing: PlaywrightClosing | null = null;
  /** `Running 7 tests` was there. */
  announced = false;
  note: string | null = null;
  /** After as many failures as were allowed. */
  stoppedEarly = false;
  readonly #blocks = new Map<string, PlaywrightBlock>();
  /** Of the last try of each test, in milliseconds. */
  readonly #durations = new Map<string, number>();

  get isEmpty(): boolean {
    return !this.announced && this.note === null && (this.closing === null || !this.closing.isSure);
  }

  addBlock(block: PlaywrightBlock): void {
    if (this.#blocks.size < maxBlocks) this.#blocks.set(block.title.id, block);
  }

  /** `  ✘  3 title (retry #1) (9ms)`, of the list reporter: also of tests that are expected to fail. */
  addLive(text: string): void {
    const start = text.length <= maxLine ? mark.exec(text)?.[0].length : undefined;
    if (start === undefined || this.#durations.size >= maxDurations) return;
    const [title, last] = splitLast(text.slice(start).trimEnd());
    const match = duration.exec(last);
    if (match === null) return;
    const [first, again] = splitLast(title);
    const time = Math.round(Number(match[1]) * (milliseconds[match[2] ?? ''] ?? 1));
    this.#durations.set(retry.test(again) ? first : title, time);
  }

  result(): RunnerRun {
    const { closing } = this;
    if (closing === null) return { failures: [], counts: null, warnings: this.note === null ? [] : [this.note] };
    const failures = closing.titles('failed').map((title) => this.#failure(title));
    const flaky = closing.titles('flaky').map((title) => ({ ...this.#failure(title), attempt: 1 }));
    const failed = closing.count('failed');
    // That it stopped early is an error of its own.
    const errors = Math.max(0, closing.count('error') - (this.stoppedEarly ? 1 : 0));
    const outside = errors === 0 ? [] : [outsideOfTests(errors)];
    const ran = failed + closing.count('flaky') + closing.count('passed');
    const counts = { ran, failed, errors, skipped: closing.count('skipped') };
    return { failures: [...failures, ...outside], flaky, counts, warnings: this.#warnings(closing) };
  }

  #failure(title: PlaywrightTitle): Failure {
    const block = this.#blockOf(title);
    return makeFailure({
      id: title.id,
      runner: 'playwright',
      message: block?.message ?? null,
      file: title.file,
      line: block?.line ?? title.line,
      excerpt: block?.excerpt() ?? [],
      durationMs: this.#durations.get(title.id) ?? null,
      attempt: block?.attempt ?? null,
    });
  }

  /** The block's title may go on with the step that failed. */
  #blockOf(title: PlaywrightTitle): PlaywrightBlock | null {
    const exact = this.#blocks.get(title.id);
    if (exact !== undefined) return exact;
    return [...this.#blocks.values()].find((block) => block.title.id.startsWith(`${title.id} › `)) ?? null;
  }

  #warnings(closing: PlaywrightClosing): readonly string[] {
    const warnings: string[] = this.note === null ? [] : [this.note];
    if (this.stoppedEarly) warnings.push('playwright stopped early, after as many failures as it was allowed');
    const [failed, named] = [closing.count('failed'), closing.titles('failed').length];
    if (named !== failed) warnings.push(`playwright counts ${failed} failed tests, but names ${named}`);
    const left = closing.count('did not run');
    if (left > 0) warnings.push(`playwright did not run ${left} ${left === 1 ? 'test' : 'tests'}`);
    const interrupted = closing.count('interrupted');
    if (interrupted > 0) {
      warnings.push(`playwright interrupted ${interrupted} ${interrupted === 1 ? 'test' : 'tests'}`);
    }
    return warnings;
  }
}

function outsideOfTests(errors: number): Failure {
  const id = `${errors} ${errors === 1 ? 'error' : 'errors'} outside of tests`;
  return makeFailure({ id, runner: 'playwright', rerunId: null, outcome: 'error', unit: 'task' });
}

/** What is before the last bracket, and the bracket with its blank. */
function splitLast(text: string): readonly [string, string] {
  const at = text.lastIndexOf(' (');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}
