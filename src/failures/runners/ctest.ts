import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Trigger } from '../parser.ts';
import { Tally } from '../tally.ts';
import { statuses } from './ctest-line.ts';
import { CtestRun, heading, noTests, notRunHeading } from './ctest-run.ts';
import { gtestTriggers } from './gtest.ts';

/** CTest, 3.0 to 4.1. Source: CMake, Source/CTest/cmCTestTestHandler.cxx and cmCTestRunTest.cxx. */
export const ctest: Runner = { name: 'ctest', parser: () => new CtestParser() };

class CtestParser implements Parser {
  readonly runner = 'ctest';
  readonly triggers: readonly Trigger[] = [
    ...['Test project ', 'Start ', 'Total Test time (real) =', heading, notRunHeading, noTests, 'Test Fail'],
    ...['Errors while running CTest', 'End testing: '],
    ...Array.from({ length: 101 }, (_, percent) => `${percent}% tests passed`),
  ]
    .map((each): Trigger => ({ start: each }))
    .concat({ end: ' sec' }, ...statuses.map((status) => ({ end: ` (${status})` })), ...gtestTriggers);
  readonly #tally = new Tally();
  #run = new CtestRun();
  #complete: boolean | null = null;

  line(line: Line): boolean {
    if (line.text.startsWith('Test project ')) this.#finish();
    return this.#run.line(line);
  }

  end(): RunnerReport | null {
    this.#finish();
    return this.#complete === null ? null : this.#tally.report(this.runner, this.#complete);
  }

  #finish(): void {
    const result = this.#run.result();
    if (result !== null) {
      this.#tally.add(result);
      this.#complete = this.#run.isComplete;
    }
    this.#run = new CtestRun();
  }
}
