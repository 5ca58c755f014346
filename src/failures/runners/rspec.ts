import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { RspecBlock } from './rspec-block.ts';
import { readListed, readTotals } from './rspec-listed.ts';
import { RspecRun } from './rspec-run.ts';

/** More marks than these are not needed to see that examples failed. */
const marks = Array.from({ length: 50 }, (_, index) => `(FAILED - ${index + 1})`);

/**
 * RSpec 2 and 3 with the formats progress and documentation, and what inherits from them (Fuubar); rspec-retry's lines.
 * Sources: rspec-core, lib/rspec/core/notifications.rb and formatters/; rspec-retry, lib/rspec/retry.rb.
 */
export const rspec: Runner = perStream('rspec', {
  triggers: [
    { start: 'Failures:', end: 'Failures:' },
    { start: 'Failed examples:', end: 'Failed examples:' },
    { start: 'An error occurred ' },
    { start: 'Finished in ' },
    { start: 'RSpec::Retry: ' },
    { start: '1st Try error in ' },
    { start: 'RSpec is shutting down ' },
    ...marks.map((end) => ({ end })),
  ],
  part: (tally) => new RspecStream(tally),
});

const loading = /^An error occurred while loading (.{1,400}?)\.(?: - Did you mean\?)?$/;
const hook = /^An error occurred (?:in an? (`[^`]{1,60}` hook)|(while [^.]{1,100}))\.$/;
const retried = /^RSpec::Retry: (\d{1,4})(?:st|nd|rd|th) try (.{1,400})$/;
const firstError = /^1st Try error in (.{1,400}):$/;
const mark = /^(.*) \(FAILED - \d{1,2}\)$/;
/** Longer than any failure that a person would read; what follows is left to the list. */
const maxBlock = 500;
const maxFailures = 10_000;
const maxBlankBetween = 3;
const maxTitleLines = 5;

type State = 'idle' | 'failures' | 'outside' | 'totals' | 'closed' | 'list' | 'tried';

class RspecStream implements StreamPart {
  readonly #tally: Tally;
  #run = new RspecRun();
  #state: State = 'idle';
  #block: RspecBlock | null = null;
  #linesIn = 0;
  #triedId = '';
  #sawRun = false;
  #cut = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    this.#step(line);
    return this.#state !== 'idle' && this.#state !== 'closed';
  }

  #step({ text, whole }: Line): void {
    if (this.#startsHere(text, whole)) return;
    switch (this.#state) {
      case 'idle':
      case 'closed':
        break;
      case 'failures':
        this.#inFailures(text, whole);
        break;
      case 'outside':
        this.#block?.add(text);
        if (this.#block === null || this.#block.size > 60) this.#state = 'idle';
        break;
      case 'totals':
        this.#inTotals(text);
        break;
      case 'list':
        this.#inList(text, whole);
        break;
      case 'tried':
        if (text.trim() !== '') this.#run.retry(this.#triedId, { message: text.trim().slice(0, 1000) });
        if (text.trim() !== '' || ++this.#linesIn > maxBlankBetween) this.#state = 'idle';
        break;
    }
  }

  #startsHere(text: string, whole: boolean): boolean {
    const line = text.trim();
    if (text === 'Failures:') {
      this.#enter('failures');
      this.#run.blocks.length = 0;
      return true;
    }
    if (line === 'Failed examples:' && text === line) {
      this.#enter('list');
      this.#run.listed.length = 0;
      return true;
    }
    if (text.startsWith('Finished in ')) {
      this.#enter('totals');
      return true;
    }
    return whole && this.#state !== 'failures' && this.#startsAside(line.slice(0, 500));
  }

  #startsAside(line: string): boolean {
    if (line.startsWith('An error occurred ')) return this.#startOutside(line);
    if (line.startsWith('RSpec::Retry: ')) {
      const match = retried.exec(line);
      if (match?.[2] !== undefined) this.#run.retry(match[2], { attempt: Number(match[1]) });
      return match !== null;
    }
    const tried = line.startsWith('1st Try') ? firstError.exec(line)?.[1] : undefined;
    if (tried !== undefined) {
      this.#triedId = tried;
      this.#enter('tried');
      return true;
    }
    if (line.startsWith('RSpec is shutting down ')) this.#run.interrupted = true;
    const title = line.endsWith(')') ? mark.exec(line)?.[1] : undefined;
    if (title !== undefined && this.#run.live.length < marks.length) this.#run.live.push(title);
    return title !== undefined;
  }

  #startOutside(line: string): boolean {
    const file = loading.exec(line)?.[1] ?? null;
    const other = file === null ? hook.exec(line) : null;
    const what = file ?? other?.[1] ?? other?.[2];
    const block = RspecBlock.from(`  0) ${line}`);
    if (what === undefined || block === null || this.#run.outside.length >= maxFailures) return false;
    // A run that is over has no more errors: this one is of the next.
    if (this.#run.counts !== null) this.#close();
    this.#enter('outside');
    this.#block = block;
    this.#run.outside.push({ file, what, block });
    return true;
  }

  #enter(state: State): void {
    if (this.#run.counts !== null && state !== 'list') this.#close();
    this.#state = state;
    this.#block = null;
    this.#linesIn = 0;
  }

  #inFailures(text: string, whole: boolean): void {
    const block = whole ? RspecBlock.from(text) : null;
    if (block !== null && block.number === this.#run.blocks.length + 1) {
      this.#block = block;
      if (this.#run.blocks.length < maxFailures) this.#run.blocks.push(block);
    } else if (this.#block !== null && (text === '' || text.startsWith(' ') || this.#block.size < maxTitleLines)) {
      this.#block.add(text);
      if (this.#block.size > maxBlock) this.#state = 'idle';
    } else if (text.trim() !== '' || ++this.#linesIn > maxBlankBetween) this.#state = 'idle';
  }

  #inTotals(text: string): void {
    const counts = readTotals(text);
    this.#state = counts === null ? 'idle' : 'closed';
    if (counts === null) return;
    this.#run.counts = counts;
    // The list stands below; one from before was printed by an example.
    this.#run.listed.length = 0;
    this.#sawRun = true;
  }

  /** Titles may have several lines, so only a count or many strange lines end the list. */
  #inList(text: string, whole: boolean): void {
    const listed = whole || / #(?: |$)/.test(text.slice(0, 4000)) ? readListed(text) : null;
    const { listed: all, counts } = this.#run;
    if (listed !== null && all.length < maxFailures) all.push(listed);
    this.#linesIn = listed === null ? this.#linesIn + 1 : 0;
    const isAll = counts !== null && all.length >= counts.failed;
    if (isAll || this.#linesIn > maxBlankBetween + 2 || (counts === null && all.length > 0 && text === '')) {
      this.#state = 'closed';
    }
  }

  #close(): void {
    if (!this.#run.isEmpty) this.#tally.add(this.#run.finish());
    this.#run = new RspecRun();
  }

  end(): boolean | null {
    this.#cut = this.#run.counts === null && !this.#run.isEmpty;
    // Words like RSpec's that nothing else bears out: a test may print its `Failures:` or `(FAILED - 1)`.
    const { listed, outside, counts } = this.#run;
    const alone = counts === null && listed.length === 0 && this.#sawRun;
    if (alone && outside.length === 0) this.#cut = false;
    else this.#close();
    return this.#sawRun || this.#cut ? !this.#cut : null;
  }
}
