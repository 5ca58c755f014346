import { type Failure, makeFailure, type RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';
import { CargoRun } from './cargo-run.ts';
import { type CargoTarget, readCrate, readHint, readRunning } from './cargo-target.ts';

/** `cargo test`, pretty and terse. Source: Rust, library/test/src/formatters; cargo, src/cargo/ops/cargo_test.rs. */
export const cargo: Runner = { name: 'cargo', parser: () => new CargoParser() };

const begins = /^running (\d{1,9}) tests?$/;
const notBuilt = /^error: could not compile `(\S{1,200})`(?: (\([^)]{1,200}\)))?(?: due to .{0,200}|\.)?$/;
const exited = /^ {2}process didn't exit successfully: .{1,2000} \((.{1,200})\)$/;
const maxRuns = 2000;

class CargoParser implements Parser {
  readonly runner = 'cargo';
  readonly triggers = [
    ...['Running ', 'Doc-tests ', 'running ', 'failures:', 'test result: ', '---- ', 'Compiling ', 'warning: `'],
    ...['error: test failed', 'error: doctest failed', 'error: bench failed', 'error: could not compile `'],
    ...["process didn't exit successfully", 'Summary [', 'Nextest run ID'],
  ].map((start) => ({ start }));
  readonly #runs: CargoRun[] = [];
  readonly #broken: Failure[] = [];
  #crate: string | null = null;
  #next: CargoTarget | null = null;
  #run: CargoRun | null = null;
  /** nextest runs each test apart and prints what it says. */
  #nextest = false;

  line({ text, whole }: Line): boolean {
    if (!whole && !text.startsWith('test result: ')) return false;
    const line = text.slice(0, 4000).trimEnd();
    if (line.includes('Summary [') || line.includes('Nextest run ID')) this.#nextest = true;
    if (begins.test(line)) {
      this.#begin();
      return true;
    }
    if (this.#outside(line)) return false;
    const run = this.#run;
    if (run === null) return false;
    const more = run.line(text.trimEnd());
    if (run.counts !== null) this.#run = null;
    return this.#run !== null && (more || !run.hasFailures);
  }

  #begin(): void {
    this.#run = new CargoRun(this.#next);
    this.#next = null;
    if (this.#runs.length < maxRuns) this.#runs.push(this.#run);
  }

  #outside(line: string): boolean {
    const target = /(?:Running|Doc-tests) /.test(line.slice(0, 30)) ? readRunning(line) : null;
    if (target !== null) {
      this.#next = target;
      this.#crate = target.crate ?? this.#crate;
      return true;
    }
    const hint = readHint(line);
    const last = this.#runs.at(-1);
    if (hint !== null && last !== undefined) {
      // cargo before 1.49 named the wrong one where it had run several (cargo#4534)
      if (last.target === null) last.target = hint;
      else if (hint.crate !== null && last.target.crate === null) last.target = { ...last.target, crate: hint.crate };
      return true;
    }
    return this.#build(line);
  }

  #build(line: string): boolean {
    const built = line.startsWith('error: could not compile') ? notBuilt.exec(line) : null;
    if (built !== null) {
      const id = [built[1], built[2]].filter(Boolean).join(' ');
      this.#broken.push(this.#unit(id, 'it could not be compiled'));
      return true;
    }
    const crash = line.startsWith("  process didn't") ? exited.exec(line) : null;
    const last = this.#runs.at(-1);
    if (crash !== null && last !== undefined && last.counts === null) {
      const { crate, target } = last.target ?? { crate: null, target: null };
      this.#broken.push(this.#unit([crate ?? this.#crate, target].filter(Boolean).join(' '), crash[1] ?? ''));
      this.#run = null;
      return true;
    }
    const crate = readCrate(line);
    if (crate !== null) this.#crate = crate;
    return crate !== null;
  }

  #unit(id: string, message: string): Failure {
    return makeFailure({ id, runner: 'cargo', rerunId: null, message, outcome: 'error', unit: 'package' });
  }

  end(): RunnerReport | null {
    if (this.#nextest || (this.#runs.length === 0 && this.#broken.length === 0)) return null;
    const tally = new Tally();
    const crate = this.#crate ?? this.#runs.find((run) => run.crate !== null)?.crate ?? null;
    for (const run of this.#runs) {
      const failures = run.failures(crate);
      const counts = run.counts === null ? null : { ...run.counts, errors: 0 };
      tally.add({ failures, counts, warnings: run.warnings });
    }
    const last = this.#runs.at(-1);
    const complete = last === undefined || last.counts !== null || this.#broken.length > 0;
    if (this.#broken.length > 0) tally.add({ failures: this.#broken, counts: null, warnings: [] });
    return tally.report(this.runner, complete);
  }
}
