/** Lines of the lists after `Results:`; the same test may stand there with the runs that it had. */
export interface ClosingEntry {
  readonly kind: 'failed' | 'error' | 'flaky';
  /** As printed, such as `CalcTest.adds:12 expected: <1>` or, where it had several runs, `pkg.CalcTest.adds`. */
  readonly text: string;
  readonly runs: readonly string[];
}

const headings: readonly [string, ClosingEntry['kind']][] = [
  ['Failures:', 'failed'],
  ['Failed tests:', 'failed'],
  ['Errors:', 'error'],
  ['Tests in error:', 'error'],
  ['Flakes:', 'flaky'],
  ['Flaked tests:', 'flaky'],
];
const run = /^ {2,4}Run \d{1,4}: /;
const maxEntries = 10_000;

/** Reads the lists after `Results:`. Source: maven-surefire-common, report/DefaultReporterFactory.java. */
export class SurefireClosing {
  #kind: ClosingEntry['kind'] | null = null;
  readonly #entries: { kind: ClosingEntry['kind']; text: string; runs: string[] }[] = [];

  add(text: string): void {
    const heading = headings.find(([each]) => text.startsWith(each));
    if (heading !== undefined) {
      this.#kind = heading[1];
      // Surefire 2 before 2.20 has the first of the list on the same line.
      const rest = text.slice(heading[0].length).trim();
      if (rest !== '') this.#put(rest);
      return;
    }
    if (run.test(text)) this.#entries.at(-1)?.runs.push(text.slice(0, 400).replace(run, ''));
    else if (text.trim() !== '') this.#put(text.trim());
  }

  #put(text: string): void {
    if (this.#kind === null || this.#entries.length >= maxEntries) return;
    this.#entries.push({ kind: this.#kind, text, runs: [] });
  }

  /** True once one of the lists has begun. */
  get isOpen(): boolean {
    return this.#kind !== null;
  }

  get entries(): readonly ClosingEntry[] {
    return this.#entries;
  }
}

const place = /^([\p{L}\p{N}_$.>]{1,300}?)(?::(\d{1,7}))?(?:->\S{1,300})?(?: |$)/u;
const old = /^([^\s()]{1,200})\(([\p{L}\p{N}_$.]{1,300})\)/u;

/** What an entry says of its test: `Sub>Base.m:33->helper:40 message`, `m(pkg.C): message`. Null if that is nothing. */
export function readEntry(text: string): {
  readonly className: string;
  readonly method: string;
  readonly line: number | null;
  readonly message: string;
} | null {
  const before = old.exec(text);
  if (before !== null) {
    const message = text.slice(before[0].length).replace(/^:? /, '');
    return { className: before[2] ?? '', method: before[1] ?? '', line: null, message };
  }
  const match = place.exec(text);
  const path = match?.[1] ?? '';
  const dot = path.lastIndexOf('.');
  if (match === null || dot <= 0) return null;
  const className = path.slice(0, dot).split('>')[0] ?? '';
  const line = match[2] === undefined ? null : Number(match[2]);
  return { className, method: path.slice(dot + 1), line, message: text.slice(match[0].length).replace(/^» /, '') };
}
