import type { Line } from '../parser.ts';
import { flavourOf, ListedBlock } from './listed-block.ts';
import type { ListedClosing, ListedRun } from './listed-run.ts';

export const doubleRule = '='.repeat(70);
export const singleRule = '-'.repeat(70);
export const announcement = 'Tests running...';

const ran = /^Ran (\d{1,9})(?: \([+-]\d{1,9}\))? tests?(?: in -?\d{1,9}\.\d{1,6}s(?: \([+-]\d{1,9}\.\d{1,6}s\))?)?$/;
const verdict = /^(OK|FAILED|PASSED)(?: \((.{1,400})\))?$/;
const detail = /^([A-Za-z][\w ]{0,60})=(\d{1,9})(?: \([+-]\d{1,9}\))?$/;
const maxHeaderLines = 12;
const maxSuccesses = 2000;
const maxBlocks = 10_000;

type State = 'idle' | 'header' | 'body' | 'closing';

/** Finds the lists of failures in one stream; whose they are is decided by the one who gets the runs. */
export class ListedStream {
  readonly #give: (run: ListedRun) => void;
  readonly #wants: (block: ListedBlock, announced: boolean) => boolean;
  #state: State = 'idle';
  #header: string[] = [];
  #blocks: ListedBlock[] = [];
  #block: ListedBlock | null = null;
  #isWanted = false;
  /** Lines that may turn out to be the closing ones, beginning with their rule. */
  #held: string[] = [];
  #tests: number | null = null;
  #announced = false;

  /** `wants` tells of which blocks more than the header is read. */
  constructor(give: (run: ListedRun) => void, wants: (block: ListedBlock, announced: boolean) => boolean) {
    this.#give = give;
    this.#wants = wants;
  }

  /** Returns true to be given the next line as well. */
  line({ text, whole }: Line): boolean {
    if (text === doubleRule) {
      this.#release();
      this.#finishBlock();
      this.#begin('header');
    } else if (text === announcement) {
      this.#announced = true;
    } else if (this.#state === 'header') {
      this.#inHeader(text, whole);
    } else {
      this.#outsideHeader(text, whole);
    }
    if (this.#state === 'body') return (this.#isWanted && this.#block?.isEnough === false) || this.#held.length > 0;
    return this.#state !== 'idle' || this.#held.length > 0;
  }

  #begin(state: State): void {
    this.#state = state;
    this.#header = [];
  }

  #inHeader(text: string, whole: boolean): void {
    if (text === singleRule && whole) {
      this.#openBlocks();
      return;
    }
    const flavour = flavourOf(text);
    if (this.#header.length === 0 && flavour === null) this.#begin('idle');
    else this.#header.push(text);
    const bound = this.#header[0]?.startsWith('UNEXPECTED SUCCESS') ? maxSuccesses : maxHeaderLines;
    if (this.#header.length > bound) this.#begin('idle');
  }

  /** unittest 3.11 and later lists all unexpected successes in one header. */
  #openBlocks(): void {
    const header = this.#header;
    const first = flavourOf(header[0] ?? '');
    this.#begin('idle');
    if (first === null) return;
    const starts = header.flatMap((line, at) => (at === 0 || flavourOf(line) === 'UNEXPECTED SUCCESS' ? [at] : []));
    const cut = first === 'UNEXPECTED SUCCESS' ? starts : [0];
    cut.forEach((at, index) => {
      this.#finishBlock();
      this.#block = new ListedBlock(first, header.slice(at, cut[index + 1]));
      this.#isWanted = this.#wants(this.#block, this.#announced);
    });
    this.#state = 'body';
    // The rule of the last header is that of the closing lines too.
    if (first === 'UNEXPECTED SUCCESS') this.#held = [singleRule];
  }

  #finishBlock(): void {
    if (this.#block !== null && this.#blocks.length < maxBlocks) this.#blocks.push(this.#block);
    this.#block = null;
  }

  #outsideHeader(text: string, whole: boolean): void {
    if (this.#tests === null) {
      const closing = readVerdict(text);
      // testr may leave out the line before; alone, this one was printed by a test.
      if (whole && closing?.details.has('id') === true && this.#blocks.length + (this.#block === null ? 0 : 1) > 0) {
        this.#close({ ...closing, afterRule: false, gap: 0, tests: null });
        return;
      }
      this.#beforeRan(text, whole);
      return;
    }
    const gap = this.#held.length - this.#held.findIndex((line) => ran.test(line)) - 1;
    const closing = whole ? readVerdict(text) : null;
    if (closing !== null) {
      this.#close({ ...closing, afterRule: this.#held[0] === singleRule, gap, tests: this.#tests });
    } else if (text === '' && gap < 1) this.#held.push(text);
    else {
      this.#release();
      this.#beforeRan(text, whole);
    }
  }

  #beforeRan(text: string, whole: boolean): void {
    const tests = text.startsWith('Ran ') && whole ? ran.exec(text)?.[1] : undefined;
    if (tests !== undefined) {
      this.#held.push(text);
      this.#tests = Number(tests);
      return;
    }
    this.#release();
    if (text === singleRule) this.#held.push(text);
    else if (this.#state === 'body') this.#block?.add(text);
  }

  /** What was held is no closing line: it belongs to the block. */
  #release(): void {
    if (this.#state === 'body') for (const line of this.#held) this.#block?.add(line);
    this.#held = [];
    this.#tests = null;
  }

  #close(closing: ListedClosing): void {
    this.#held = [];
    this.#tests = null;
    this.#finishBlock();
    this.#give({ blocks: this.#blocks, closing, announced: this.#announced });
    this.#blocks = [];
    this.#announced = false;
    this.#begin('idle');
  }

  /** The stream has ended. */
  end(): void {
    this.#finishBlock();
    if (this.#blocks.length === 0 && !this.#announced) return;
    this.#give({ blocks: this.#blocks, closing: null, announced: this.#announced });
  }
}

function readVerdict(text: string): Pick<ListedClosing, 'verdict' | 'details'> | null {
  const match = text.length > 420 ? null : verdict.exec(text);
  const word = match?.[1];
  if (word !== 'OK' && word !== 'FAILED' && word !== 'PASSED') return null;
  const details = new Map<string, number>();
  for (const part of match?.[2]?.split(', ') ?? []) {
    const [, name, value] = detail.exec(part) ?? [];
    if (name === undefined) return null;
    details.set(name, Number(value));
  }
  return { verdict: word, details };
}
