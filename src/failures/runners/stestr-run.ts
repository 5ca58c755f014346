import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import type { StestrAttachments } from './stestr-attachments.ts';
import { deadWorker, readSubunitId, traceName } from './subunit-id.ts';

/** A test that is said to have failed. */
interface Found {
  readonly name: string;
  readonly durationMs: number | null;
  readonly attachments: StestrAttachments;
}

/** The block `Totals`; null for what it does not say. */
export interface StestrTotals {
  tests: number | null;
  skipped: number | null;
  unexpected: number | null;
  failed: number | null;
}

const maxFailures = 10_000;

/** All that one run of stestr said. */
export class StestrRun {
  totals: StestrTotals | null = null;
  /** The discovery of tests failed, and all was said about it. */
  #discoveryEnded = false;
  readonly #live: Found[] = [];
  readonly #liveNames = new Set<string>();
  #listed: Found[] | null = null;
  #announced = 0;
  readonly #stuck = new Set<string>();
  readonly #modules = new Map<string | null, StestrAttachments>();

  get isEmpty(): boolean {
    return this.totals === null && this.#live.length + this.#stuck.size + this.#modules.size === 0 && !this.#listed;
  }

  addLive(found: Found): void {
    if (this.#live.length >= maxFailures) return;
    this.#live.push(found);
    this.#liveNames.add(found.name);
  }

  /** `Failed 4 tests - output below:` */
  startList(announced: number): void {
    this.#listed = [];
    this.#announced = announced;
  }

  /** Where there were live lines, the list has nothing else; what a test printed may look like a list. */
  mayList(name: string): boolean {
    return this.#live.length === 0 || this.#live.length >= maxFailures || this.#liveNames.has(traceName(name));
  }

  list(name: string, attachments: StestrAttachments): void {
    if (this.#listed !== null && this.#listed.length < maxFailures) {
      this.#listed.push({ name, attachments, durationMs: null });
    }
  }

  addStuck(name: string): void {
    if (this.#stuck.size < maxFailures) this.#stuck.add(name);
  }

  /** `name` is null where the discovery failed at no module in particular. */
  addModule(name: string | null, traceback: StestrAttachments): void {
    if (this.#modules.size < maxFailures) this.#modules.set(name, traceback);
  }

  /** Nothing runs after a failed discovery; if it named no module, what it printed stands for all. */
  endDiscovery(output: StestrAttachments): void {
    this.#discoveryEnded = true;
    if (this.#modules.size === 0) this.addModule(null, output);
  }

  /** True if it came to its end. */
  get isOver(): boolean {
    return this.#discoveryEnded || (this.totals !== null && this.totals.failed !== null);
  }

  result(): RunnerRun {
    const warnings: string[] = [];
    const found = this.#decide(warnings);
    const stuck = [...this.#stuck].filter((name) => found.every((each) => each.name !== name));
    const { totals } = this;
    const counted = totals === null ? null : (totals.failed ?? 0) + (totals.unexpected ?? 0);
    if (counted !== null && counted !== found.length) {
      const why = counted > found.length ? 'a worker process may have died' : 'a test may have printed the others';
      warnings.push(`stestr counts ${counted} failures, but names ${found.length}: ${why}`);
    }
    const failures = [
      ...[...this.#modules].map(([name, traceback]) => moduleFailure(name, traceback)),
      ...found.map(toFailure),
      ...stuck.map((name) => stuckFailure(name)),
    ];
    return {
      failures: failures.length === 0 && counted !== null && counted > 0 ? [deadWorker('stestr')] : failures,
      counts: totals === null ? null : countsOf(totals, stuck.length),
      warnings,
    };
  }

  /** The list at the end has whole names; the live lines have lost what stands in brackets, but know how long it took. */
  #decide(warnings: string[]): readonly Found[] {
    if (this.#listed === null || this.#listed.length < this.#announced) {
      if (this.#listed !== null && this.totals !== null) {
        warnings.push(`stestr announces ${this.#announced} failures, but lists ${this.#listed.length}`);
      }
      return this.#joined(this.#listed ?? []);
    }
    const durations = new Map(this.#live.map(({ name, durationMs }) => [name, durationMs]));
    return this.#listed.map((each) => ({ ...each, durationMs: durations.get(traceName(each.name)) ?? null }));
  }

  /** A list that was cut goes on as the live lines do. */
  #joined(listed: readonly Found[]): readonly Found[] {
    const names = new Set(listed.map(({ name }) => traceName(name)));
    return [...listed, ...this.#live.filter(({ name }) => !names.has(name))];
  }
}

function countsOf(totals: StestrTotals, stuck: number): Counts {
  const skipped = totals.skipped ?? 0;
  return {
    ran: Math.max(0, (totals.tests ?? 0) - skipped),
    failed: (totals.failed ?? 0) + (totals.unexpected ?? 0),
    errors: stuck,
    skipped,
  };
}

function toFailure({ name, durationMs, attachments }: Found): Failure {
  return failureOf(name, attachments, { durationMs });
}

function failureOf(
  name: string,
  attachments: StestrAttachments,
  known: Pick<Partial<Failure>, 'durationMs' | 'unit'>,
): Failure {
  const test = readSubunitId(name);
  const unit = known.unit ?? test.unit;
  return makeFailure({
    runner: 'stestr',
    message: attachments.message,
    file: attachments.place?.file ?? null,
    line: attachments.place?.line ?? null,
    excerpt: attachments.excerpt,
    outcome: unit === undefined ? 'failed' : 'error',
    ...known,
    ...test,
  });
}

function moduleFailure(name: string | null, traceback: StestrAttachments): Failure {
  if (name !== null) return failureOf(name, traceback, { unit: 'module' });
  return { ...failureOf('test discovery', traceback, { unit: 'suite' }), rerunId: null };
}

function stuckFailure(name: string): Failure {
  return makeFailure({
    runner: 'stestr',
    message: 'exited without returning a status',
    outcome: 'error',
    ...readSubunitId(name),
  });
}
