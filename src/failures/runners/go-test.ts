import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

const place = /^\s*(\S{1,400}\.go):(\d{1,7}):(?:\d{1,7}:)? ?(.*)$/;
const frame = /^\t(\S{1,400}_test\.go):(\d{1,7})(?: |$)/;
const crash = /^\s*((?:panic|fatal error): .*?)(?: \[recovered\].*)?$/;
/** What testify prints where the message should be. */
const assertion = /^\s*Error:\s+(\S.*)$/;
const maxLine = 2000;
const maxLines = 60;

/** What a test of Go printed, and the telling lines in it. */
export class GoOutput {
  readonly #told: 'first' | 'last';
  readonly #excerpt = new Excerpt();
  #lines = 0;
  #first: string | null = null;
  #message: string | null = null;
  #crash: string | null = null;
  #file: string | null = null;
  #line: number | null = null;

  /** Which line with a place tells most: of a test the last, as what it logs comes before it gives up; of a compiler the first. */
  constructor(told: 'first' | 'last' = 'last') {
    this.#told = told;
  }

  /** True while another line would still tell something new. */
  get wantsMore(): boolean {
    return this.#lines < maxLines;
  }

  get isEmpty(): boolean {
    return this.#lines === 0;
  }

  add(text: string): void {
    this.#lines += 1;
    this.#excerpt.add(text);
    const line = text.slice(0, maxLine);
    this.#first ??= line.trim() === '' ? null : line.trim();
    // The line after `got:`, of an example.
    if (this.#lines === 2 && this.#first === 'got:') this.#first = `got: ${line.trim()}`;
    this.#crash ??= crash.exec(line)?.[1] ?? null;
    const found = place.exec(line) ?? (this.#crash === null ? null : frame.exec(line));
    if (found !== null) this.#found(found);
    else if (this.#message === '') this.#message = assertion.exec(line)?.[1]?.trim() ?? '';
  }

  #found([, file, line, text]: RegExpExecArray): void {
    if (this.#file !== null && (this.#told === 'first' || this.#crash !== null)) return;
    this.#file = file ?? null;
    this.#line = Number(line);
    if (text !== undefined) this.#message = text;
  }

  /** What a failure is told to be by this output. */
  describe(): Pick<Failure, 'message' | 'file' | 'line' | 'excerpt'> {
    const message = this.#crash ?? (this.#message || this.#first);
    return { message, file: this.#file, line: this.#line, excerpt: this.#excerpt.lines() };
  }
}

/** A failed test; without a package it has an id, but cannot be selected. */
export function goFailure(
  pkg: string | null,
  test: string,
  known: Pick<Failure, 'message' | 'file' | 'line' | 'excerpt'> & Partial<Failure>,
): Failure {
  const selectable = pkg !== null && isSelectable(pkg);
  const corpus = /^ {4}Failing input written to testdata\/fuzz\/(\S{1,300})$/;
  const input = test.startsWith('Fuzz') ? known.excerpt.map((line) => corpus.exec(line)?.[1]).find(Boolean) : undefined;
  return makeFailure({
    id: pkg === null ? test : `${pkg}.${test}`,
    runner: 'go',
    rerunId: selectable ? `${pkg} ${input ?? test}` : null,
    ...known,
  });
}

/** A package that failed without any test of it. */
export function goPackageFailure(pkg: string, known: Partial<Failure>): Failure {
  return makeFailure({
    id: pkg,
    runner: 'go',
    rerunId: isSelectable(pkg) ? pkg : null,
    outcome: 'error',
    unit: 'package',
    ...known,
  });
}

/** `go test a_test.go` makes a package of the files that has no path of its own. */
function isSelectable(pkg: string): boolean {
  return pkg !== 'command-line-arguments';
}
