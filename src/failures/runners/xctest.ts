import type { Line, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { readRendered } from './xcbeautify.ts';
import { readXctestCase, sameXctest } from './xctest-case.ts';
import { XctestRun } from './xctest-run.ts';

const triggers: readonly Trigger[] = [
  ...["Test Case '", "Test case '", 'Restarting after unexpected exit', 'Failing tests:', 'error: Exited with'],
  ...["Test Suite 'All tests'", "Test Suite 'Selected tests'", '** TEST '],
].map((start) => ({ start }));
const executed: Trigger = { start: 'Executed ', end: 'seconds' };
const rendered: readonly Trigger[] = [
  { start: 'Test Suite ', end: ' started' },
  ...['✖ ', '✗ ', 'Tests Failed: ', 'Tests Passed: '].map((start) => ({ start })),
];

/**
 * XCTest on macOS and Linux, through `swift test` or xcodebuild, one at a time or in parallel. Sources:
 * swift-corelibs-xctest, XCTest/Public/XCTestObservation and PrintObserver.swift; real logs of xcodebuild.
 */
export const xctest = perStream('xctest', {
  triggers: [...triggers, executed, ...rendered],
  part: (tally) => new XctestStream(tally),
});

const issue = /^(.{1,1000}?):(\d{1,7}): error: (.{1,2000})$/;
const totals =
  /^Executed (\d{1,9}) tests?, with (?:(\d{1,9}) tests? skipped and )?(\d{1,9}) failures? \(\d{1,9} unexpected\) in [\d.]{1,20} \([\d.]{1,20}\) seconds$/;
const maxLines = 60;

type State = 'idle' | 'running' | 'failing';

class XctestStream implements StreamPart {
  readonly #tally: Tally;
  #state: State = 'idle';
  #lines = 0;
  #run = new XctestRun();
  #there = false;
  #complete = true;
  /** The outermost suite of the run has just ended, so the totals are the run's. */
  #outer = false;
  /** The last that xcbeautify named. */
  #suite: string | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    this.#lines += 1;
    if (whole && !this.#starts(text)) this.#inside(text);
    if (this.#lines > maxLines && this.#state === 'running') this.#state = 'idle';
    return this.#state !== 'idle' || this.#outer;
  }

  #starts(text: string): boolean {
    const found = readXctestCase(text);
    if (found !== null) {
      this.#lines = 0;
      if (found.verdict === 'started') {
        if (this.#run.isClosed) this.#closeRun();
        this.#run.start(found.id);
        this.#state = 'running';
      } else {
        this.#run.end(found);
        this.#state = 'idle';
      }
      return true;
    }
    if (text.startsWith("Test Suite 'All tests'") || text.startsWith("Test Suite 'Selected tests'")) {
      if (text.includes("' started")) {
        if (this.#run.isClosed) this.#closeRun();
      } else this.#outer = true;
      return true;
    }
    const counts = totals.exec(text.trim());
    if (counts !== null) {
      const [tests = 0, skipped = 0, failures = 0] = counts.slice(1).map((each) => Number(each ?? 0));
      this.#run.count({ tests, skipped, failures, isOuter: this.#outer });
      this.#outer = false;
      return true;
    }
    return this.#ofTool(text) || this.#ofRenderer(text);
  }

  /** What xcodebuild and SwiftPM say. */
  #ofTool(text: string): boolean {
    if (text.startsWith('Restarting after unexpected exit') || text.startsWith('error: Exited with')) this.#run.crash();
    else if (text.startsWith('** TEST ')) this.#run.close();
    else if (text.startsWith('Failing tests:')) {
      this.#state = 'failing';
      this.#lines = 0;
    } else return false;
    return true;
  }

  #ofRenderer(text: string): boolean {
    const line = readRendered(text, this.#suite);
    if (line === null) return false;
    if (line.kind === 'suite') this.#suite = line.name;
    else if (line.kind === 'failed') this.#run.rendered(line);
    else if (this.#suite !== null || !this.#run.isEmpty) {
      this.#run.count({ ...line, isOuter: true });
      this.#closeRun();
    }
    return true;
  }

  #inside(text: string): void {
    if (this.#state === 'running') {
      const match = issue.exec(text);
      if (match !== null) this.#run.issue({ file: match[1] ?? '', line: Number(match[2]), text: match[3] ?? '' });
    } else if (this.#state === 'failing') {
      const name = text.trim();
      // The bundle stands above its tests, without a blank before it.
      if (name === '' || this.#lines > 10_000) this.#state = 'idle';
      else if (/^\s/.test(text) && /[.\]]/.test(name)) this.#run.listed(name, sameXctest);
    }
    this.#outer = false;
  }

  #closeRun(): void {
    if (!this.#run.isEmpty) {
      this.#there = true;
      this.#complete = this.#run.isClosed;
      this.#tally.add(this.#run.finish());
    }
    this.#run = new XctestRun();
  }

  end(): boolean | null {
    this.#closeRun();
    return this.#there ? this.#complete : null;
  }
}
