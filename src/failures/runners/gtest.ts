import type { Line, Runner, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { GtestRun } from './gtest-run.ts';
import { Harness, harnessTriggers } from './harness.ts';

/** Lines that begin with GoogleTest's marks, and the first line of each failed assertion. */
export const gtestTriggers: readonly Trigger[] = [
  ...['[==========] ', '[ RUN      ] ', '[  FAILED  ] ', '[  PASSED  ] ', '[  SKIPPED ] ', '[       OK ] '],
  '[----------] ',
]
  .map((start): Trigger => ({ start }))
  .concat({ end: ': Failure' });

/** GoogleTest, 1.8 to 1.17, run by hand. Source: googletest/src/gtest.cc. */
export const gtest: Runner = perStream('gtest', {
  triggers: [...gtestTriggers, ...harnessTriggers],
  part: (tally) => new GtestPart(tally),
});

class GtestPart implements StreamPart {
  readonly #tally: Tally;
  readonly #harness = new Harness();
  #run: GtestRun | null = null;
  #last: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    const { text } = line;
    if (this.#harness.isInside(text)) return false;
    if (this.#run?.isNext(text) === true) this.#finish();
    this.#run ??= new GtestRun();
    return this.#run.add(line);
  }

  #finish(): void {
    if (this.#run?.wasThere === true) {
      this.#tally.add(this.#run.result('gtest'));
      this.#last = this.#run.isClosed;
    }
    this.#run = null;
  }

  end(): boolean | null {
    this.#finish();
    return this.#last;
  }
}
