import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Trigger } from '../parser.ts';
import { Tally } from '../tally.ts';
import { BazelRun, output } from './bazel-run.ts';

/** Bazel's `test`, 0.5 to 8. Source: src/main/java/com/google/devtools/build/lib/runtime/TestSummaryPrinter.java. */
export const bazel: Runner = { name: 'bazel', parser: () => new BazelParser() };

class BazelParser implements Parser {
  readonly runner = 'bazel';
  /** Labels of other repositories, which begin with an at sign, are read after the end of the build alone. */
  readonly triggers: readonly Trigger[] = [
    ...['//', 'FAIL: //', 'FAIL: @', 'TIMEOUT: //', 'TIMEOUT: @', 'Executed ', output].map((start) => ({ start })),
    ...['INFO: Build completed', 'INFO: Build Event Protocol', "ERROR: Analysis of target '"].map((start) => ({
      start,
    })),
    ...["ERROR: no such target '", "ERROR: no such package '"].map((start) => ({ start })),
    ...['FAILED: Build did NOT complete', 'ERROR: Build did NOT complete'].map((start) => ({ start })),
    ...['Target //', 'Target @', 'ERROR: Target //'].map((start) => ({ start, end: ' failed to build' })),
  ];
  readonly #tally = new Tally();
  #run = new BazelRun();
  #complete: boolean | null = null;

  line({ text }: Line): boolean {
    const wanted = this.#run.line(text);
    if (this.#run.isClosed) this.#finish();
    return wanted;
  }

  #finish(): void {
    if (this.#run.wasThere) {
      this.#tally.add(this.#run.result());
      this.#complete = this.#run.isComplete;
    }
    this.#run = new BazelRun();
  }

  end(): RunnerReport | null {
    this.#finish();
    return this.#complete === null ? null : this.#tally.report(this.runner, this.#complete);
  }
}
