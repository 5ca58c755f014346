import type { Counts, Failure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import type { OpenDotnetTest } from './dotnet-test.ts';

const maxTests = 10_000;
const words: Readonly<Record<string, 'total' | 'passed' | 'failed' | 'skipped'>> = {
  'Total tests': 'total',
  total: 'total',
  Passed: 'passed',
  succeeded: 'passed',
  Failed: 'failed',
  failed: 'failed',
  Skipped: 'skipped',
  skipped: 'skipped',
};

/** One run: that of vstest over one or more assemblies, or that of one assembly with all the times it was tried again. */
export class DotnetRun {
  readonly #failed = new Map<string, OpenDotnetTest>();
  readonly #flaky = new Map<string, OpenDotnetTest>();
  /** Names on lines that others print as well: they count once a summary follows. */
  #unproven = new Map<string, OpenDotnetTest>();
  /** What xUnit's adapter says on its own, for where vstest is told to be quiet. */
  readonly #hints = new Map<string, OpenDotnetTest>();
  readonly #broken = new Map<string, Failure>();
  readonly #block = new Map<string, number>();
  #counts: Counts | null = null;
  #tried = false;
  isRetried = false;
  isAborted = false;

  get isEmpty(): boolean {
    return [this.#failed, this.#flaky, this.#hints, this.#broken].every(({ size }) => size === 0) && !this.isClosed;
  }

  get isClosed(): boolean {
    return this.#counts !== null || this.#block.size > 0 || this.isAborted;
  }

  add(test: OpenDotnetTest): void {
    put(this.#failed, test);
  }

  addUnproven(test: OpenDotnetTest): void {
    put(this.#unproven, test);
  }

  addHint(test: OpenDotnetTest): void {
    put(this.#hints, test);
  }

  broke(failure: Failure): void {
    if (!this.#broken.has(failure.id) && this.#broken.size < maxTests) this.#broken.set(failure.id, failure);
  }

  /** Of vstest, in which each assembly may close on a line of its own. */
  count(counts: Counts): void {
    const { ran, failed, errors, skipped } = this.#counts ?? { ran: 0, failed: 0, errors: 0, skipped: 0 };
    this.#counts = {
      ran: ran + counts.ran,
      failed: failed + counts.failed,
      errors,
      skipped: skipped + counts.skipped,
    };
  }

  /** Numbers follow on lines of their own; those of another block do not count any more. */
  beginBlock(): void {
    this.#block.clear();
    this.#block.set('total', 0);
  }

  /** Returns false if it is no line of the block. */
  blockLine(text: string): boolean {
    const match = /^([A-Za-z ]{1,20}): {1,9}(\d{1,9})\b/.exec(text);
    const word = words[match?.[1] ?? ''];
    if (match === null || word === undefined) return false;
    this.#block.set(word, Number(match[2]));
    return true;
  }

  /** A summary came: the names before it were tests. An attempt runs only what failed in the one before. */
  proveAttempt(): void {
    if (this.isRetried) this.allPassed();
    for (const test of this.#unproven.values()) {
      const first = this.#flaky.get(test.id);
      this.#flaky.delete(test.id);
      put(this.#failed, first ?? test);
    }
    this.#unproven = new Map();
    this.isRetried = false;
    this.beginBlock();
  }

  retry(): void {
    this.isRetried = true;
    this.#tried = true;
  }

  /** What failed so far passed in the end. */
  allPassed(): void {
    for (const test of this.#failed.values()) put(this.#flaky, test);
    this.#failed.clear();
  }

  flaky(name: string): void {
    const test = this.#failed.get(name);
    if (test === undefined) return;
    this.#failed.delete(name);
    put(this.#flaky, test);
  }

  abort(): void {
    this.isAborted = true;
  }

  /** The output ended before the summary. */
  acceptTelling(): void {
    for (const test of this.#unproven.values()) if (test.isTelling) put(this.#failed, test);
    this.#unproven = new Map();
  }

  finish(): RunnerRun {
    const counts = this.#counts ?? this.#fromBlock();
    if (this.#tried && this.#block.get('failed') === 0) this.allPassed();
    for (const hint of this.#hints.values()) if (!this.#failed.has(hint.id)) put(this.#failed, hint);
    const failures = [...this.#failed.values()].map((test) => test.finish(this.#tried ? 1 : null));
    const warnings = [];
    if (counts !== null && counts.failed !== failures.length) {
      const are = failures.length === 1 ? 'is' : 'are';
      warnings.push(`dotnet test counts ${counts.failed} failures, but ${failures.length} ${are} listed`);
    }
    if (this.isAborted) warnings.push('dotnet test says that the run was aborted, so some tests may not have run');
    return {
      failures: [...failures, ...this.#broken.values()],
      flaky: [...this.#flaky.values()].map((test) => test.finish(1)),
      counts,
      warnings,
    };
  }

  #fromBlock(): Counts | null {
    if (this.#block.size < 2) return null;
    const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((word) => this.#block.get(word) ?? 0);
    return { ran: (passed ?? 0) + (failed ?? 0), failed: failed ?? 0, errors: 0, skipped: skipped ?? 0 };
  }
}

function put(map: Map<string, OpenDotnetTest>, test: OpenDotnetTest): void {
  if (!map.has(test.id) && map.size < maxTests) map.set(test.id, test);
}
