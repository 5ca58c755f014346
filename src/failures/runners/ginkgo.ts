import type { Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { GinkgoSuite } from './ginkgo-suite.ts';

/** Ginkgo 1 and 2, alone or under `go test`. Sources: onsi/ginkgo, reporters/stenographer (1) and reporters/default_reporter.go (2). */
export const ginkgo: Runner = perStream('ginkgo', {
  triggers: [
    ...['Running Suite: ', 'Summarizing ', 'Ran ', 'SUCCESS! ', 'FAIL! ', 'Ginkgo ran ', 'Test Suite '].map(
      (start) => ({ start }),
    ),
    ...[
      '• [',
      '•! Panic',
      '•... Timeout',
      '• Failure',
      '↺ [FLAKEY TEST',
      'Panic in ',
      'Failure in ',
      'Failed to compile ',
    ].map((start) => ({ start })),
  ],
  part: (tally) => new GinkgoStream(tally),
});

const banner = /^Running Suite: (.{1,500})$/;
const summary = /^Summarizing (\d{1,9}) Failures?:$/;
const ran = /^Ran (\d{1,9}) of (\d{1,9}) Specs? in \d{1,9}\.\d{1,9} seconds$/;
const verdict = /^(SUCCESS!|FAIL!) (?:- (.{1,300}) -- |-- )(.{1,300})$/;
const specials = /^(?:SUCCESS!|FAIL!) - .{1,500}$/;
const compile = /^Failed to compile (\S{1,500}):$/;
const block = /^(?:• |•! |•\.\.\. |Panic|Failure|\[)/;

class GinkgoStream implements StreamPart {
  readonly #tally: Tally;
  #suite = new GinkgoSuite();
  #complete: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: { readonly text: string; readonly whole: boolean }): boolean {
    const line = text.slice(0, 4000).trimEnd();
    if (whole) this.#step(line);
    return this.#suite.wantsMore;
  }

  #step(line: string): void {
    const start = banner.exec(line);
    if (start?.[1] !== undefined) {
      this.#finish();
      this.#suite = new GinkgoSuite();
      this.#suite.begin(start[1]);
      return;
    }
    if (line.startsWith('Summarizing ') && summary.test(line)) this.#suite.startList(Number(summary.exec(line)?.[1]));
    else if (line.startsWith('Ran ') && ran.test(line)) this.#suite.ran(Number(ran.exec(line)?.[1]));
    else if (verdict.test(line))
      this.#close(line.startsWith('FAIL'), verdict.exec(line)?.[3] ?? '', verdict.exec(line)?.[2]);
    else if (specials.test(line) && this.#suite.hasRun) this.#suite.special(line);
    else if (line.startsWith('Failed to compile ')) this.#compile(compile.exec(line)?.[1]);
    else if (block.test(line) && this.#suite.startBlock(line)) return;
    else this.#suite.add(line);
  }

  #compile(path: string | undefined): void {
    if (path === undefined) return;
    this.#finish();
    this.#suite = new GinkgoSuite();
    this.#suite.couldNotBuild(path);
  }

  #close(failed: boolean, numbers: string, special: string | undefined): void {
    if (!this.#suite.hasRun) return;
    if (special !== undefined) this.#suite.special(special);
    this.#suite.close(failed, numbers);
    this.#finish();
  }

  #finish(): void {
    if (!this.#suite.isPresent) return;
    this.#tally.add(this.#suite.result());
    this.#complete = this.#suite.isClosed;
    this.#suite = new GinkgoSuite();
  }

  end(): boolean | null {
    this.#finish();
    return this.#complete;
  }
}
