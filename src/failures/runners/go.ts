import { type Failure, makeFailure, type RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';
import { GoJson } from './go-json.ts';
import { type GoLine, readGoLine } from './go-lines.ts';
import { GoPackage } from './go-package.ts';
import { GotestsumRun } from './gotestsum-run.ts';

/** `go test`, plain, with -v and -json, and what gotestsum makes of it. Source: Go, src/testing/testing.go, cmd/go. */
export const go: Runner = { name: 'go', parser: () => new GoParser() };

class GoParser implements Parser {
  readonly runner = 'go';
  readonly triggers = [
    ...['--- FAIL: ', '--- PASS: ', '--- SKIP: ', '=== RUN ', '=== CONT ', '=== NAME ', '=== FAIL: ', 'panic: '],
    ...['FAIL\t', 'FAIL ', 'ok  \t', 'ok   ', 'PASS ', 'SKIP ', 'DONE ', '{"Time":"', '{"Action":"', '{"ImportPath":"'],
    ...['FAIL! -- ', 'SUCCESS! -- '],
  ].map((start) => ({ start }));
  readonly #json = new GoJson();
  readonly #sum = new GotestsumRun();
  #package = new GoPackage();
  readonly #failures: Failure[] = [];
  #packages = 0;
  #empty = 0;
  #counts = { ran: 0, failed: 0, errors: 0, skipped: 0 };
  #counted = true;
  /** A pending test has no package line yet. */
  #cut = false;

  line({ text, whole }: Line): boolean {
    if (!whole && !text.startsWith('{')) return false;
    if (text.startsWith('{"')) {
      this.#json.line(text);
      return false;
    }
    const line = readGoLine(text);
    if (line === null) return this.#sum.output(text) || this.#package.output(text);
    switch (line.kind) {
      case 'running':
        return this.#package.running(line.name, line.starts);
      case 'verdict':
        this.#cut = true;
        return this.#package.verdict(line, text);
      case 'package':
        this.#endPackage(line);
        return false;
      default:
        return this.#sum.line(line);
    }
  }

  #endPackage({ failed, pkg, note }: Extract<GoLine, { kind: 'package' }>): void {
    if (this.#json.isThere && !note) return;
    this.#packages += 1;
    this.#cut = false;
    const counts = this.#package.counts;
    if (note?.startsWith('[no test')) this.#empty += 1;
    else if (counts === null) this.#counted = false;
    else {
      this.#counts.ran += counts.passed + counts.failed;
      this.#counts.failed += counts.failed;
      this.#counts.skipped += counts.skipped;
    }
    if (failed) this.#failures.push(...this.#package.failures(pkg, note, this.runner));
    this.#package = new GoPackage();
  }

  end(): RunnerReport | null {
    const name = this.#sum.isThere ? 'gotestsum' : this.runner;
    const tally = new Tally();
    if (this.#sum.isThere) {
      const known = new Set(this.#failures.map(({ id }) => id));
      const { failures, flaky, counts, complete } = this.#sum.result(name, (test) => this.#package.known(test));
      const own = this.#sum.hasTests ? [] : this.#failures.map((failure) => makeFailure({ ...failure, runner: name }));
      tally.add({
        failures: [...own, ...failures.filter(({ id }) => !known.has(id) || own.length === 0)],
        flaky,
        counts,
        warnings: [],
      });
      return tally.report(name, complete);
    }
    if (this.#json.isThere) {
      const { failures, counts, complete } = this.#json.result(name);
      const built = this.#failures.filter(({ id }) => failures.every((each) => each.id !== id));
      tally.add({ failures: [...failures, ...built], counts, warnings: [] });
      return tally.report(name, complete);
    }
    const rest = this.#cut ? this.#package.failures(null, null, name) : [];
    if (this.#packages === 0 && rest.length === 0) return null;
    const isEmpty = this.#packages > 0 && this.#empty === this.#packages;
    const counts = isEmpty || (this.#counted && !this.#cut && this.#counts.ran > 0) ? this.#counts : null;
    tally.add({ failures: [...this.#failures, ...rest], counts, warnings: [] });
    return tally.report(name, !this.#cut);
  }
}
