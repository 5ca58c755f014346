import type { Line, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { JavacErrors } from './javac-errors.ts';
import { SurefireClosing } from './surefire-closing.ts';
import { readClassLine, readTestLine, readTotals, withoutLevel } from './surefire-lines.ts';
import { SurefireRun } from './surefire-run.ts';

/** What stands before the tests of failsafe in `Failure.rerunId`. */
export const failsafePrefix = 'it:';

const levels = ['', '[ERROR] ', '[INFO] ', '[WARNING] '];
const triggers: readonly Trigger[] = [
  { end: '<<< FAILURE!' },
  { end: '<<< ERROR!' },
  ...levels.map((level) => ({ start: `${level}Tests run: ` })),
  { start: 'T E S T S' },
  { start: '[INFO]  T E S T S' },
  ...['Results :', 'Results:', '[INFO] Results :', '[INFO] Results:'].map((start) => ({ start })),
  ...['maven-failsafe-plugin:', 'failsafe:', 'maven-surefire-plugin:', 'surefire:'].map((goal) => {
    return { start: `[INFO] --- ${goal}` };
  }),
  { start: '[ERROR] Crashed tests:' },
  { start: '[ERROR] COMPILATION ERROR' },
  { start: '[ERROR] ExecutionException The forked VM terminated' },
  { start: '[ERROR] There was a timeout or other error in the fork' },
  { start: '[ERROR] The forked VM terminated' },
];

/**
 * Maven's surefire and failsafe, 2.x to 3.x, and the compiler before them. Source: maven-surefire-common,
 * report/{ConsoleReporter,TestSetStats,WrappedReportEntry,DefaultReporterFactory}.java.
 */
export const surefire = perStream('surefire', { triggers, part: (tally) => new SurefireStream(tally) });

type State = 'idle' | 'trace' | 'closing' | 'crashed' | 'compiler';
const maxTraceLines = 60;
const headingWithin = 4;
const maxClosingLines = 20_000;
const className = /^[\p{L}_$][\p{L}\p{N}_$.]{0,400}$/u;

class SurefireStream implements StreamPart {
  readonly #tally: Tally;
  #state: State = 'idle';
  #lines = 0;
  #className: string | null = null;
  #prefix = '';
  #run = new SurefireRun('');
  #closing = new SurefireClosing();
  #give: ((text: string) => void) | null = null;
  #javac = new JavacErrors('surefire');
  #complete = true;
  #there = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    this.#lines += 1;
    const { text, level } = withoutLevel(line.text);
    if (!this.#starts(text) && line.whole) this.#inside(text, level);
    return this.#state !== 'idle';
  }

  /** What means the same wherever it stands. */
  #starts(text: string): boolean {
    if (text.startsWith('--- ')) {
      this.#prefix = text.includes('failsafe') ? failsafePrefix : '';
      this.#go('idle');
      return true;
    }
    if (text.trim() === 'T E S T S') {
      this.#closeRun();
      this.#go('idle');
      return true;
    }
    if (text.startsWith('Results')) {
      this.#closing = new SurefireClosing();
      this.#go('closing');
      return true;
    }
    if (text.startsWith('Crashed tests:')) this.#go('crashed');
    else if (text.startsWith('COMPILATION ERROR')) this.#go('compiler');
    else if (text.includes('The forked VM terminated') || text.startsWith('There was a timeout or other error in')) {
      this.#run.warn('surefire says that a JVM ended before all of its tests were done');
    } else return this.#ofTests(text);
    return true;
  }

  #ofTests(text: string): boolean {
    if (text.startsWith('Tests run: ')) return this.#totals(text);
    const test = readTestLine(text, this.#className);
    if (test === null) return false;
    this.#begin();
    this.#give = this.#run.open(test);
    this.#go(this.#give === null ? 'idle' : 'trace');
    return true;
  }

  #totals(text: string): boolean {
    const counts = readTotals(text);
    if (counts === null) {
      const name = readClassLine(text);
      if (name !== null) this.#className = name;
      if (this.#state !== 'closing') this.#go('idle');
      return name !== null;
    }
    this.#begin();
    this.#run.counts = counts;
    this.#run.closing = this.#closing.entries;
    this.#closing = new SurefireClosing();
    this.#go('idle');
    return true;
  }

  /** What comes after the totals belongs to the next run. */
  #begin(): void {
    if (this.#run.counts !== null || this.#run.isEmpty) this.#closeRun();
  }

  #closeRun(): void {
    if (!this.#run.isEmpty) {
      this.#there = true;
      this.#tally.add(this.#run.finish());
      this.#complete = this.#run.isWhole;
    }
    this.#run = new SurefireRun(this.#prefix);
  }

  #inside(text: string, level: string | null): void {
    switch (this.#state) {
      case 'idle':
        break;
      case 'trace':
        if (level !== null || text.trim() === '' || this.#lines > maxTraceLines) this.#go('idle');
        else this.#give?.(text);
        break;
      case 'closing':
        this.#closing.add(text);
        if (this.#closing.isOpen ? this.#lines > maxClosingLines : this.#lines > headingWithin) this.#go('idle');
        break;
      case 'crashed':
        if (level === '[ERROR]' && className.test(text)) this.#run.crash(text);
        else this.#go('idle');
        break;
      case 'compiler':
        if (!this.#javac.add(text, level)) this.#go('idle');
        break;
    }
  }

  #go(state: State): void {
    this.#state = state;
    this.#lines = 0;
    if (state !== 'trace') this.#give = null;
  }

  end(): boolean | null {
    this.#closeRun();
    const broken = this.#javac.failures();
    if (broken.length > 0) this.#tally.add({ failures: broken, counts: null, warnings: [] });
    return this.#there || broken.length > 0 ? this.#complete && broken.length === 0 : null;
  }
}
