import { makeFailure } from '../failure.ts';
import type { Line, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { DotnetRun } from './dotnet-run.ts';
import { isHeading, OpenDotnetTest, readPlatformName, readVstestName } from './dotnet-test.ts';

const triggers: readonly Trigger[] = [
  ...['Failed ', 'failed ', 'Total tests: ', 'Failed!  - ', 'Passed!  - ', 'Skipped! - ', 'Test Run Aborted'],
  ...['The active test run was aborted', 'Test run summary: ', 'Retry summary: ', 'Retry: attempt ', 'Flaky tests:'],
  ...['Tests suite failed, total failed tests', 'Tests suite completed successfully in '],
].map((start) => ({ start }));
const endings: readonly Trigger[] = [
  { start: '[xUnit.net ', end: '[FAIL]' },
  ...['.csproj]', '.fsproj]', '.vbproj]'].map((end) => ({ end })),
];

/**
 * `dotnet test` and vstest.console, with what the adapters of xUnit, NUnit and MSTest add, and Microsoft.Testing.Platform.
 * Sources: vstest, vstest.console/Internal/ConsoleLogger.cs; testfx, OutputDevice/Terminal/TerminalTestReporter*.cs.
 */
export const dotnet = perStream('dotnet', {
  triggers: [...triggers, ...endings],
  part: (tally) => new DotnetStream(tally),
});

const maxBodyLines = 60;
const summaryWithin = 12;
const vstestFailed = /^ {0,2}Failed {1,3}(\S.{0,2000})$/;
const platformFailed = /^failed (?:\(canceled\) )?(?:\(try \d{1,4}\) )?(\S.{0,2000})$/;
const xunitFailed = /^\[xUnit\.net [\d:.]{1,20}\] {2,8}(\S.{0,2000}) \[FAIL\]$/;
const oneLine =
  /^(?:Failed!|Passed!|Skipped!) {1,2}- Failed: {1,9}(\d{1,9}), Passed: {1,9}(\d{1,9}), Skipped: {1,9}(\d{1,9}), Total: {1,9}(\d{1,9})/;
const oldLine = /^Total tests: (\d{1,9})\. Passed: (\d{1,9})\. Failed: (\d{1,9})\. Skipped: (\d{1,9})\.$/;
const compiler =
  /^(.{1,1000}?)(?:\((\d{1,7})(?:,\d{1,7}){0,3}\))? ?: error ((?:CS|FS|BC|MSB|NETSDK|NU)\d{1,6}: .{1,2000}) \[([^[\]]{1,1000})\]$/;
const testError = /: error TESTERROR: (.{1,2000}?) \((?:\d{1,6}(?:h|m|s|ms) ?){1,3}\): (?:Error Message: )?(.{0,400})/;
const flakyTest = /^ {1,8}(\S.{0,2000}) \(failed(?: -> \w{1,10}){1,20}\)$/;

type State = 'idle' | 'candidate' | 'vstest' | 'platform' | 'summary' | 'flaky';

class DotnetStream implements StreamPart {
  readonly #tally: Tally;
  #state: State = 'idle';
  #lines = 0;
  /** A name that is only believed if the next line goes on as vstest does. */
  #candidate: OpenDotnetTest | null = null;
  #open: OpenDotnetTest | null = null;
  #run = new DotnetRun();
  #there = false;
  #complete = true;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    this.#lines += 1;
    if (this.#state === 'candidate') this.#confirm(text);
    if (whole && !this.#starts(text)) this.#inside(text);
    return this.#state !== 'idle';
  }

  #starts(text: string): boolean {
    const vstest = vstestFailed.exec(text);
    if (vstest !== null && !isHeading(text)) {
      this.#atVstest(vstest[1] ?? '');
      return true;
    }
    const platform = platformFailed.exec(text);
    if (platform !== null) {
      const { name, durationMs } = readPlatformName((platform[1] ?? '').trimEnd());
      this.#open = new OpenDotnetTest(name, durationMs);
      this.#run.addUnproven(this.#open);
      this.#go('platform');
      return true;
    }
    return this.#closes(text) || this.#compiles(text) || this.#retries(text);
  }

  #atVstest(text: string): void {
    const { name, durationMs } = readVstestName(text.trimEnd());
    const test = new OpenDotnetTest(name, durationMs);
    if (durationMs === null) {
      this.#candidate = test;
      this.#go('candidate');
    } else this.#believe(test);
  }

  #believe(test: OpenDotnetTest): void {
    if (this.#run.isClosed) this.#closeRun();
    this.#run.add(test);
    this.#open = test;
    this.#go('vstest');
  }

  #confirm(text: string): void {
    const test = this.#candidate;
    this.#candidate = null;
    if (test !== null && isHeading(text)) this.#believe(test);
    else this.#go('idle');
  }

  #closes(text: string): boolean {
    const line = oneLine.exec(text) ?? null;
    const old = oldLine.exec(text.trim());
    if (line !== null) {
      const [failed = 0, passed = 0, skipped = 0] = line.slice(1).map(Number);
      this.#run.count({ ran: failed + passed, failed, errors: 0, skipped });
    } else if (old !== null) {
      const [, passed = 0, failed = 0, skipped = 0] = old.slice(1).map(Number);
      this.#run.count({ ran: failed + passed, failed, errors: 0, skipped });
    } else if (/^Total tests: (?:\d{1,9}|Unknown)$/.test(text.trim())) {
      this.#run.beginBlock();
      this.#go('summary');
      return true;
    } else if (text.startsWith('Test run summary: ')) {
      if (this.#run.isClosed && !this.#run.isRetried) this.#closeRun();
      this.#run.proveAttempt();
      this.#go('summary');
      return true;
    } else if (text.startsWith('Retry summary: ')) {
      this.#run.beginBlock();
      this.#go('summary');
      return true;
    } else if (text.startsWith('The active test run was aborted') || text.startsWith('Test Run Aborted')) {
      this.#run.abort();
    } else return false;
    this.#go('idle');
    return true;
  }

  #retries(text: string): boolean {
    if (/^Retry: attempt \d{1,4}\/\d{1,4} failed/.test(text) || text.startsWith('Tests suite failed, total failed')) {
      this.#run.retry();
      this.#go('idle');
    } else if (text.startsWith('Flaky tests:')) this.#go('flaky');
    else if (text.startsWith('Tests suite completed successfully in ')) this.#run.allPassed();
    else {
      const xunit = xunitFailed.exec(text);
      if (xunit === null) return false;
      this.#run.addHint(new OpenDotnetTest(xunit[1] ?? '', null));
    }
    return true;
  }

  #compiles(text: string): boolean {
    const failed = testError.exec(text);
    if (failed !== null) {
      const test = new OpenDotnetTest(failed[1] ?? '', null);
      if (failed[2] !== undefined) test.add(failed[2].replace(/ \[[^[\]]{1,1000}proj\]$/, ''));
      this.#run.add(test);
      return true;
    }
    const match = compiler.exec(text.trim());
    if (match === null) return false;
    const [, file = '', line, message = '', project = ''] = match;
    this.#run.broke(
      makeFailure({
        id: project,
        runner: 'dotnet',
        rerunId: null,
        message,
        file: line === undefined ? null : file,
        line: line === undefined ? null : Number(line),
        excerpt: [text.trim()],
        outcome: 'error',
        unit: 'package',
      }),
    );
    return true;
  }

  #inside(text: string): void {
    switch (this.#state) {
      case 'idle':
      case 'candidate':
        break;
      case 'vstest':
        if (this.#lines > maxBodyLines || text.trim() === '') this.#go('idle');
        else this.#open?.add(text);
        break;
      case 'platform':
        if (this.#lines > maxBodyLines || !text.startsWith('  ')) this.#go('idle');
        else this.#open?.add(text.slice(2));
        break;
      case 'summary':
        if (!this.#run.blockLine(text.trim()) && this.#lines > summaryWithin) this.#go('idle');
        if (/^(?:Total time|duration): /.test(text.trim())) this.#go('idle');
        break;
      case 'flaky': {
        const name = flakyTest.exec(text)?.[1];
        if (name === undefined) this.#go('idle');
        else this.#run.flaky(name);
        break;
      }
    }
  }

  #closeRun(): void {
    if (!this.#run.isEmpty) {
      this.#there = true;
      this.#complete = this.#run.isClosed && !this.#run.isAborted;
      this.#tally.add(this.#run.finish());
    }
    this.#run = new DotnetRun();
  }

  #go(state: State): void {
    this.#state = state;
    this.#lines = 0;
  }

  end(): boolean | null {
    if (!this.#run.isClosed) this.#run.acceptTelling();
    this.#closeRun();
    return this.#there ? this.#complete : null;
  }
}
