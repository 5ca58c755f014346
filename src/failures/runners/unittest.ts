import type { Failure, RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';
import { CapturedOutput, capturedTriggers } from './captured-output.ts';
import { type Block, flavourOf, maxHeaderLength, OpenBlock, singleRule } from './unittest-block.ts';
import { LiveLines } from './unittest-live.ts';
import { type Details, readDetails, settle } from './unittest-verdict.ts';

/** Python's unittest, 2.7 to 3.14, and what prints like it (Django). Source: CPython, Lib/unittest/runner.py. */
export const unittest: Runner = { name: 'unittest', parser: () => new UnittestParser() };

const doubleRule = '='.repeat(70);
const ran = /^Ran (\d{1,9}) tests? in \d{1,9}\.\d{1,6}s$/;
const looseRan = /^Ran \d{1,9}(?: \([+-]\d{1,9}\))? tests? in /;
const looseVerdict = /^(?:FAILED \(failures=\d{1,9}\)|OK)$/;
const verdict = /^(OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$/;
const maxHeaderLines = 12;
const maxFailures = 10_000;
const verdictWithin = 3;

class UnittestParser implements Parser {
  readonly runner = 'unittest';
  /** Rules, and with -v `… ... ok` and its kin, or a line with the test alone: `test_x (mod.T)`. */
  readonly triggers = [
    ...['='.repeat(70), '-'.repeat(70), 'FAILED (id='].map((start) => ({ start })),
    ...['... ok', '... FAIL', '... ERROR', 'unexpected success'].map((end) => ({ end })),
    ...['test', 'runTest'].map((start) => ({ start, end: ')' })),
    { start: 'Ran ', end: 's' },
    ...capturedTriggers,
  ];
  readonly #tally = new Tally();
  readonly #streams = { stdout: new UnittestStream(this.#tally), stderr: new UnittestStream(this.#tally) };

  line(line: Line): boolean {
    return this.#streams[line.stream].line(line);
  }

  end(): RunnerReport | null {
    const { stderr, stdout } = this.#streams;
    const closed = stderr.hasClosed || stdout.hasClosed;
    const rests = [stderr, stdout].flatMap((stream) => {
      const rest = stream.end();
      // What a test prints on the other stream is no run of its own.
      return rest === null || (closed && !stream.hasClosed) ? [] : [rest];
    });
    if (!closed && rests.length === 0) return null;
    for (const blocks of rests) this.#tally.add({ failures: blocks.map(failureOf), counts: null, warnings: [] });
    return this.#tally.report(this.runner, rests.length === 0);
  }
}

type State = 'idle' | 'header' | 'successes' | 'body' | 'verdict';

/** One stream's part: a run's blocks and its closing lines stand on the same stream. */
class UnittestStream {
  readonly #tally: Tally;
  hasClosed = false;
  #state: State = 'idle';
  #afterRule = false;
  #header: string[] = [];
  #block: OpenBlock | null = null;
  #blocks: Block[] = [];
  /** How many blocks came after the last one that another runner must have printed; null if there was none. */
  #sinceForeign: number | null = null;
  /** Unexpected successes were listed as another runner does. */
  #foreignSuccess = false;
  /** testtools and testr print `Ran 3 tests in 0.1s` without a rule before it and the verdict right below. */
  #afterLooseRan = false;
  #tests = 0;
  #linesSinceRan = 0;
  #live = new LiveLines();
  readonly #captured = new CapturedOutput();

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    if (this.#captured.isInside(line.text)) return true;
    this.#step(line);
    const inBody = this.#state === 'body';
    const busy = inBody ? this.#block?.isEnough === false : this.#state !== 'idle';
    return busy || this.#afterRule || this.#afterLooseRan || this.#live.wantsNext;
  }

  #step({ text, whole }: Line): void {
    const afterRule = this.#afterRule;
    this.#afterRule = text === singleRule;
    if (this.#endsForeignList(text, afterRule)) {
      this.#reset();
      return;
    }
    if (text === doubleRule) {
      this.#finishBlock();
      this.#begin('header');
      return;
    }
    if (afterRule && this.#startVerdict(text)) return;
    switch (this.#state) {
      case 'idle':
        if (whole) this.#live.add(text);
        break;
      case 'header':
        this.#inHeader(text);
        break;
      case 'successes':
        if (this.#afterRule) this.#finishSuccesses();
        else this.#inHeader(text);
        break;
      case 'body':
        this.#block?.add(text);
        break;
      case 'verdict':
        this.#inVerdict(text);
        break;
    }
  }

  /** True for the closing line of testtools or testr: the blocks before it are theirs. */
  #endsForeignList(text: string, afterRule: boolean): boolean {
    const afterLooseRan = this.#afterLooseRan;
    this.#afterLooseRan = !afterRule && text.startsWith('Ran ') && looseRan.test(text.slice(0, 200));
    return (afterLooseRan && looseVerdict.test(text)) || text.startsWith('FAILED (id=');
  }

  #begin(state: State): void {
    this.#state = state;
    this.#header = [];
  }

  #inHeader(text: string): void {
    if (this.#state === 'header' && text === singleRule) {
      this.#openBlock();
      return;
    }
    if (this.#header.length === 0) {
      const flavour = flavourOf(text);
      if (flavour === null) {
        this.#begin('idle');
        return;
      }
      if (flavour === 'UNEXPECTED SUCCESS') this.#state = 'successes';
    }
    this.#header.push(text.slice(0, maxHeaderLength));
    if (this.#state === 'header' && this.#header.length > maxHeaderLines) this.#begin('idle');
    if (this.#header.length > maxFailures) this.#begin('idle');
  }

  #openBlock(): void {
    this.#block = OpenBlock.from(this.#header);
    this.#state = 'body';
    // A body starts with this rule, so what follows it is no closing line.
    this.#afterRule = false;
    if (this.#block === null) this.#sinceForeign = 0;
    else if (this.#sinceForeign !== null) this.#sinceForeign += 1;
  }

  #finishBlock(): void {
    if (this.#state === 'successes') this.#finishSuccesses();
    if (this.#block !== null && this.#blocks.length < maxFailures) this.#blocks.push(this.#block.finish());
    this.#block = null;
  }

  #finishSuccesses(): void {
    for (const line of this.#header) {
      if (flavourOf(line) !== 'UNEXPECTED SUCCESS') continue;
      const block = OpenBlock.from([line]);
      if (block === null) this.#foreignSuccess = true;
      else this.#blocks.push(block.finish());
    }
    this.#begin('idle');
  }

  #startVerdict(text: string): boolean {
    const match = ran.exec(text);
    if (match === null) return false;
    this.#finishBlock();
    this.#tests = Number(match[1]);
    this.#linesSinceRan = 0;
    this.#begin('verdict');
    return true;
  }

  #inVerdict(text: string): void {
    const match = verdict.exec(text);
    if (match !== null) this.#close(match[1] === 'FAILED', match[2] ?? '');
    else if (++this.#linesSinceRan > verdictWithin) this.#state = 'idle';
  }

  #close(failed: boolean, details: string): void {
    const told = readDetails(details);
    if (told !== null && !(failed && this.#isForeign(told))) {
      const seen = { blocks: this.#blocks, live: this.#live.blocks(), tests: this.#tests };
      const { blocks, counts, warnings } = settle({ failed, told, ...seen });
      this.#tally.add({ failures: blocks.map(failureOf), counts, warnings });
      this.hasClosed = true;
    }
    this.#reset();
  }

  /** True if the list that a verdict counts has blocks of another runner, such as nose. */
  #isForeign({ failures, errors, unexpected }: Details): boolean {
    if (unexpected > 0 && this.#foreignSuccess) return true;
    if (this.#sinceForeign === null) return false;
    return this.#sinceForeign < failures + errors || this.#blocks.length === 0;
  }

  #reset(): void {
    this.#begin('idle');
    this.#block = null;
    this.#blocks = [];
    this.#sinceForeign = null;
    this.#foreignSuccess = false;
    this.#afterLooseRan = false;
    this.#live = new LiveLines();
  }

  /** What was said after the last verdict; null if that was nothing. */
  end(): readonly Block[] | null {
    this.#finishBlock();
    const listed = new Set(this.#blocks.map((block) => block.failure.id));
    const blocks = [...this.#blocks, ...this.#live.blocks().filter((block) => !listed.has(block.failure.id))];
    return blocks.length === 0 && !this.#live.sawTest ? null : blocks;
  }
}

function failureOf(block: Block): Failure {
  return block.failure;
}
