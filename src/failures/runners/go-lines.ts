/** `--- FAIL: TestX/sub (0.01s)`, with any indentation; before Go 1.5 `(0.01 seconds)`, of benchmarks no time. */
const verdict = /^\s{0,200}--- (FAIL|PASS|SKIP): (\S{1,1000})(?: \((\d{1,9}(?:\.\d{1,9})?)(?:s| seconds)\))?$/;
/** `=== RUN   TestX`, `=== CONT  TestX`, `=== NAME  TestX`. */
const running = /^=== (RUN|CONT|NAME) {1,4}(\S{1,1000})$/;
/** `FAIL\tpkg\t0.1s`, `FAIL\tpkg [build failed]`, `ok  \tpkg\t(cached)`, and blanks for the tabs in old versions. */
const packageLine =
  /^(FAIL|ok {2})(?:\t| {2,8})(\S{1,1000})(?:\s{1,8}(?:\d{1,9}(?:\.\d{1,9})?s|\(cached\)|(\[[^\]]{1,80}\])))?(?:\s.*)?$/;
/** gotestsum: `FAIL pkg.TestX (0.00s) (re-run 1)`. */
const summed =
  /^(FAIL|PASS|SKIP) (\S{1,500}?)\.((?:Test|Benchmark|Example|Fuzz)\S{0,500})(?: \((\d{1,9}(?:\.\d{1,9})?)s\))?(?: \(re-run (\d{1,4})\))?$/;
/** gotestsum's closing list: `=== FAIL: pkg TestX (0.00s) (re-run 1)`; without a test the package itself failed. */
const listed = /^=== FAIL: (\S{1,1000}) (\S{0,1000})(?: \((\d{1,9}(?:\.\d{1,9})?)s\))?(?: \(re-run (\d{1,4})\))?$/;
const done =
  /^DONE (?:(\d{1,9}) runs, )?(\d{1,9}) tests(?:, (\d{1,9}) skipped)?(?:, (\d{1,9}) failures?)?(?:, (\d{1,9}) errors?)?(?: in [\d.hms]{1,30})?$/;
/** gotestsum, of a whole package. */
const summedPackage = /^FAIL ([^\s:]{1,1000})(?: \([^)]{1,40}\))?$/;
const maxLine = 2500;

export type GoLine =
  | {
      readonly kind: 'verdict';
      readonly word: 'FAIL' | 'PASS' | 'SKIP';
      readonly name: string;
      readonly ms: number | null;
    }
  | { readonly kind: 'running'; readonly name: string; readonly starts: boolean }
  | { readonly kind: 'package'; readonly failed: boolean; readonly pkg: string; readonly note: string | null }
  | {
      readonly kind: 'summed';
      readonly word: 'FAIL' | 'PASS' | 'SKIP';
      readonly pkg: string;
      readonly name: string;
      readonly ms: number | null;
      readonly run: number;
    }
  | { readonly kind: 'summed package'; readonly pkg: string }
  | {
      readonly kind: 'listed';
      readonly pkg: string;
      readonly name: string;
      readonly ms: number | null;
      readonly run: number;
    }
  | {
      readonly kind: 'done';
      readonly runs: number;
      readonly tests: number;
      readonly skipped: number;
      readonly failures: number;
    };

/** What a line of `go test` or gotestsum says; null for any other. Source: Go, src/testing, cmd/go; gotestsum, testjson/. */
export function readGoLine(full: string): GoLine | null {
  if (full.length > maxLine) return null;
  const text = full.trimEnd();
  if (text.includes('--- ')) {
    const match = verdict.exec(text);
    if (match !== null)
      return { kind: 'verdict', word: word(match[1]), name: match[2] ?? '', ms: milliseconds(match[3]) };
  }
  if (text.startsWith('=== FAIL: ')) return readListed(full);
  if (text.startsWith('=== ')) {
    const match = running.exec(text);
    return match === null ? null : { kind: 'running', name: match[2] ?? '', starts: match[1] === 'RUN' };
  }
  if (text.startsWith('DONE ')) return readDone(text);
  const pkg = packageLine.exec(text);
  if (pkg !== null) return { kind: 'package', failed: pkg[1] === 'FAIL', pkg: pkg[2] ?? '', note: pkg[3] ?? null };
  const match = summed.exec(text);
  const whole = match === null ? summedPackage.exec(text) : null;
  if (whole !== null) return { kind: 'summed package', pkg: whole[1] ?? '' };
  if (match === null) return null;
  const [, status, name = '', test = '', time, run] = match;
  return { kind: 'summed', word: word(status), pkg: name, name: test, ms: milliseconds(time), run: Number(run ?? 0) };
}

function readListed(text: string): GoLine | null {
  const match = listed.exec(text.trimEnd()) ?? listed.exec(text);
  if (match === null) return null;
  const [, pkg = '', name = '', time, run] = match;
  return { kind: 'listed', pkg, name, ms: milliseconds(time), run: Number(run ?? 0) };
}

function readDone(text: string): GoLine | null {
  const match = done.exec(text);
  if (match === null) return null;
  const [, runs, tests, skipped, failures] = match;
  return {
    kind: 'done',
    runs: Number(runs ?? 1),
    tests: Number(tests),
    skipped: Number(skipped ?? 0),
    failures: Number(failures ?? 0),
  };
}

function word(text: string | undefined): 'FAIL' | 'PASS' | 'SKIP' {
  return text === 'FAIL' || text === 'PASS' ? text : 'SKIP';
}

function milliseconds(seconds: string | undefined): number | null {
  return seconds === undefined ? null : Math.round(Number(seconds) * 1000);
}
