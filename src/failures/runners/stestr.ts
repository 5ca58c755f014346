import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Stream } from '../parser.ts';
import { Tally } from '../tally.ts';
import { StestrAttachments } from './stestr-attachments.ts';
import { readLive } from './stestr-live.ts';
import { StestrRun, type StestrTotals } from './stestr-run.ts';

/**
 * stestr and os-testr: subunit-trace's live lines, `Failed N tests - output below:`, `Totals`, and what is said when
 * the discovery or a worker fails. Source: stestr/subunit_trace.py, test_processor.py; os_testr/subunit_trace.py.
 */
export const stestr: Runner = { name: 'stestr', parser: () => new StestrParser() };

const stuckHeading = 'The following tests exited without returning a status';
/** Said instead of totals where there was nothing to run. */
const nothing = ["The test run didn't actually run any tests", "The specified regex doesn't match with anything"];
const discoveryHeading = 'Failures during discovery';
const importFailure = /^(?:ImportError: )?Failed to (?:import test module|call load_tests): ?(\S{1,1000})?$/;
const listHeading = /^Failed (\d{1,9}) tests - output below:$/;
const discoveryEnd = '='.repeat(80);
const totalLines = 9;
const fields: ReadonlyMap<string, keyof StestrTotals> = new Map([
  ['tests', 'tests'],
  ['Skipped', 'skipped'],
  ['Unexpected Success', 'unexpected'],
  ['Failed', 'failed'],
]);
const total = /^(?: - (Passed|Skipped|Expected Fail|Unexpected Success|Failed)|Ran): (\d{1,9})(?: tests in .{1,40})?$/;

type State = 'idle' | 'attachments' | 'list' | 'totals' | 'stuck' | 'discovery';

class StestrParser implements Parser {
  readonly runner = 'stestr';
  readonly triggers = [
    ...['... FAILED', '... inprogress'].map((end) => ({ start: '{', end })),
    { start: 'Failed ', end: ' tests - output below:' },
    { start: 'Totals', end: 'Totals' },
    ...[stuckHeading, discoveryHeading, ...nothing].map((start) => ({ start })),
  ];
  readonly #tally = new Tally();
  #run = new StestrRun();
  /** Whether the last run came to its end; null if there was none. */
  #complete: boolean | null = null;
  /** The report of stuck tests is on the other stream, and one run is over when the next begins. */
  readonly #streams: Readonly<Record<Stream, StestrStream>> = {
    stdout: new StestrStream(() => this.#current()),
    stderr: new StestrStream(() => this.#run),
  };

  line(line: Line): boolean {
    return this.#streams[line.stream].line(line);
  }

  /** The run that a live line or a list belongs to: not one that has its totals. */
  #current(): StestrRun {
    if (this.#run.isOver) this.#finish();
    return this.#run;
  }

  #finish(): void {
    if (!this.#run.isEmpty) {
      this.#complete = this.#run.isOver;
      this.#tally.add(this.#run.result());
    }
    this.#run = new StestrRun();
  }

  end(): RunnerReport | null {
    this.#finish();
    return this.#complete === null ? null : this.#tally.report(this.runner, this.#complete);
  }
}

/** One stream's part. */
class StestrStream {
  readonly #current: () => StestrRun;
  #run = new StestrRun();
  #state: State = 'idle';
  #attachments = new StestrAttachments();
  #before = '';
  #twoBefore = '';
  /** How many tests the list has still to name. */
  #missing = 0;
  #lines = 0;

  constructor(current: () => StestrRun) {
    this.#current = current;
  }

  line(line: Line): boolean {
    const { text, whole } = line;
    // What is said where there is nothing to run has no line end.
    const isHeading = (whole || nothing.includes(text)) && this.#isHeading(text);
    if (!isHeading) this.#inside(text, whole);
    this.#twoBefore = this.#before;
    this.#before = text;
    return this.#state === 'attachments' ? !this.#attachments.isEnough : this.#state !== 'idle';
  }

  /** A test that failed may have printed anything, so the list ends with its last test at the earliest. */
  #isHeading(text: string): boolean {
    if (this.#state === 'list' && !(text === 'Totals' && this.#missing <= 0)) return false;
    if (text.startsWith('{')) return this.#live(text);
    const listed = text.startsWith('Failed ') ? listHeading.exec(text)?.[1] : undefined;
    if (listed !== undefined) {
      this.#begin('list');
      this.#missing = Number(listed);
      this.#run.startList(this.#missing);
    } else if (text === 'Totals') this.#begin('totals');
    else if (text === stuckHeading) this.#begin('stuck');
    else if (text === discoveryHeading) this.#begin('discovery');
    else if (nothing.includes(text)) {
      this.#begin('idle');
      this.#run.totals ??= { tests: 0, skipped: 0, unexpected: 0, failed: 0 };
    } else return false;
    return true;
  }

  #begin(state: State): void {
    this.#state = state;
    this.#lines = 0;
    this.#run = this.#current();
    this.#attachments = new StestrAttachments(state === 'discovery' ? 'traceback' : null);
  }

  #live(text: string): boolean {
    const test = readLive(text);
    if (test === null) return false;
    this.#begin(test.status === 'FAILED' ? 'attachments' : 'idle');
    const { name, durationMs } = test;
    if (test.status === 'FAILED') this.#run.addLive({ name, durationMs, attachments: this.#attachments });
    if (test.status === 'inprogress') this.#run.addStuck(name);
    return true;
  }

  #inside(text: string, whole: boolean): void {
    switch (this.#state) {
      case 'idle':
        break;
      case 'attachments':
        this.#attachments.add(text);
        break;
      case 'list':
        this.#inList(text, whole);
        break;
      case 'totals':
        this.#inTotals(text, whole);
        break;
      case 'stuck':
        this.#inStuck(text, whole);
        break;
      case 'discovery':
        this.#inDiscovery(text, whole);
        break;
    }
  }

  /** A name stands between a blank line and a rule of its own length. */
  #inList(text: string, whole: boolean): void {
    const isRule = this.#twoBefore === '' && text.startsWith('-') && text === '-'.repeat([...this.#before].length);
    if (!isRule || !whole || this.#missing <= 0 || !this.#run.mayList(this.#before)) {
      this.#attachments.add(text);
      return;
    }
    this.#attachments = new StestrAttachments();
    this.#run.list(this.#before, this.#attachments);
    this.#missing -= 1;
  }

  #inTotals(text: string, whole: boolean): void {
    const [matched, name = 'tests', number] = (whole ? total.exec(text) : null) ?? [];
    if (matched !== undefined) {
      this.#run.totals ??= { tests: null, skipped: null, unexpected: null, failed: null };
      const field = fields.get(name);
      if (field !== undefined) this.#run.totals[field] = Number(number);
    }
    this.#lines += 1;
    if (this.#lines > totalLines || text === '') this.#state = 'idle';
  }

  #inStuck(text: string, whole: boolean): void {
    if (text.startsWith('\t* ') && whole) this.#run.addStuck(text.slice('\t* '.length));
    else if (text !== '' && this.#lines > 0) this.#state = 'idle';
    this.#lines += 1;
  }

  #inDiscovery(text: string, whole: boolean): void {
    const module = whole ? importFailure.exec(text)?.[1] : undefined;
    if (text === discoveryEnd) {
      this.#run.endDiscovery(this.#attachments);
      this.#state = 'idle';
    } else if (module === undefined) this.#attachments.add(text);
    else {
      this.#attachments = new StestrAttachments('traceback');
      this.#run.addModule(module, this.#attachments);
    }
  }
}
