import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';
import { readStatus, readSummary } from './nextest-line.ts';
import { NextestRun } from './nextest-run.ts';

/** cargo-nextest 0.9. Source: nextest, nextest-runner/src/reporter/displayer/imp.rs. */
export const nextest: Runner = { name: 'nextest', parser: () => new NextestParser() };

const starting = /^ {4}Starting \d{1,9} (?:test|benchmark)s? across \d{1,9} binar/;

class NextestParser implements Parser {
  readonly runner = 'nextest';
  readonly triggers = [
    ...[
      'Starting ',
      'Summary [',
      'Stress test [',
      'FAIL [',
      'FAIL + LEAK [',
      'LEAK-FAIL [',
      'XFAIL [',
      'TIMEOUT [',
      'SIG',
      'ABORT',
    ],
    ...['FLKY-FL ', 'FLAKY ', 'TRY ', 'SETUP '],
  ].map((start) => ({ start }));
  readonly #tally = new Tally();
  #run: NextestRun | null = null;
  /** Whether the last run came to its end; null if there was none. */
  #complete: boolean | null = null;

  line({ text, whole }: Line): boolean {
    if (whole) this.#step(text.slice(0, 4000).trimEnd());
    return this.#run?.wantsMore === true;
  }

  #step(line: string): void {
    if (starting.test(line)) {
      this.#finish();
      this.#run = new NextestRun();
      return;
    }
    const summary = readSummary(line);
    if (summary !== null) {
      if (this.#run?.isClosed !== false) {
        this.#finish();
        this.#run = new NextestRun();
      }
      this.#run.close(summary);
      return;
    }
    // A replayed log may have lost its head; but then nothing tells that it is nextest's before the summary does.
    const status = readStatus(line);
    if (status === null) this.#run?.add(line);
    else {
      this.#run ??= new NextestRun();
      this.#run.see(status);
    }
  }

  #finish(): void {
    if (this.#run === null) return;
    this.#tally.add(this.#run.result());
    this.#complete = this.#run.isClosed;
    this.#run = null;
  }

  end(): RunnerReport | null {
    this.#finish();
    return this.#complete === null ? null : this.#tally.report(this.runner, this.#complete);
  }
}
