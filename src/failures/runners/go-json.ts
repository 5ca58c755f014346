import type { Counts, Failure } from '../failure.ts';
import { addOutput, failedLeaves, type GoTest, newTest, packageFailure, testFailure } from './go-test.ts';

/** An event of `go test -json`. Source: Go, cmd/test2json. */
interface GoEvent {
  readonly Action?: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Output?: string;
  readonly Elapsed?: number;
}

interface Package {
  readonly tests: Map<string, GoTest>;
  /** The last of what it printed outside of its tests. */
  readonly output: string[];
  ended: 'failed' | 'passed' | null;
}

const wanted = /"Action":"(?:run|output|pass|fail|skip|build-fail)"/;
const maxTests = 20_000;
const maxOutput = 40;
const maxLine = 20_000;

/** Reads the events of all packages; they may come in any order. */
export class GoJson {
  readonly #packages = new Map<string, Package>();
  #tests = 0;
  #counts = { ran: 0, failed: 0, errors: 0, skipped: 0 };

  get isThere(): boolean {
    return this.#packages.size > 0;
  }

  line(text: string): void {
    if (text.length > maxLine || !wanted.test(text.slice(0, 400))) return;
    const event = parse(text);
    const name = event?.Package ?? event?.ImportPath?.split(' ')[0];
    if (event === null || name === undefined) return;
    const pkg = this.#package(name);
    if (event.Test === undefined) this.#ofPackage(pkg, event);
    else this.#ofTest(pkg, event, event.Test);
  }

  #ofPackage(pkg: Package, { Action, Output }: GoEvent): void {
    if (Action === 'fail' || Action === 'build-fail') pkg.ended = 'failed';
    else if (Action === 'pass' || Action === 'skip') pkg.ended = 'passed';
    else if (Action === 'output' && Output !== undefined && pkg.output.length < maxOutput) {
      pkg.output.push(Output.replace(/\n$/, ''));
    }
  }

  #ofTest(pkg: Package, { Action, Output, Elapsed }: GoEvent, name: string): void {
    const test = this.#test(pkg, name);
    if (test === null) return;
    if (Action === 'run') test.started = true;
    else if (Action === 'output') {
      if (Output !== undefined && !Output.startsWith('=== ')) addOutput(test, Output.replace(/\n$/, ''));
    } else if (test.started) {
      test.verdict = Action === 'fail' ? 'failed' : Action === 'pass' ? 'passed' : 'skipped';
      test.durationMs = Elapsed === undefined ? null : Math.round(Elapsed * 1000);
      if (!name.includes('/')) this.#count(test.verdict);
      if (test.verdict !== 'failed') pkg.tests.set(name, { ...newTest(name), verdict: test.verdict });
    }
  }

  #count(verdict: GoTest['verdict']): void {
    if (verdict === 'skipped') this.#counts.skipped += 1;
    else this.#counts.ran += 1;
    if (verdict === 'failed') this.#counts.failed += 1;
  }

  #package(name: string): Package {
    const known = this.#packages.get(name);
    if (known !== undefined) return known;
    const made: Package = { tests: new Map(), output: [], ended: null };
    this.#packages.set(name, made);
    return made;
  }

  #test(pkg: Package, name: string): GoTest | null {
    const known = pkg.tests.get(name);
    if (known !== undefined) return known;
    if (this.#tests >= maxTests) return null;
    this.#tests += 1;
    const test = newTest(name);
    pkg.tests.set(name, test);
    return test;
  }

  result(runner: string): {
    readonly failures: readonly Failure[];
    readonly counts: Counts;
    readonly complete: boolean;
  } {
    const failures = [...this.#packages].flatMap(([name, pkg]) => failuresOf(name, pkg, runner));
    const complete = [...this.#packages.values()].every(({ ended }) => ended !== null);
    return { failures, counts: this.#counts, complete };
  }
}

function failuresOf(name: string, pkg: Package, runner: string): readonly Failure[] {
  const crashed = [...pkg.tests.values()].filter(({ started, verdict }) => started && verdict === 'running');
  const leaves = failedLeaves(pkg.tests.values());
  const failed = leaves.length > 0 || pkg.ended !== 'failed' ? leaves : crashed.slice(-1);
  if (failed.length > 0) return failed.map((test) => testFailure(test, { runner, pkg: name }));
  if (pkg.ended !== 'failed') return [];
  const message = pkg.output.find((line) => line.startsWith('panic: ') || line.includes('.go:')) ?? null;
  return [packageFailure(name, { runner, message, excerpt: pkg.output })];
}

function parse(text: string): GoEvent | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null; // a cut line, or no event at all
  }
}
