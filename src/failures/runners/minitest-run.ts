import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import type { MinitestBlock } from './minitest-block.ts';

/** A line that says of one test alone how it went: `T#test_a = 0.01 s = F`, or that of a reporter. */
export interface Mark {
  readonly id: string;
  readonly outcome: 'failed' | 'error';
  readonly durationMs: number;
  /** What the reporter tells under it; null in the verbose form. */
  readonly block: MinitestBlock | null;
}

const maxFailures = 10_000;

/** All that one run of minitest said. */
export class MinitestRun {
  started = false;
  /** `Finished in …` stands above the list of what failed. */
  finished = false;
  readonly #listed: MinitestBlock[] = [];
  /** Printed while the tests ran: by Rails, a reporter, or by a test that forges it. */
  readonly #live: MinitestBlock[] = [];
  readonly #confirmed = new Set<string>();
  readonly #marks = new Map<string, Mark>();

  get isEmpty(): boolean {
    return !this.started && !this.finished && this.#marks.size === 0 && this.#confirmed.size === 0;
  }

  finish(): void {
    this.finished = true;
    this.#listed.length = 0;
  }

  add(block: MinitestBlock): void {
    const list = this.finished ? this.#listed : this.#live;
    const isOwn = this.finished || block.label.number === null;
    if (isOwn && block.label.kind !== 'skipped' && list.length < maxFailures) list.push(block);
  }

  /** Rails has printed how to run the last test again, so it was no forgery. */
  confirm(): void {
    const last = this.#live.at(-1);
    if (last !== undefined) this.#confirmed.add(last.id);
  }

  mark(mark: Mark): void {
    if (this.#marks.size < maxFailures) this.#marks.set(mark.id, mark);
  }

  /** With the counts of the closing line, or null if the output ends before it. */
  result(counts: Counts | null): RunnerRun {
    const wanted = counts === null ? null : counts.failed + counts.errors;
    const failures = wanted === 0 ? [] : this.#failures(wanted);
    const differs = wanted !== null && failures.length !== wanted;
    const warning = `minitest counts ${wanted} tests that failed, but ${failures.length} are listed`;
    return { failures, counts, warnings: differs ? [warning] : [] };
  }

  #failures(wanted: number | null): readonly Failure[] {
    if (this.#listed.length > 0) return this.#blocks(this.#listed);
    const confirmed = this.#blocks(this.#live.filter(({ id }) => this.#confirmed.has(id)));
    if (confirmed.length > 0) return confirmed;
    const marks = [...this.#marks.values()].map((mark) => this.#marked(mark));
    if (marks.length > 0 || wanted === null) return marks;
    return this.#blocks(this.#live).slice(-wanted);
  }

  #blocks(blocks: readonly MinitestBlock[]): readonly Failure[] {
    const first = new Map<string, MinitestBlock>();
    for (const block of blocks) if (!first.has(block.id)) first.set(block.id, block);
    return [...first.values()].map((block) => block.failure(this.#marks.get(block.id)?.durationMs ?? null));
  }

  #marked({ id, outcome, durationMs, block }: Mark): Failure {
    return block?.failure(durationMs) ?? makeFailure({ id, runner: 'minitest', outcome, durationMs });
  }
}
