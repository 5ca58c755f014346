import { type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import { GoOutput } from './go-test.ts';
import {
  type GotestsumClosing,
  type GotestsumEntry,
  type GotestsumLive,
  joinName,
  splitName,
} from './gotestsum-line.ts';

const maxEntries = 10_000;

interface Listed extends GotestsumEntry {
  readonly name: string;
  readonly output: GoOutput;
}

/** One start of gotestsum, with its reruns. */
export class GotestsumRun {
  wasAborted = false;
  #closing: GotestsumClosing | null = null;
  readonly #listed: Listed[] = [];
  #output: GoOutput | null = null;
  /** What was written to the standard error of `go test`: mostly what the compiler says. */
  #errors: string[] = [];
  #inErrors = false;
  /** The last that was said of each test while it all ran. */
  readonly #seen = new Map<string, GotestsumLive>();
  readonly #packages = new Set<string>();
  #isCertain = false;

  /** True inside the closing list or the errors behind it. */
  get isListing(): boolean {
    return this.#output !== null || this.#inErrors;
  }

  get wantsMore(): boolean {
    return this.#output?.wantsMore === true || (this.#inErrors && this.#errors.length < 60);
  }

  get isPresent(): boolean {
    return this.#closing !== null || this.#listed.length > 0 || this.#isCertain;
  }

  get isClosed(): boolean {
    return this.#closing !== null;
  }

  /** Closed with failures that it did not list, as it does before a rerun. */
  get isProvisional(): boolean {
    return this.#closing !== null && this.#closing.failures > 0 && this.#listed.length === 0;
  }

  list(entry: GotestsumEntry): void {
    this.#inErrors = false;
    this.#output = new GoOutput();
    if (this.#listed.length >= maxEntries) return;
    this.#listed.push({ ...entry, name: joinName(entry.pkg, entry.test), output: this.#output });
  }

  /** `=== Failed`: what stood in the form of an entry before was printed by a test. */
  startList(): void {
    this.#listed.length = 0;
    this.endEntry();
  }

  startErrors(): void {
    this.endEntry();
    this.#inErrors = true;
  }

  endEntry(): void {
    this.#output = null;
    this.#inErrors = false;
  }

  add(text: string): void {
    if (this.#inErrors) this.#errors.push(text.slice(0, 1000));
    else this.#output?.add(text);
  }

  see(live: GotestsumLive): void {
    this.#isCertain = true;
    if (this.#seen.has(live.name) || (this.#seen.size < maxEntries && (live.failed || live.run > 0))) {
      this.#seen.set(live.name, live);
    }
  }

  /** `certain`: nothing else prints a line like that. */
  seePackage(pkg: string, certain: boolean): void {
    this.#isCertain ||= certain;
    if (this.#packages.size < maxEntries) this.#packages.add(pkg);
  }

  close(closing: GotestsumClosing): void {
    this.#closing = closing;
    this.#output = null;
    this.#inErrors = false;
  }

  result(): RunnerRun {
    const { failed, flaky } = this.#found();
    return {
      failures: withoutParents(failed).map((each) => each.failure),
      flaky: withoutParents(flaky).map((each) => each.failure),
      counts: this.#counts(failed.length),
      warnings: this.#warnings(failed.length),
    };
  }

  /** The list is believed before what was said live, but only a whole one. */
  #found(): { readonly failed: readonly Named[]; readonly flaky: readonly Named[] } {
    if (this.#listed.length + this.#errors.length === 0) return { failed: this.#fromLive(), flaky: [] };
    const { failed, flaky } = this.#fromList();
    if (this.#closing !== null) return { failed, flaky };
    const packages = new Set(failed.map(({ pkg }) => pkg));
    const names = new Set([...failed, ...flaky].map(({ failure }) => failure.id));
    const more = this.#fromLive().filter(({ pkg, test, failure }) => {
      return test === null ? !packages.has(pkg) : !names.has(failure.id);
    });
    return { failed: [...failed, ...more], flaky };
  }

  #counts(failed: number): RunnerRun['counts'] {
    if (this.#closing === null) return null;
    const { runs, tests, skipped, failures, errors } = this.#closing;
    return { ran: tests - skipped, failed: runs > 1 ? failed : failures, errors, skipped };
  }

  #warnings(failed: number): readonly string[] {
    if (this.#closing === null) return [];
    const { failures, errors } = this.#closing;
    const named = this.#listed.length + this.#errors.length === 0 ? failed : this.#listed.length;
    if (failures !== named) return [`gotestsum counts ${failures} failures, but names ${named}`];
    if (errors > 0 && failed === 0) return [`gotestsum counts ${errors} errors: ${this.#errors[0] ?? 'none is shown'}`];
    return this.wasAborted ? ['gotestsum did not run all tests again that had failed'] : [];
  }

  /** What failed in its last run failed: gotestsum only reruns what failed before. */
  #fromList(): { readonly failed: readonly Named[]; readonly flaky: readonly Named[] } {
    const byName = new Map<string, Listed>();
    for (const each of this.#listed) byName.set(each.name, each);
    const last = (this.#closing?.runs ?? 1) - 1;
    const isFlaky = ({ name, run, test }: Listed): boolean => {
      if (this.#closing === null) return this.#seen.get(name)?.failed === false;
      if (test === null || run >= last) return false;
      return !this.wasAborted || this.#seen.get(name)?.failed === false;
    };
    const all = [...byName.values()];
    const named = (each: Listed): Named => ({ ...each, failure: this.#failureOf(each, last > 0) });
    return {
      failed: [...all.filter((each) => !isFlaky(each)).map(named), ...this.#unbuilt()],
      flaky: all.filter(isFlaky).map(named),
    };
  }

  /** With Go before 1.20 gotestsum does not list what could not be built, but shows what the compiler said. */
  #unbuilt(): readonly Named[] {
    const known = new Set(this.#listed.map(({ pkg }) => pkg));
    const outputs = new Map<string, GoOutput>();
    for (const line of this.#errors) {
      const file = /^(\S{1,500}\.go):\d{1,7}:/.exec(line)?.[1];
      if (file === undefined || file.startsWith('/') || file.startsWith('..')) continue;
      const pkg = file.includes('/') ? file.slice(0, file.lastIndexOf('/')).replace(/^\.\//, '') : '.';
      if (!known.has(pkg)) outputs.set(pkg, outputs.get(pkg) ?? new GoOutput('first'));
      outputs.get(pkg)?.add(line);
    }
    return [...outputs].map(([pkg, output]) => {
      const known = { id: pkg, runner: 'gotestsum', rerunId: selector(pkg), ...output.describe() };
      return { pkg, test: null, failure: makeFailure({ ...known, outcome: 'error', unit: 'package' }) };
    });
  }

  #failureOf({ pkg, test, name, run, durationMs, output }: Listed, retries: boolean): Failure {
    const common = { id: name, runner: 'gotestsum', durationMs, attempt: retries ? run + 1 : null };
    if (test !== null) return makeFailure({ ...common, ...output.describe(), rerunId: `${selector(pkg)} ${test}` });
    return makeFailure({
      ...common,
      ...this.#broken(pkg, output),
      rerunId: selector(pkg),
      outcome: 'error',
      unit: 'package',
    });
  }

  /** Of a package that could not be built the list only says that; the errors behind it tell why. */
  #broken(pkg: string, output: GoOutput): ReturnType<GoOutput['describe']> {
    const own = output.describe();
    if (own.message === null || !/^FAIL\t.*\[(?:build|setup) failed\]$/.test(own.message)) return own;
    const errors = new GoOutput('first');
    for (const line of this.#errors)
      if (pkg === '.' || line.startsWith(`${pkg}/`) || line.startsWith('\t')) errors.add(line);
    return errors.isEmpty ? { ...own, message: 'it could not be built' } : errors.describe();
  }

  #fromLive(): readonly Named[] {
    if (!this.#isCertain) return [];
    const tests = [...this.#seen.values()]
      .filter((each) => each.failed)
      .map(({ name, run, durationMs }) => {
        const { pkg, test } = splitName(name);
        const attempt = run === 0 ? null : run + 1;
        const rerunId = `${selector(pkg)} ${test}`;
        return { pkg, test, failure: makeFailure({ id: name, runner: 'gotestsum', rerunId, durationMs, attempt }) };
      });
    const explained = new Set([...this.#seen.keys()].map((name) => splitName(name).pkg));
    const packages = [...this.#packages]
      .filter((pkg) => !explained.has(pkg))
      .map((pkg) => {
        const known = { id: pkg, runner: 'gotestsum', rerunId: selector(pkg) };
        return { pkg, test: null, failure: makeFailure({ ...known, outcome: 'error', unit: 'package' }) };
      });
    return [...tests, ...packages];
  }
}

interface Named {
  readonly pkg: string;
  readonly test: string | null;
  readonly failure: Failure;
}

function withoutParents(all: readonly Named[]): readonly Named[] {
  const parents = new Set<string>();
  for (const { pkg, test } of all) {
    for (let at = test?.lastIndexOf('/') ?? -1; at > 0; at = test?.lastIndexOf('/', at - 1) ?? -1) {
      parents.add(joinName(pkg, test?.slice(0, at) ?? null));
    }
  }
  return all.filter(({ pkg, test }) => !parents.has(joinName(pkg, test)));
}

/** What `go test` takes: gotestsum shows packages of the module relative to its root, others with their host. */
function selector(pkg: string): string {
  return pkg === '.' || pkg.split('/')[0]?.includes('.') === true ? pkg : `./${pkg}`;
}
