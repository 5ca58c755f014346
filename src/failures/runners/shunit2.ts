import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';
import { Shunit2Run } from './shunit2-run.ts';

/** Other names are seen only by what they return: lines that begin with `test` are too many. */
const names = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'].map((letter) => `test${letter}`);

/**
 * shunit2 2.1. Source: shunit2, _shunit_execSuite, _shunit_assertFail and _shunit_generateReport. A name stands alone on
 * the line before what its test prints; that it returned an error is said on the standard error.
 */
export const shunit2: Runner = { name: 'shunit2', parser: () => new Shunit2Parser() };

const name = /^test[A-Za-z0-9_-]{0,200}$/;
const returned = /^shunit2:ERROR (\S{1,200})\(\) returned non-zero return code\.$/;
const ran = /^Ran (\d{1,9}) tests?\.$/;
const verdict = /^(?:OK(?: \(skipped=\d{1,9}\))?|FAILED \(failures=(\d{1,9})(?:,skipped=\d{1,9})?\))$/;
const verdictWithin = 2;
const maxRuns = 1000;

interface Closed {
  readonly run: Shunit2Run;
  readonly closing: { readonly ran: number; readonly failed: number };
  /** The tests that returned an error, where that was said on the same stream. */
  readonly errors: ReadonlySet<string>;
}

class Shunit2Parser implements Parser {
  readonly runner = 'shunit2';
  readonly triggers = [
    ...names.map((start) => ({ start })),
    { start: 'ASSERT:' },
    { start: 'shunit2:ERROR ' },
    { start: 'shunit2:FATAL ' },
    { start: 'Ran ', end: ' tests.' },
    { start: 'Ran ', end: ' test.' },
  ];
  #run = new Shunit2Run();
  #closed: Closed[] = [];
  #ran: number | null = null;
  #linesSinceRan = 0;
  #errors = new Set<string>();
  /** Said on the standard error, of whichever run. */
  readonly #elsewhere = new Set<string>();
  #isOwn = false;

  line({ text, whole, stream }: Line): boolean {
    const line = text.trimEnd();
    if (line.startsWith('shunit2:')) this.#complaint(line, stream === 'stdout');
    else if (stream === 'stdout') this.#output(line, whole);
    return this.#ran !== null && stream === 'stdout';
  }

  #complaint(line: string, isSame: boolean): void {
    this.#isOwn = true;
    const test = returned.exec(line)?.[1];
    const errors = isSame ? this.#errors : this.#elsewhere;
    if (test !== undefined && errors.size < 10_000) {
      errors.add(test);
      if (isSame) this.#run.returned(test);
    }
    if (line.startsWith('shunit2:FATAL ')) this.#run.fatal(line.slice('shunit2:FATAL '.length, 1000));
  }

  #output(line: string, whole: boolean): void {
    if (this.#ran !== null) this.#inVerdict(line);
    const count = ran.exec(line)?.[1];
    if (line.startsWith('ASSERT:')) this.#run.assert(line.slice('ASSERT:'.length));
    else if (whole && name.test(line)) this.#run.current = line;
    else if (count !== undefined) {
      this.#ran = Number(count);
      this.#linesSinceRan = 0;
    }
  }

  #inVerdict(line: string): void {
    const match = verdict.exec(line);
    if (match !== null && this.#ran !== null && this.#closed.length < maxRuns) {
      const closing = { ran: this.#ran, failed: Number(match[1] ?? 0) };
      this.#closed.push({ run: this.#run, closing, errors: this.#errors });
      this.#run = new Shunit2Run();
      this.#errors = new Set();
    }
    this.#linesSinceRan += 1;
    if (match !== null || this.#linesSinceRan >= verdictWithin) this.#ran = null;
  }

  end(): RunnerReport | null {
    const rest = this.#isOwn && !(this.#run.isEmpty && this.#errors.size === 0) && this.#isOpen();
    if (this.#closed.length === 0 && !rest) return null;
    const tally = new Tally();
    const only = this.#closed.length === 1 && !rest;
    for (const { run, closing, errors } of this.#closed) {
      tally.add(run.finish(closing, errors.size === 0 && only ? this.#elsewhere : errors));
    }
    if (rest) tally.add(this.#run.finish(null, this.#errors));
    return tally.report(this.runner, !rest);
  }

  #isOpen(): boolean {
    return this.#errors.size > 0 || this.#elsewhere.size > 0 || this.#closed.length === 0;
  }
}
