import type { Failure, RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';
import { readAnnotation } from './vitest-annotation.ts';
import { readNumbers, type VitestNumbers } from './vitest-closing.ts';
import { VitestErrors } from './vitest-errors.ts';
import { VitestLive } from './vitest-live.ts';

const filesLine = ' Test Files  ';
const testsLine = '      Tests  ';
const errorsLine = '     Errors  ';
const noFilesLine = 'No test files found, exiting with code 1';
const annotation = '::error file=';
const starts = [' RUN  v', ' DEV  v'];
const live = /^ {1,200}[✓❯×] /;
const errorCount = /^(\d{1,9}) errors?$/;
const maxClosings = 1000;
const maxAnnotations = 1000;

/**
 * vitest 1 to 4: its default, verbose, dot and GitHub Actions reporters. The errors are printed on the standard error,
 * all else on the standard output. Source: vitest, packages/vitest/src/node/reporters/{base,verbose,github-actions}.ts.
 */
export const vitest: Runner = { name: 'vitest', parser: () => new VitestParser() };

class VitestParser implements Parser {
  readonly runner = 'vitest';
  readonly triggers = [
    ...['FAIL  ', '⎯⎯', 'Test Files  ', 'RUN  v', 'DEV  v', '❯ ', '× ', noFilesLine, annotation].map((start) => ({
      start,
    })),
    { start: '✓ ', end: 'ms' },
    ...[...'123456789'].map((tries) => ({ start: '✓ ', end: `(retry x${tries})` })),
  ];
  readonly #errors = { stdout: new VitestErrors(), stderr: new VitestErrors() };
  readonly #live = new VitestLive();
  readonly #closings: { tests: VitestNumbers; errors: number }[] = [];
  readonly #warnings: string[] = [];
  readonly #annotations: Failure[] = [];
  #runs = 0;
  /** A run has begun and not come to its closing lines. */
  #running = false;
  #inClosing = false;

  line({ text, stream, whole }: Line): boolean {
    if (this.#inClosing && stream === 'stdout') this.#close(text);
    if (this.#closes(text) || this.#begins(text)) return this.#inClosing;
    const wants = this.#errors[stream].line(text, whole);
    if (text.startsWith(annotation)) this.#annotate(text, whole);
    else if (whole && live.test(text)) this.#live.add(text);
    return wants || (this.#inClosing && stream === 'stdout');
  }

  #begins(text: string): boolean {
    if (!starts.some((start) => text.startsWith(start))) return false;
    this.#runs += 1;
    this.#running = true;
    return true;
  }

  #closes(text: string): boolean {
    if (text.startsWith(noFilesLine)) {
      this.#warnings.push(noFilesLine);
      this.#addClosing({ ran: 0, failed: 0, skipped: 0, left: 0 });
      return true;
    }
    const files = text.startsWith(filesLine) ? readNumbers(text.slice(filesLine.length)) : null;
    if (files === null) return false;
    if (files.left > 0)
      this.#warnings.push(`vitest did not run ${files.left} test ${files.left === 1 ? 'file' : 'files'}`);
    this.#inClosing = true;
    return true;
  }

  /** `Tests`, `Type Errors`, `Errors`, `Start at`. */
  #close(text: string): void {
    const tests = text.startsWith(testsLine) ? readNumbers(text.slice(testsLine.length)) : null;
    const errors = text.startsWith(errorsLine) ? errorCount.exec(text.slice(errorsLine.length).trim()) : null;
    const last = this.#closings.at(-1);
    if (tests !== null) this.#addClosing(tests);
    else if (errors !== null && last !== undefined) last.errors = Number(errors[1]);
    else if (!text.startsWith('Type Errors  ')) this.#inClosing = false;
  }

  #addClosing(tests: VitestNumbers): void {
    this.#running = false;
    if (tests.left > 0) this.#warnings.push(`vitest did not run ${tests.left} ${tests.left === 1 ? 'test' : 'tests'}`);
    if (this.#closings.length < maxClosings) this.#closings.push({ tests, errors: 0 });
  }

  #annotate(text: string, whole: boolean): void {
    const failure = whole && this.#annotations.length < maxAnnotations ? readAnnotation(text) : null;
    if (failure !== null) this.#annotations.push(failure);
  }

  end(): RunnerReport | null {
    const printed = [...this.#errors.stdout.failures(), ...this.#errors.stderr.failures()];
    const failures = this.#failures(printed);
    if (failures.length === 0 && this.#closings.length === 0 && this.#runs === 0) return null;
    const tally = new Tally();
    tally.add({
      failures,
      flaky: this.#live.flaky(),
      counts: null,
      warnings: [...this.#warnings, ...this.#doubts(printed)],
    });
    for (const { tests, errors } of this.#closings) {
      const { ran, failed, skipped } = tests;
      tally.add({ failures: [], counts: { ran, failed, errors, skipped }, warnings: [] });
    }
    return tally.report(this.runner, this.#closings.length > 0 && !this.#running);
  }

  /** The errors at the end; without them the annotations, or, if it was killed, what was printed before. */
  #failures(printed: readonly Failure[]): readonly Failure[] {
    if (printed.length > 0) return printed;
    if (this.#annotations.length > 0) return this.#annotations;
    return this.#running && this.#closings.length === 0 ? this.#live.failures() : [];
  }

  #doubts(printed: readonly Failure[]): readonly string[] {
    const failed = this.#closings.reduce((sum, { tests }) => sum + tests.failed, 0);
    const lines = this.#errors.stdout.tests + this.#errors.stderr.tests;
    const named = new Set(printed.filter(({ unit }) => unit === undefined).map(({ id }) => id)).size;
    if (this.#closings.length === 0 || (lines >= failed && named <= failed)) return [];
    return [`vitest counts ${failed} failed tests, but names ${named}`];
  }
}
