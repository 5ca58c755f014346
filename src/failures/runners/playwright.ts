import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { readAnnotation } from './playwright-annotation.ts';
import { PlaywrightBlock } from './playwright-block.ts';
import { PlaywrightClosing } from './playwright-closing.ts';
import { PlaywrightRun } from './playwright-run.ts';
import { readTitle } from './playwright-title.ts';

const running = /^Running (\d{1,9}) tests? using \d{1,9} workers?(?:, shard \d{1,6} of \d{1,6})?/;
const heading = /^ {2}(\d{1,9})\) (.*)$/;
const stopped = 'Testing stopped early after ';
const nothingFound = 'Make sure that arguments are regular expressions matching test files.';
const notice = '##[notice]';
const digits = [...'123456789'];
const maxLine = 4000;

/**
 * playwright 1.20 to 1.65: its list, line, dot and GitHub reporters, which all close with one list. Source: playwright,
 * packages/playwright/src/reporters/{base,list,github}.ts.
 */
export const playwright: Runner = perStream('playwright', {
  triggers: [
    ...['Running ', '✘ ', '1) ', stopped, nothingFound, '::notice title=', '::error file=', notice].map((start) => ({
      start,
    })),
    ...[' failed', ' interrupted', ' flaky', ' skipped', ' did not run', '───', '====='].map((end) => ({ end })),
    // `2 passed (4.4s)`
    ...digits.flatMap((start) => ['s)', 'm)', 'h)'].map((end) => ({ start, end }))),
  ],
  part: (tally) => new PlaywrightStream(tally),
});

class PlaywrightStream implements StreamPart {
  readonly #tally: Tally;
  #run = new PlaywrightRun();
  /** Whether the last run came to its end; null if there was none. */
  #complete: boolean | null = null;
  #block: PlaywrightBlock | null = null;
  #closing: PlaywrightClosing | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    if (text.startsWith('::')) this.#annotation(text, whole);
    else if (!this.#begins(text)) this.#plain(text.startsWith(notice) ? text.slice(notice.length) : text, whole);
    return this.#closing !== null || this.#block?.isEnough === false;
  }

  #begins(text: string): boolean {
    if (text.startsWith(stopped)) {
      this.#run.stoppedEarly = true;
      return true;
    }
    if (text.startsWith(nothingFound)) {
      this.#run.note = 'playwright found no tests';
      return true;
    }
    if (!running.test(text)) return false;
    this.#endRun();
    this.#run = new PlaywrightRun();
    this.#run.announced = true;
    return true;
  }

  #plain(text: string, whole: boolean): void {
    if (this.#close(text, whole)) return;
    this.#endClosing();
    if (this.#startBlock(text)) return;
    if (this.#block !== null) this.#block.add(text);
    else this.#run.addLive(text);
  }

  #startBlock(text: string): boolean {
    const match = text.length <= maxLine ? heading.exec(text) : null;
    const title = match?.[2] === undefined ? null : readTitle(match[2]);
    if (title === null) return false;
    this.#block = new PlaywrightBlock(title, text.trimEnd());
    this.#run.addBlock(this.#block);
    return true;
  }

  #close(text: string, whole: boolean): boolean {
    const closing = this.#closing ?? new PlaywrightClosing();
    if (!whole || !closing.add(text)) return false;
    this.#closing = closing;
    this.#block = null;
    return true;
  }

  /** Of several lists in one run the last is its own: a test may have printed the others, or there are two reporters. */
  #endClosing(): void {
    const closing = this.#closing;
    this.#closing = null;
    if (closing !== null && (this.#run.announced || closing.isSure)) this.#run.closing = closing;
  }

  #annotation(text: string, whole: boolean): void {
    const annotation = readAnnotation(text);
    if (annotation === null) return;
    this.#endClosing();
    if (annotation.kind === 'summary') this.#run.announced = true;
    const last = annotation.lines.length - 1;
    annotation.lines.forEach((line, index) => {
      this.#plain(line, whole || index < last);
    });
    this.#endClosing();
    this.#block = null;
  }

  #endRun(): void {
    this.#endClosing();
    if (this.#run.isEmpty) return;
    this.#tally.add(this.#run.result());
    const { closing } = this.#run;
    this.#complete = closing !== null && closing.count('interrupted') === 0;
  }

  end(): boolean | null {
    this.#endRun();
    return this.#complete;
  }
}
