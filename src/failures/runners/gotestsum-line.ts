/** `=== FAIL: pkg Test (re-run 1) (0.01s)`: one entry of gotestsum's closing list; without a test it is the package. */
export interface GotestsumEntry {
  /** Relative to the module, `.` for its root. */
  readonly pkg: string;
  readonly test: string | null;
  /** From 0. */
  readonly run: number;
  readonly durationMs: number | null;
}

const entry =
  /^=== FAIL: (\S{1,1000}) (\S{0,1000})(?: \(re-run (\d{1,6})\))?(?: \((?:(\d{1,9}\.\d{1,9})s|unknown)\))?$/;
const closing =
  /^(?:DONE)?(?: (\d{1,6}) runs,)? ?(\d{1,9}) tests?(?:, (\d{1,9}) skipped)?(?:, (\d{1,9}) failures?)?(?:, (\d{1,9}) errors?)?(?: in (?:\d{1,9}\.\d{1,9}s|unknown))?$/;

/** Source: gotestsum, testjson/summary.go. */
export function readEntry(text: string): GotestsumEntry | null {
  const line = text.slice(0, 3000).trimEnd();
  const match = entry.exec(line.endsWith(')') || line.includes('  ') ? line : `${line} `) ?? entry.exec(line);
  if (match?.[1] === undefined) return null;
  return {
    pkg: match[1],
    test: match[2] === '' || match[2] === undefined ? null : match[2],
    run: Number(match[3] ?? 0),
    durationMs: match[4] === undefined ? null : Math.round(Number(match[4]) * 1000),
  };
}

/** What the line `DONE 2 runs, 14 tests, 1 skipped, 8 failures, 1 error in 0.2s` says. */
export interface GotestsumClosing {
  readonly runs: number;
  readonly tests: number;
  readonly skipped: number;
  readonly failures: number;
  readonly errors: number;
}

export function readClosing(text: string): GotestsumClosing | null {
  if (!text.startsWith('DONE ')) return null;
  const match = closing.exec(text.slice(0, 300).trimEnd());
  if (match === null) return null;
  const number = (at: number): number => Number(match[at] ?? 0);
  return { runs: Number(match[1] ?? 1), tests: number(2), skipped: number(3), failures: number(4), errors: number(5) };
}

/** `FAIL pkg.Test (re-run 1) (0.01s)`, as the formats testname and github-actions have it for each test. */
export interface GotestsumLive {
  readonly failed: boolean;
  /** As printed: the package, a dot and the test, or the test alone for the module's root. */
  readonly name: string;
  readonly run: number;
  readonly durationMs: number | null;
  /** Nothing but gotestsum prints it so. */
  readonly certain: boolean;
}

const live = /^(::group::| {2})?(FAIL|PASS|SKIP) (\S{1,2000})(?: \(re-run (\d{1,6})\))?(?: \((\d{1,9}\.\d{2})s\))?$/;
const named = /(?:^|\.)(?:Test|Example|Fuzz|Benchmark)[^.]*(?:\/.*)?$/;

/** Source: gotestsum, testjson/format.go. */
export function readLive(text: string): GotestsumLive | null {
  const match = live.exec(text.slice(0, 3000).trimEnd());
  if (match?.[3] === undefined || !named.test(match[3])) return null;
  return {
    failed: match[2] === 'FAIL',
    name: match[3],
    run: Number(match[4] ?? 0),
    durationMs: match[5] === undefined ? null : Math.round(Number(match[5]) * 1000),
    certain: match[1] === '::group::' || match[4] !== undefined,
  };
}

/** The test in `pkg.Test/sub`: what follows the last dot before its name. */
export function splitName(name: string): { readonly pkg: string; readonly test: string } {
  const match = /(?:^|\.)((?:Test|Example|Fuzz|Benchmark)[^./]*(?:\/.*)?)$/.exec(name);
  const test = match?.[1] ?? name;
  return { pkg: name.length === test.length ? '.' : name.slice(0, -test.length - 1), test };
}

/** What gotestsum itself calls a test. */
export function joinName(pkg: string, test: string | null): string {
  if (test === null) return pkg;
  return pkg === '.' ? test : `${pkg}.${test}`;
}
