import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';

/**
 * busted 2 with the output handlers utfTerminal and plainTerminal, in English; what its TAP and gtest ones print is read
 * as TAP and gtest. Source: busted/outputHandlers/utfTerminal.lua.
 */
export const busted: Runner = perStream('busted', {
  triggers: [
    { end: ' seconds' },
    ...['Failure → ', 'Failure -> ', 'Error → ', 'Error -> '].map((start) => ({ start })),
  ],
  part: (tally) => new BustedStream(tally),
});

const status =
  /^(\d{1,9}) success(?:es)? \/ (\d{1,9}) failures? \/ (\d{1,9}) errors? \/ (\d{1,9}) pending : \d[\d.]{0,20} seconds$/;
const header = /^(Failure|Error) (?:→|->) (.*)$/;
const place = /^(.{1,400}) @ (\d{1,9})$/;
const source = /^[^:]{1,400}\.(?:lua|moon)$/;
const maxLine = 2000;
const enough = 60;

class BustedBlock {
  readonly outcome: 'failed' | 'error';
  name: string | null = null;
  #message: string | null = null;
  #size = 0;
  readonly #at: { readonly file: string; readonly line: number } | null;
  readonly #excerpt = new Excerpt();

  constructor(outcome: 'failed' | 'error', about: string, text: string) {
    const match = place.exec(about);
    this.outcome = outcome;
    this.#at = match?.[1] === undefined ? null : { file: match[1], line: Number(match[2]) };
    // What has no place, such as a file that cannot be loaded, has its message there.
    if (match === null) this.#message = about;
    this.#excerpt.add(text);
  }

  get isEnough(): boolean {
    return this.#size > enough;
  }

  add(text: string): void {
    this.#size += 1;
    this.#excerpt.add(text);
    const line = text.trim().slice(0, maxLine);
    // A message without a place may have several lines before the file's name.
    if (this.name === null || (this.#at === null && source.test(line))) this.name = line;
    else if (line !== '') this.#message ??= line;
  }

  failure(): Failure | null {
    if (this.name === null || this.name === '') return null;
    const loaded = source.test(this.name) ? this.name.replace(/^suite /, '') : null;
    const hook = /(?:^| )(?:(?:before|after)_each|(?:strict_|lazy_)?(?:setup|teardown))$/.test(this.name);
    return makeFailure({
      id: loaded ?? this.name,
      runner: 'busted',
      message: this.#message,
      file: this.#at?.file ?? loaded,
      line: this.#at?.line ?? null,
      outcome: this.outcome,
      excerpt: this.#excerpt.lines(),
      ...(loaded === null ? {} : { unit: 'module' }),
      ...(hook ? { unit: 'suite', rerunId: null } : {}),
    });
  }
}

class BustedStream implements StreamPart {
  readonly #tally: Tally;
  #counts: Counts | null = null;
  #blocks: BustedBlock[] = [];
  #block: BustedBlock | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    this.#step(line);
    return this.#block !== null;
  }

  #step({ text, whole }: Line): void {
    const counts = text.endsWith(' seconds') ? readStatus(text) : null;
    if (counts !== null) {
      this.#close();
      this.#counts = counts;
      this.#block = null;
      return;
    }
    // The list stands below the status.
    if (this.#counts === null) return;
    const match = header.exec(text.slice(0, maxLine));
    if (match?.[2] !== undefined && this.#blocks.length < this.#counts.failed + this.#counts.errors) {
      this.#block = new BustedBlock(match[1] === 'Error' ? 'error' : 'failed', match[2], text);
      this.#blocks.push(this.#block);
    } else if (this.#block !== null && (whole || this.#block.name !== null)) {
      this.#block.add(text);
      if (this.#block.isEnough) this.#block = null;
    }
  }

  #close(): void {
    if (this.#counts === null) return;
    const failures = this.#blocks.map((block) => block.failure()).filter((failure) => failure !== null);
    const wanted = this.#counts.failed + this.#counts.errors;
    const warning = `busted counts ${wanted} failures and errors, but its list has ${failures.length}`;
    this.#tally.add({ failures, counts: this.#counts, warnings: failures.length < wanted ? [warning] : [] });
    this.#blocks = [];
    this.#counts = null;
  }

  end(): boolean | null {
    if (this.#counts === null) return null;
    this.#close();
    return true;
  }
}

function readStatus(text: string): Counts | null {
  // The dots stand before it, or what a test has printed.
  const word = text.lastIndexOf(' success');
  let start = word;
  while (start > 0 && word - start < 9 && /\d/.test(text[start - 1] ?? '')) start -= 1;
  const match = word < 0 || text.length - word > 200 ? null : status.exec(text.slice(start));
  if (match === null) return null;
  const [, passed = 0, failed = 0, errors = 0, pending = 0] = match.map(Number);
  return { ran: passed + failed + errors, failed, errors, skipped: pending };
}
