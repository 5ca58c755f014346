/** A line of Bazel's list of tests. */
export interface BazelResult {
  readonly label: string;
  /** `FAILED`, `TIMEOUT`, `FLAKY`, `PASSED`, … */
  readonly status: string;
  /** Of how many tries and shards so many failed. */
  readonly tries: string | null;
  readonly durationMs: number | null;
}

const label = /^(?:@{0,2}[^\s/:@]{0,200})?\/\/\S{1,1000}/;
const configuration = /^ \([^()]{1,100}\)/;
const verdict =
  /^ +(?:\((?:\d{1,6}\/\d{1,6} )?cached\) )?(PASSED|FAILED TO BUILD|FAILED|TIMEOUT|FLAKY|NO STATUS|REMOTE FAILURE|INCOMPLETE|SKIPPED)(,? (?:failed )?in \d{1,6} out of \d{1,6})?(?: in (\d{1,9}\.\d)s)?$/;
const live = /^(FAIL|TIMEOUT): (@{0,2}[^\s/:@]{0,200}\/\/\S{1,1000})(?: \([^()]{1,100}\))? \(/;
const part = /^(\d{1,9}) ([a-z ]{1,40})$/;

/** Reads `//a:b      FAILED in 1 out of 2 in 41.9s` (runtime/TestSummaryPrinter.java). */
export function readResult(line: string): BazelResult | null {
  const text = line.slice(0, 1500).trimEnd();
  const name = label.exec(text)?.[0];
  if (name === undefined) return null;
  const rest = text.slice(name.length);
  const match = verdict.exec(rest.slice(configuration.exec(rest)?.[0].length ?? 0));
  if (match?.[1] === undefined) return null;
  return {
    label: name,
    status: match[1],
    tries: match[2]?.replace(/^,? (?:failed )?in /, '') ?? null,
    durationMs: match[3] === undefined ? null : Math.round(Number(match[3]) * 1000),
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
  const parts = text
    .slice(start[0].length)
    .trimEnd()
    .replace('.', '')
    .split(', ')
    .flatMap((each) => each.split('and '));
  const of = (words: string): number => {
    const all = parts.map((each) => part.exec(each.trim())).filter((each) => each?.[2]?.endsWith(words) === true);
    return all.reduce((sum, match) => sum + Number(match?.[1]), 0);
  };
  return {
    total: Number(start[1]),
    failed: of('locally') + of('remotely'),
    broken: of('to build'),
    skipped: of('skipped'),
  };
}
