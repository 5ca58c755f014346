import type { Counts, Failure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { TestunitBlock } from './testunit-block.ts';

/** The ruler is as wide as the terminal, 79 in a pipe. */
const ruler = '='.repeat(40);
/** With `--no-show-detail-immediately` the faults are numbered; more than these have no trigger. */
const listed = Array.from({ length: 99 }, (_, at) => [`${at + 1}) Failure: test`, `${at + 1}) Error: test`]).flat();

/** Ruby's test-unit 2.5 to 3.6. Source: lib/test/unit/ui/console/testrunner.rb and testresult.rb. */
export const testunit: Runner = perStream('testunit', {
  triggers: [
    { start: ruler, end: ruler },
    ...listed.map((start) => ({ start })),
    { start: 'Loaded suite ' },
    { end: ' notifications' },
  ],
  part: (tally) => new TestunitStream(tally),
});

const summary =
  /^(\d{1,9}) tests, \d{1,9} assertions, (\d{1,9}) failures, (\d{1,9}) errors, (\d{1,9}) pendings, (\d{1,9}) omissions, \d{1,9} notifications$/;
const maxFailures = 10_000;

class TestunitStream implements StreamPart {
  readonly #tally: Tally;
  #blocks: TestunitBlock[] = [];
  #block: TestunitBlock | null = null;
  #afterRuler = false;
  #open = false;
  #closed = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    this.#step(line);
    return this.#afterRuler || this.#block !== null;
  }

  #step({ text, whole }: Line): void {
    const afterRuler = this.#afterRuler;
    this.#afterRuler = text.startsWith(ruler) && /^=+$/.test(text.slice(0, 1000));
    if (this.#afterRuler) {
      this.#block = null;
      return;
    }
    const block = whole && (afterRuler || /^ {0,6}\d/.test(text)) ? TestunitBlock.from(text) : null;
    if (block !== null) {
      this.#block = block;
      if (this.#blocks.length < maxFailures) this.#blocks.push(block);
    } else this.#block?.add(text);
    if (this.#block?.isEnough === true) this.#block = null;
    if (text.startsWith('Loaded suite ')) this.#begin();
    const counts = text.endsWith(' notifications') ? readSummary(text) : null;
    if (counts !== null) this.#close(counts);
  }

  #begin(): void {
    if (this.#open) this.#add(null);
    this.#open = true;
    // What stands above is of another runner.
    this.#blocks = [];
    this.#block = null;
  }

  #close(counts: Counts): void {
    this.#add(counts);
    this.#closed = true;
  }

  #add(counts: Counts | null): void {
    const failures = [...this.#own('failed', counts?.failed ?? null), ...this.#own('error', counts?.errors ?? null)];
    const wanted = counts === null ? 0 : counts.failed + counts.errors;
    const warning = `test-unit counts ${wanted} failures and errors, but shows ${failures.length}`;
    this.#tally.add({ failures, counts, warnings: failures.length < wanted ? [warning] : [] });
    this.#blocks = [];
    this.#block = null;
    this.#open = false;
  }

  /** What has no trace was printed by a test, as was one more than it counts. */
  #own(outcome: 'failed' | 'error', wanted: number | null): readonly Failure[] {
    const own = this.#blocks.filter((block) => block.outcome === outcome && block.isPlaced);
    return own.slice(0, wanted ?? own.length).map((block) => block.failure());
  }

  end(): boolean | null {
    if (!this.#open) return this.#closed ? true : null;
    this.#add(null);
    return false;
  }
}

function readSummary(text: string): Counts | null {
  const match = text.length > 250 ? null : summary.exec(text);
  if (match === null) return null;
  const [, all = 0, failed = 0, errors = 0, pendings = 0, omissions = 0] = match.map(Number);
  const skipped = pendings + omissions;
  return { ran: Math.max(0, all - skipped), failed, errors, skipped };
}
