import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import type { RspecBlock } from './rspec-block.ts';
import type { Listed } from './rspec-listed.ts';

/** `An error occurred while loading ./spec/a_spec.rb.` or `An error occurred in an `after(:context)` hook.` */
export interface OutsideError {
  /** The file that could not be loaded; null for a hook. */
  readonly file: string | null;
  readonly what: string;
  readonly block: RspecBlock;
}

/** A try that rspec-retry made once more. */
export interface Retry {
  /** The example's location. */
  readonly id: string;
  /** Which of its tries followed the failed ones. */
  attempt: number;
  message: string | null;
}

const maxFailures = 10_000;

/** All that one run of RSpec said. */
export class RspecRun {
  counts: Counts | null = null;
  interrupted = false;
  readonly blocks: RspecBlock[] = [];
  readonly listed: Listed[] = [];
  readonly outside: OutsideError[] = [];
  readonly retries = new Map<string, Retry>();
  /** What the documentation format marks with `(FAILED - 1)`. */
  readonly live: string[] = [];

  get isEmpty(): boolean {
    const { counts, listed, blocks, outside, live } = this;
    return counts === null && listed.length + blocks.length + outside.length + live.length === 0;
  }

  retry(id: string, known: { attempt?: number; message?: string }): void {
    const retry = this.retries.get(id) ?? { id, attempt: 1, message: null };
    if (this.retries.size >= maxFailures) return;
    retry.attempt = known.attempt ?? retry.attempt;
    retry.message ??= known.message ?? null;
    this.retries.set(id, retry);
  }

  finish(): RunnerRun {
    const failures = [...this.#examples(), ...this.#outside()];
    const flaky = this.#flaky(new Set(failures.map(({ id }) => id)));
    return { failures, flaky, counts: this.counts, warnings: this.#warnings() };
  }

  #examples(): readonly Failure[] {
    if (this.listed.length > 0) return this.listed.map((listed, index) => this.#example(listed, index));
    if (this.counts?.failed === 0) return [];
    if (this.blocks.length > 0) return this.blocks.map((block) => this.#unlisted(block.title, block));
    return this.counts === null ? this.live.map((title) => this.#unlisted(title, null)) : [];
  }

  /** The list and the blocks have the same order; the blocks of a run that was cut may be fewer. */
  #example({ id, title }: Listed, index: number): Failure {
    const same = (block: RspecBlock | undefined): boolean => block !== undefined && bare(block.title) === title;
    const block = same(this.blocks[index]) ? this.blocks[index] : this.blocks.find(same);
    const [file, line] = placeOf(id);
    return makeFailure({
      id,
      runner: 'rspec',
      message: block?.message ?? (title === '' ? null : title),
      file: block?.file ?? file,
      line: block?.line ?? line,
      excerpt: block?.excerpt ?? [],
      attempt: this.retries.get(id)?.attempt ?? null,
    });
  }

  #unlisted(title: string, block: RspecBlock | null): Failure {
    return makeFailure({
      id: bare(title),
      runner: 'rspec',
      rerunId: null,
      message: block?.message ?? null,
      file: block?.file ?? null,
      line: block?.line ?? null,
      excerpt: block?.excerpt ?? [],
    });
  }

  /** A hook that broke is only named where no example is: RSpec cannot run it alone. */
  #outside(): readonly Failure[] {
    if (this.counts?.errors === 0) return [];
    const files = this.outside.filter(({ file }) => file !== null);
    const quiet = this.counts !== null && this.counts.failed === 0 && files.length === 0;
    return (quiet ? this.outside : files).map(({ file, what, block }) => {
      return makeFailure({
        id: file ?? (block.file === null ? what : `${what} at ${block.file}:${block.line}`),
        runner: 'rspec',
        rerunId: file,
        unit: file === null ? 'suite' : 'module',
        outcome: 'error',
        message: block.message,
        file: block.file ?? file,
        line: block.line,
        excerpt: block.excerpt,
      });
    });
  }

  #flaky(failed: ReadonlySet<string>): readonly Failure[] {
    // Where a file has examples that share lines, a location does not tell which of them failed in the end.
    const unclear = new Set([...failed].filter((id) => id.endsWith(']')).map((id) => placeOf(id)[0]));
    const passed = [...this.retries.values()].filter(({ id }) => !failed.has(id) && !unclear.has(placeOf(id)[0]));
    return passed.map(({ id, attempt, message }) => {
      const [file, line] = placeOf(id);
      return makeFailure({ id, runner: 'rspec', message, file, line, attempt: attempt - 1 });
    });
  }

  #warnings(): readonly string[] {
    const { counts, listed, outside } = this;
    const warnings: string[] = [];
    if (this.interrupted) warnings.push('rspec was interrupted, so some examples did not run');
    if (counts === null) return warnings;
    if (counts.failed !== listed.length) {
      warnings.push(`rspec counts ${counts.failed} failures, but its list has ${listed.length}`);
    }
    const hooks = outside.filter(({ file }) => file === null).slice(0, 10);
    if (counts.failed > 0 || outside.length > hooks.length) {
      warnings.push(...hooks.map(({ what, block }) => `rspec had an error in ${what}: ${block.message ?? 'unknown'}`));
    }
    if (counts.errors !== outside.length) {
      warnings.push(`rspec counts ${counts.errors} errors outside of examples, but names ${outside.length}`);
    }
    if (outside.length > hooks.length) warnings.push('rspec ran no examples, since it could not load all files');
    return warnings;
  }
}

function bare(title: string): string {
  return title.trim().replace(/ FIXED$/, '');
}

function placeOf(id: string): readonly [string, number | null] {
  const bracket = id.lastIndexOf('[');
  if (id.endsWith(']') && bracket > 0) return [id.slice(0, bracket), null];
  const colon = id.lastIndexOf(':');
  return colon > 0 ? [id.slice(0, colon), Number(id.slice(colon + 1))] : [id, null];
}
