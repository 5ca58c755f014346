import type { Counts } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { MinitestBlock, type MinitestLabel, readLabel, readName } from './minitest-block.ts';
import { ReporterLines } from './minitest-reporters.ts';
import { MinitestRun } from './minitest-run.ts';

/**
 * minitest 4 to 6, in its own form, that of Rails (which prints failures at once) and those of minitest-reporters.
 * Sources: minitest, lib/minitest.rb; railties, lib/rails/test_unit/reporter.rb.
 */
export const minitest: Runner = perStream('minitest', {
  triggers: [
    { start: '# Running' },
    { start: 'Started with run options ' },
    { start: 'Finished in ' },
    { start: 'Finished tests in ' },
    { start: 'Failure:', end: 'Failure:' },
    { start: 'Error:', end: 'Error:' },
    { start: 'bin/rails test ' },
    { start: 'rails test ' },
    ...[') Failure:', ') Error:', ') Skipped:', ') UnexpectedWarning:', ' s = F', ' s = E'].map((end) => ({ end })),
    ...[' skips', ' warnings'].map((end) => ({ end })),
  ],
  part: (tally) => new MinitestStream(tally),
});

const running = /^# Running(?:$|:| tests)/;
const finished = /^Finished (?:tests )?in \d{1,9}\.\d{1,9}s(?:$|,)/;
const verbose = /^(\S.{0,600}#test.{0,600}) = (\d{1,9}\.\d\d) s = ([FE])$/;
const snippet = /^(?:bin\/)?rails test \S.{0,400}:\d{1,9}$/;
const summary =
  /^(\d{1,9}) (?:runs|tests), \d{1,9} assertions, (\d{1,9}) failures, (\d{1,9}) errors, (\d{1,9}) skips(?:, \d{1,9} warnings)?$/;

class MinitestStream implements StreamPart {
  readonly #tally: Tally;
  #run = new MinitestRun();
  #label: { readonly label: MinitestLabel; readonly text: string } | null = null;
  #block: MinitestBlock | null = null;
  #reporter: ReporterLines | null = null;
  #closed = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    this.#step(line);
    return this.#label !== null || this.#block !== null || this.#reporter !== null;
  }

  #step({ text, whole }: Line): void {
    const label = whole ? readLabel(text) : null;
    if (label !== null) {
      this.#block = null;
      this.#label = { label, text };
      return;
    }
    if (this.#label !== null && this.#startBlock(this.#label, text, whole)) return;
    if (this.#startsOrEnds(text)) return;
    if (snippet.test(text.slice(0, 500))) {
      if (whole) this.#run.confirm();
      this.#block = null;
      return;
    }
    if (whole) this.#mark(text);
    this.#block?.add(text);
    if (this.#block?.isEnough === true) this.#block = null;
  }

  /** True if the line names a test, as the one below a label does. */
  #startBlock({ label, text: above }: { label: MinitestLabel; text: string }, text: string, whole: boolean): boolean {
    this.#label = null;
    const name = whole ? readName(text, label.kind) : null;
    if (name === null) return false;
    this.#block = new MinitestBlock(label, name, [above, text]);
    this.#run.add(this.#block);
    return true;
  }

  #startsOrEnds(text: string): boolean {
    if (text.startsWith('# Running') && running.test(text.slice(0, 40))) this.#begin(null);
    else if (text.startsWith('Started with run options ')) this.#begin(new ReporterLines());
    else if (text.startsWith('Finished ') && finished.test(text.slice(0, 100))) {
      this.#run.finish();
      this.#reporter = null;
    } else {
      const counts = text.endsWith('s') ? readSummary(text) : null;
      if (counts === null) return false;
      this.#tally.add(this.#run.result(counts));
      this.#closed = true;
      this.#run = new MinitestRun();
    }
    this.#block = null;
    return true;
  }

  #begin(reporter: ReporterLines | null): void {
    if (!this.#run.isEmpty) this.#tally.add(this.#run.result(null));
    this.#run = new MinitestRun();
    this.#run.started = true;
    this.#reporter = reporter;
  }

  #mark(text: string): void {
    const mark = this.#reporter?.add(text) ?? null;
    if (mark !== null) this.#run.mark(mark);
    const match = text.includes(' s = ') && text.length < 1500 ? verbose.exec(text) : null;
    if (match?.[1] === undefined) return;
    const outcome = match[3] === 'E' ? 'error' : 'failed';
    this.#run.mark({ id: match[1], outcome, durationMs: Math.round(Number(match[2]) * 1000), block: null });
  }

  end(): boolean | null {
    if (this.#run.isEmpty) return this.#closed ? true : null;
    this.#tally.add(this.#run.result(null));
    return false;
  }
}

function readSummary(text: string): Counts | null {
  const match = text.length > 200 ? null : summary.exec(text);
  if (match === null) return null;
  const [, all = 0, failed = 0, errors = 0, skipped = 0] = match.map(Number);
  return { ran: Math.max(0, all - skipped), failed, errors, skipped };
}
