import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import type { JestBlock } from './jest-block.ts';
import { readNumbers } from './jest-closing.ts';
import { readHeader } from './jest-header.ts';
import { JestRetry } from './jest-retry.ts';
import { JestRun } from './jest-run.ts';
import type { JestSection } from './jest-section.ts';

const suitesLine = 'Test Suites: ';
const testsLine = 'Tests: ';
const repeatedLine = 'Summary of all failing tests';
const interruptedLine = 'Test run was interrupted.';
const noTestsLine = 'No tests found, exiting with code 1';
const thresholdLine = 'Jest: ';
const retryLine = 'LOGGING RETRY ERRORS';
const groups = ['::group::Errors thrown in ', '##[group]Errors thrown in '];
const groupEnds = ['::endgroup::', '##[endgroup]'];
const bullet = '  ● ';
const invalid = '● Validation Error';
/** Not of a test: what is printed with `  ● Console` comes before the errors of its file. */
const consoleTitle = 'Console';
const lateLog = ' Cannot log after tests are done.';

/**
 * jest 20 to 30: its default, verbose and GitHub Actions reporters. Source: jest, packages/jest-reporters/src/
 * (getResultHeader, DefaultReporter, SummaryReporter, GitHubActionsReporter) and packages/jest-message-util/src/index.ts.
 */
export const jest: Runner = perStream('jest', {
  triggers: [
    ...['FAIL ', 'PASS ', '● ', '✕ ', suitesLine, repeatedLine, interruptedLine, noTestsLine, thresholdLine],
    ...[retryLine, ...groups, ...groupEnds],
  ].map((start) => ({ start })),
  part: (tally) => new JestStream(tally),
});

/** One stream's part: jest prints its report on the standard error, and one run may follow another. */
class JestStream implements StreamPart {
  readonly #tally: Tally;
  #run = new JestRun();
  /** Whether the last run came to its end; null if there was none. */
  #complete: boolean | null = null;
  #section: JestSection | null = null;
  #block: JestBlock | null = null;
  #repeating = false;
  /** The closing lines have begun. */
  #closing = false;
  #retry: JestRetry | null = null;
  /** Those for the file that comes next. */
  #retries: JestRetry[] = [];

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    // What is said of an error is indented by 4, no heading is.
    if (text.startsWith('    ') || !this.#heading(text, whole)) this.#inside(text);
    return this.#closing || this.#retry?.isEnough === false || this.#block?.isEnough === false;
  }

  /** True for a line that ends what is before it. */
  #heading(text: string, whole: boolean): boolean {
    if (text.startsWith(suitesLine)) return this.#startClosing(text);
    if (whole && this.#header(text)) return true;
    if (text.startsWith(repeatedLine)) return this.#startRepeating();
    const group = groups.find((each) => text.startsWith(each));
    if (whole && group !== undefined) return this.#startGroup(text.slice(group.length).trim());
    if (groupEnds.some((each) => text.startsWith(each))) return this.#leave();
    if (text.startsWith(noTestsLine)) return this.#note(noTestsLine);
    if (text.startsWith(thresholdLine) && text.includes(' threshold for ')) return this.#note(text.trim());
    if (text.startsWith(invalid)) return this.#note('jest did not start: its configuration is not valid');
    const at = text.indexOf(retryLine);
    return (at === 0 || at === 1) && this.#startRetry(text.slice(at + retryLine.length));
  }

  #note(sentence: string): true {
    if (this.#run.isClosed && sentence === noTestsLine) this.#startRun();
    if (this.#run.notes.length < 20) this.#run.notes.push(sentence.slice(0, 400));
    return this.#leave();
  }

  #leave(): true {
    this.#section = null;
    this.#block = null;
    this.#retry = null;
    return true;
  }

  #header(text: string): boolean {
    const header = readHeader(text);
    if (header === null) return false;
    if (this.#run.isClosed) this.#startRun();
    this.#leave();
    if (header.failed) this.#section = this.#run.open(header, this.#repeating);
    this.#run.addRetries(header.path, this.#retries);
    this.#retries = [];
    return true;
  }

  #startRepeating(): true {
    this.#repeating = true;
    return this.#leave();
  }

  /** The GitHub Actions reporter says all errors at the end, each file's in a group. */
  #startGroup(path: string): true {
    if (this.#run.isClosed) this.#startRun();
    this.#leave();
    this.#section = this.#run.open({ failed: true, path, text: path }, true);
    return true;
  }

  #startRetry(text: string): true {
    this.#leave();
    this.#retry = new JestRetry(text.trim());
    if (this.#retries.length < 1000) this.#retries.push(this.#retry);
    return true;
  }

  #startClosing(text: string): boolean {
    const suites = readNumbers(text.slice(suitesLine.length));
    if (suites === null) return false;
    if (this.#run.isClosed) this.#startRun();
    this.#leave();
    this.#run.suites = suites;
    this.#closing = true;
    return true;
  }

  #inside(text: string): void {
    if (this.#closing) this.#close(text);
    else if (text.startsWith(interruptedLine)) this.#run.interrupted = true;
    else if (this.#section !== null) this.#inSection(this.#section, text);
    else this.#retry?.add(text);
  }

  /** `Tests:`, `Snapshots:`, `Time:`, then what was run. */
  #close(text: string): void {
    if (text.startsWith(testsLine)) this.#run.tests = readNumbers(text.slice(testsLine.length));
    else if (text.startsWith(interruptedLine)) this.#run.interrupted = true;
    if (/^(?:Tests|Snapshots|Seed): /.test(text)) return;
    this.#closing = text.startsWith('Time: ');
    this.#repeating = false;
  }

  #inSection(section: JestSection, text: string): void {
    section.look(text);
    if (text.startsWith(bullet)) this.#startBlock(section, text.slice(bullet.length));
    else if (this.#block === null) section.addVerdict(text);
    else if (text.startsWith(' › ') || (/^\S/.test(text) && this.#block.message !== null)) this.#block = null;
    else this.#block.add(text);
  }

  #startBlock(section: JestSection, title: string): void {
    const isConsole = title.trimEnd() === consoleTitle && section.blocks.length === 0;
    this.#block = isConsole || title.startsWith(lateLog) ? null : section.open(title);
  }

  #startRun(): void {
    this.#endRun();
    this.#run = new JestRun();
    this.#repeating = false;
  }

  #endRun(): void {
    if (this.#run.isEmpty) return;
    this.#tally.add(this.#run.result());
    this.#complete = this.#run.isClosed && !this.#run.interrupted;
  }

  end(): boolean | null {
    this.#endRun();
    return this.#complete;
  }
}
