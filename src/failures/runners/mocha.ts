import { type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { readFrame } from './js-frame.ts';
import { MochaEpilogue } from './mocha-epilogue.ts';
import { MochaTree } from './mocha-tree.ts';
import { TapPart, tapTriggers } from './tap-part.ts';

const crash = 'Exception during run: ';
const crashed = '✖ ERROR: ';
const maxCrashLines = 40;

/**
 * mocha, 2 to 12, with the reporters that end as the default one does (spec, dot, min, list, landing, nyan, progress), and
 * tap. Source: lib/reporters/base.js and lib/cli/run.js.
 */
export const mocha: Runner = perStream('mocha', {
  triggers: [
    ...[...'0123456789'].flatMap((start) => ['ms)', 's)', 'm)', 'h)', 'd)'].map((end) => ({ start, end }))),
    ...['✓ ', '✔ ', crash, crashed].map((start) => ({ start })),
    ...[...'123456789'].map((number) => ({ start: `${number}) ` })),
    ...tapTriggers,
  ],
  part: (tally) => new MochaPart(tally),
});

/** mocha itself broke, mostly because a file of tests could not be loaded. */
interface Crash {
  readonly message: string;
  file: string | null;
  line: number | null;
  /** How many more lines may tell the file. */
  lines: number;
}

class MochaPart implements StreamPart {
  readonly #tally: Tally;
  readonly #tap: TapPart;
  /** The failures of the run at hand as they were printed, and of the one that the epilogue is about. */
  #tree = new MochaTree();
  #told = new MochaTree();
  #epilogue: MochaEpilogue | null = null;
  /** Lines that say that a test passed: before the epilogue at hand, and since. */
  #ticksBefore = 0;
  #ticks = 0;
  #crash: Crash | null = null;
  #last: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
    this.#tap = new TapPart(tally, 'mocha');
  }

  line(line: Line): boolean {
    const more = this.#tap.line(line);
    return this.#line(line) || more;
  }

  #line({ text, whole, before }: Line): boolean {
    if (!whole) return false;
    const told = text.trimStart();
    if (told.startsWith('✓ ') || told.startsWith('✔ ')) {
      if (text.startsWith('  ')) this.#ticks += 1;
      return false;
    }
    const passed = MochaEpilogue.begin(text);
    if (passed !== null) return this.#begin(passed);
    if (told.startsWith(crash) || told.startsWith(crashed)) return this.#crashes(told);
    if (this.#crash !== null && this.#crash.lines > 0) return this.#inCrash(this.#crash, text);
    return this.#epilogue === null || this.#epilogue.isWhole
      ? this.#inTree(text, before) || this.#epilogue?.line(text) === true
      : this.#epilogue.line(text);
  }

  #inTree(text: string, before: () => Iterable<string>): boolean {
    if (!this.#tree.line(text, before, this.#ticks > 0)) {
      // Tests that passed since its last failure may be the next run's.
      if (!this.#tree.isMixed) this.#tree = new MochaTree();
      this.#finish();
      this.#tree = new MochaTree();
      this.#tree.line(text, before, this.#ticks > 0);
    }
    return this.#tree.asks;
  }

  /** An epilogue that a test printed does not fit the tests that passed before it, while the next one counts all of them. */
  #begin(passed: number): boolean {
    const before = this.#epilogue;
    const isForged =
      before !== null && this.#ticksBefore !== before.passing && this.#ticksBefore + this.#ticks === passed;
    const told = this.#tree;
    this.#tree = new MochaTree();
    if (isForged) this.#ticks += this.#ticksBefore;
    else this.#finish();
    this.#ticksBefore = this.#ticks;
    this.#ticks = 0;
    this.#epilogue = new MochaEpilogue(passed);
    this.#told = told;
    return true;
  }

  #crashes(text: string): boolean {
    this.#finish();
    const message = text.slice(text.startsWith(crash) ? crash.length : crashed.length, 400).trim();
    this.#crash = { message, file: null, line: null, lines: maxCrashLines };
    return this.#inCrash(this.#crash, text);
  }

  #inCrash(found: Crash, text: string): boolean {
    found.lines -= 1;
    const place = readFrame(text);
    if (place !== null) {
      found.file = place.file;
      found.line = place.line;
      found.lines = 0;
    }
    return found.lines > 0;
  }

  #finish(): void {
    if (this.#crash !== null) {
      this.#tally.add({
        failures: broken(this.#crash),
        counts: null,
        warnings: [`mocha could not run: ${this.#crash.message}`],
      });
      this.#last = false;
    }
    if (this.#epilogue !== null) {
      this.#tally.add(this.#epilogue.result(this.#told));
      this.#last = this.#epilogue.isWhole;
    }
    // Without a test that passed it may be any program's list below a heading.
    if (this.#tree.isProven && this.#ticks > 0) {
      this.#tally.add({ failures: this.#tree.failures, counts: null, warnings: this.#tree.warnings });
      this.#last = false;
      this.#tree = new MochaTree();
    }
    this.#crash = null;
    this.#epilogue = null;
  }

  end(): boolean | null {
    this.#finish();
    return this.#tap.end() ?? this.#last;
  }
}

function broken({ message, file, line }: Crash): readonly Failure[] {
  if (file === null) return [];
  return [
    makeFailure({ id: file, runner: 'mocha', rerunId: null, message, file, line, outcome: 'error', unit: 'module' }),
  ];
}
