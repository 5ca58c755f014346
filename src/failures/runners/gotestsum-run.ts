import type { Counts, Failure } from '../failure.ts';
import type { GoLine } from './go-lines.ts';
import { addOutput, type GoTest, newTest, packageFailure, testFailure } from './go-test.ts';

/** A test, or with an empty name a package, that failed in some of gotestsum's runs. */
interface Tried {
  readonly pkg: string;
  readonly name: string;
  /** Of the last run in which it failed, from 0. */
  lastFailed: number;
  /** Of the last run in which it passed; -1 if it is not known to have. */
  lastPassed: number;
  times: number;
  ms: number | null;
  /** What the closing list has of it. */
  readonly test: GoTest;
}

type OwnLine = Extract<GoLine, { kind: 'summed' | 'summed package' | 'listed' | 'done' }>;

const maxTests = 10_000;

/** What gotestsum says itself, beside Go's own lines. Source: gotestsum, testjson/{format,summary}.go. */
export class GotestsumRun {
  readonly #tried = new Map<string, Tried>();
  /** Packages that it says failed, with or without a test. */
  readonly #packages = new Set<string>();
  /** What stands below the last line of the closing list. */
  #open: GoTest | null = null;
  #listed = false;
  #runs = 1;
  #counts: Counts | null = null;
  #saw = false;

  get isThere(): boolean {
    return this.#saw;
  }

  /** Whether it named tests itself: its standard formats leave that to Go's own lines. */
  get hasTests(): boolean {
    return this.#tried.size > 0;
  }

  line(line: OwnLine): boolean {
    if (line.kind === 'summed package') {
      // others print such a line too: it counts where a test or the closing line is gotestsum's
      if (this.#packages.size < maxTests) this.#packages.add(line.pkg);
      return false;
    }
    this.#saw = true;
    this.#open = null;
    switch (line.kind) {
      case 'done':
        this.#runs = line.runs;
        this.#counts = {
          ran: Math.max(0, line.tests - line.skipped),
          failed: line.failures,
          errors: 0,
          skipped: line.skipped,
        };
        return false;
      case 'listed':
        if (!this.#listed) for (const tried of this.#tried.values()) tried.times = 0;
        this.#listed = true;
        this.#open = this.#failed(line);
        return this.#open !== null;
      case 'summed':
        if (line.word === 'FAIL') this.#failed(line);
        else if (line.word === 'PASS') this.#passed(line);
        return false;
    }
  }

  #failed({ pkg, name, run, ms }: { pkg: string; name: string; run: number; ms: number | null }): GoTest | null {
    const key = `${pkg} ${name}`;
    const known = this.#tried.get(key);
    if (known === undefined && this.#tried.size >= maxTests) return null;
    const tried = known ?? { pkg, name, lastFailed: 0, lastPassed: -1, times: 0, ms, test: newTest(name) };
    tried.lastFailed = Math.max(tried.lastFailed, run);
    tried.times += 1;
    tried.ms ??= ms;
    this.#tried.set(key, tried);
    return tried.test;
  }

  /** What stands below a line of the closing list; true if the next line is wanted too. */
  output(text: string): boolean {
    if (this.#open === null) return false;
    if (text.trim() === '') this.#open = null;
    return this.#open !== null && addOutput(this.#open, text);
  }

  #passed({ pkg, name, run }: { pkg: string; name: string; run: number }): void {
    const known = this.#tried.get(`${pkg} ${name}`);
    if (known !== undefined) known.lastPassed = run;
  }

  /** `detail` gives what Go's own lines say of a test. */
  result(
    runner: string,
    detail: (name: string) => GoTest | undefined,
  ): {
    readonly failures: readonly Failure[];
    readonly flaky: readonly Failure[];
    readonly counts: Counts | null;
    readonly complete: boolean;
  } {
    const all = [...this.#tried.values()];
    // each run but the first is of what failed in the one before
    const last = all.filter(({ lastFailed, lastPassed }) => lastPassed < lastFailed && lastFailed >= this.#runs - 1);
    const parents = new Set(last.flatMap(({ pkg, name }) => ancestors(name).map((each) => `${pkg} ${each}`)));
    const leaves = last.filter(({ pkg, name }) => !parents.has(`${pkg} ${name}`));
    const flaky = all.filter((each) => !last.includes(each));
    const told = (each: Tried): Failure => this.#failure(each, runner, detail(each.name));
    const blamed = new Set(all.map(({ pkg }) => pkg));
    const others = [...this.#packages].filter((pkg) => !blamed.has(pkg));
    const broken = others.map((pkg) => packageFailure(pkg, { runner, message: null, excerpt: [] }));
    const counts = this.#counts;
    return { failures: [...leaves.map(told), ...broken], flaky: flaky.map(told), counts, complete: counts !== null };
  }

  #failure({ pkg, name, times, ms, test }: Tried, runner: string, detail: GoTest | undefined): Failure {
    const attempt = this.#runs > 1 ? times : null;
    if (name === '')
      return { ...packageFailure(pkg, { runner, message: null, excerpt: test.excerpt.lines() }), attempt };
    const told = test.lines === 0 && detail !== undefined ? detail : test;
    return { ...testFailure({ ...told, name, durationMs: ms }, { runner, pkg }), attempt };
  }
}

function ancestors(name: string): readonly string[] {
  return [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index));
}
