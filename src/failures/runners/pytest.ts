import type { Counts } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { PytestBlock, readTracebackLine } from './pytest-block.ts';
import { readClosing } from './pytest-closing.ts';
import { readHeader } from './pytest-header.ts';
import { readListed } from './pytest-node-id.ts';
import { PytestRun } from './pytest-run.ts';

/** pytest 3 to 9, with xdist and subtests. Source: pytest, src/_pytest/terminal.py and reports.py. */
export const pytest: Runner = perStream('pytest', {
  triggers: [
    ...['=', '!!', '_', 'INTERNALERROR>', 'rootdir: ', '[gw'].map((start) => ({ start })),
    // a closing line without frame: `1 failed in 0.1s`, `no tests ran in 0.1s`, `… in 61.00s (0:01:01)`
    ...[...'0123456789n'].map((start) => ({ start, has: ' in ', end: 's' })),
    ...Array.from({ length: 60 }, (_, seconds) => ({ has: 's (', end: `:${String(seconds).padStart(2, '0')})` })),
    // progress (`… [ 50%]`) and live verdicts
    ...['%]', 'FAILED', 'ERROR'].map((end) => ({ end })),
  ],
  part: (tally) => new PytestStream(tally),
});

type Section = 'failures' | 'errors' | 'summary' | 'other';

const titled = /^=+ (.+) =+$/;
const maxTitle = 400;
const sections: ReadonlyMap<string, Section> = new Map([
  ['FAILURES', 'failures'],
  ['ERRORS', 'errors'],
  ['short test summary info', 'summary'],
]);
const interruption = /^!+ KeyboardInterrupt !+$/;
const progressLine = /^[.FEsxXRuy,-]+$/;
const percentage = /\[ {0,3}\d{1,3}%\]$/;
const workerLine = /^\[gw\d{1,6}\] (?:\[ *\d{1,3}%\] )?(FAILED|ERROR) (.+)$/;
const internalError = 'INTERNALERROR> ';
const rootdir = 'rootdir: ';
const maxLine = 4000;

/** One stream's part: sessions follow one another on it. */
class PytestStream implements StreamPart {
  readonly #tally: Tally;
  /** Whether the last session came to its end; null if there was none. */
  #complete: boolean | null = null;
  #run = new PytestRun();
  /** The banner of the session was there, so its closing line will have a frame. */
  #announced = false;
  #closed = false;
  #section: Section = 'other';
  /** How wide the terminal is, by the title of the section. */
  #width = 80;
  #block: PytestBlock | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    if (text.startsWith('=') && text.length <= maxTitle) {
      const title = titled.exec(text.trimEnd())?.[1];
      if (title !== undefined) this.#title(title, text);
    }
    if (this.#section === 'other') this.#outside(text, whole);
    else if (this.#section === 'summary') this.#inSummary(text, whole);
    else this.#inBlocks(text, whole);
    return this.#section !== 'other' && this.#block?.isEnough !== true;
  }

  #title(title: string, text: string): void {
    if (title.startsWith('test session starts')) {
      // A test of a pytest plugin prints whole sessions; they are shown among what was captured.
      if (this.#block?.inCaptured === true) return;
      this.#startRun();
      this.#announced = true;
      return;
    }
    const closing = readClosing(text);
    if (closing !== null) {
      // `-q` leaves out the banner and the frame alike (terminal.py), so this one was printed by a test.
      if (this.#announced || this.#block?.inCaptured !== true) this.#close(closing.counts);
      return;
    }
    this.#block = null;
    this.#section = sections.get(title) ?? 'other';
    this.#width = text.trimEnd().length;
    if (this.#section === 'summary') this.#run.startList();
  }

  #startRun(): void {
    this.#endRun();
    this.#run = new PytestRun();
    this.#announced = false;
    this.#closed = false;
    this.#section = 'other';
    this.#block = null;
  }

  /** Of several closing lines after one banner the last one is the session's own: tests may have printed the others. */
  #close(counts: Counts): void {
    this.#run.counts = counts;
    this.#closed = true;
    this.#section = 'other';
    this.#block = null;
  }

  /** Without a frame there was no banner either, so every closing line ends a session. */
  #closeQuietly(text: string): boolean {
    const closing = readClosing(text);
    if (closing === null || closing.framed || (this.#announced && !this.#closed)) return false;
    if (this.#closed) this.#startRun();
    this.#close(closing.counts);
    this.#startRun();
    return true;
  }

  #outside(text: string, whole: boolean): void {
    if (text.length > maxLine) return;
    if (text.startsWith('!') && interruption.test(text.trimEnd())) this.#run.interrupted = true;
    else if (text.startsWith(internalError)) this.#run.crash = text.slice(internalError.length);
    else if (!this.#closeQuietly(text) && whole && this.#announced && !this.#closed) this.#live(text);
  }

  #live(text: string): void {
    if (text.startsWith(rootdir)) {
      this.#run.root ??= text.slice(rootdir.length).split(', ')[0] ?? null;
      return;
    }
    const worker = text.startsWith('[gw') ? workerLine.exec(text.trimEnd()) : null;
    if (worker?.[2] !== undefined) {
      this.#run.addLive(worker[1] === 'ERROR' ? 'error' : 'failed', worker[2]);
      return;
    }
    const bare = text.replace(percentage, '').trimEnd();
    if (bare.endsWith(' FAILED')) this.#liveVerdict('failed', bare.slice(0, -' FAILED'.length));
    else if (bare.endsWith(' ERROR')) this.#liveVerdict('error', bare.slice(0, -' ERROR'.length));
    else if (bare.length < text.trimEnd().length) this.#progress(bare);
  }

  #liveVerdict(category: 'failed' | 'error', id: string): void {
    if (id.includes('::') && !id.startsWith('::') && !id.startsWith(' ')) this.#run.addLive(category, id);
  }

  #progress(text: string): void {
    const blank = text.lastIndexOf(' ');
    const letters = text.slice(blank + 1);
    if (progressLine.test(letters)) this.#run.addProgress(blank < 0 ? null : text.slice(0, blank).trimEnd(), letters);
  }

  #inSummary(text: string, whole: boolean): void {
    if (text.startsWith('=') || text.length > maxLine) return;
    if (text.startsWith('!') && interruption.test(text.trimEnd())) this.#run.interrupted = true;
    const listed = readListed(text, this.#run.knows, whole);
    if (listed !== null) this.#run.list(listed);
    else this.#closeQuietly(text);
  }

  #inBlocks(text: string, whole: boolean): void {
    const fits = whole && text.length <= maxLine;
    const header = fits ? readHeader(text, { inErrors: this.#section === 'errors', width: this.#width }) : null;
    if (header !== null) {
      this.#block = new PytestBlock(header, text.trimEnd());
      this.#run.addBlock(this.#block);
    } else if (text.startsWith('!') && interruption.test(text.trimEnd())) this.#run.interrupted = true;
    else if (!this.#closeQuietly(text)) this.#inBlock(text);
  }

  #inBlock(text: string): void {
    if (this.#block !== null) {
      this.#block.add(text);
      return;
    }
    const line = this.#section === 'failures' ? readTracebackLine(text.slice(0, maxLine)) : null;
    if (line !== null) this.#run.addLine(line);
  }

  #endRun(): void {
    if (!this.#announced && this.#run.isEmpty) return;
    const { counts, interrupted } = this.#run;
    this.#tally.add({ ...this.#run.failures(), counts });
    this.#complete = counts !== null && !interrupted;
  }

  end(): boolean | null {
    this.#endRun();
    return this.#complete;
  }
}
