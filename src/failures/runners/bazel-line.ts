/** A line of Bazel's list of tests. */
export interface BazelResult {
  readonly label: string;
  /** `FAILED`, `TIMEOUT`, `FLAKY`, `PASSED`, … */
  readonly status: string;
  /** Of how many tries and shards so many failed. */
  readonly tries: string | null;
  readonly durationMs: number | null;
}

const statuses = 'PASSED|FAILED TO BUILD|FAILED|TIMEOUT|FLAKY|NO STATUS|REMOTE FAILURE|INCOMPLETE|SKIPPED';
const result = new RegExp(
  `^((?:@{0,2}[^\\s/:@]{0,200})?//\\S{1,1000})(?: \\([^()]{1,100}\\))? +(?:\\((?:\\d{1,6}/\\d{1,6} )?cached\\) )?(${statuses})(,? (?:failed )?in \\d{1,6} out of \\d{1,6})?(?: in (\\d{1,9}\\.\\d)s)?$`,
);
const live = /^(FAIL|TIMEOUT): (@{0,2}[^\s/:@]{0,200}\/\/\S{1,1000})(?: \([^()]{1,100}\))? \(/;
const count = /(\d{1,9}) (tests? pass(?:es)?|fails? to build|fails? locally|fails? remotely|(?:was|were) skipped)/g;

/** Reads `//a:b      FAILED in 1 out of 2 in 41.9s` (runtime/TestSummaryPrinter.java). */
export function readResult(line: string): BazelResult | null {
  const match = result.exec(line.slice(0, 1500).trimEnd());
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return {
    label: match[1],
    status: match[2],
    tries: match[3]?.replace(/^,? (?:failed )?in /, '') ?? null,
    durationMs: match[4] === undefined ? null : Math.round(Number(match[4]) * 1000),
  };
}

/** Reads `FAIL: //a:b (shard 1 of 16) (see /…/test.log)`, which is printed at once and for each try. */
export function readLive(line: string): { readonly label: string; readonly status: string } | null {
  const match = live.exec(line.slice(0, 1500));
  return match?.[1] === undefined || match[2] === undefined ? null : { label: match[2], status: match[1] };
}

/** The numbers of the closing line. */
export interface BazelTotals {
  readonly total: number;
  readonly failed: number;
  readonly broken: number;
  readonly skipped: number;
}

const executed = /^Executed \d{1,9} out of (\d{1,9}) tests?: /;

/** Reads `Executed 50 out of 50 tests: 49 tests pass and 1 fails locally.` (TerminalTestResultNotifier.java). */
export function readTotals(line: string): BazelTotals | null {
  const text = line.slice(0, 500);
  const start = executed.exec(text);
  if (start === null) return null;
  const of = (words: string): number => {
    const all = [...text.slice(start[0].length).matchAll(count)].filter(([, , what = '']) => what.endsWith(words));
    return all.reduce((sum, [, number]) => sum + Number(number), 0);
  };
  return {
    total: Number(start[1]),
    failed: of('locally') + of('remotely'),
    broken: of('to build'),
    skipped: of('skipped'),
  };
}
