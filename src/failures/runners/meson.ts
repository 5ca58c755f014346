import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { idOf, type MesonResult, mesonEndings, readResult } from './meson-line.ts';

const heading = 'Summary of Failures:';
const labels = ['Ok', 'Expected Fail', 'Fail', 'Unexpected Pass', 'Skipped', 'Ignored', 'Timeout', 'Pending'];
const total = /^(Ok|Expected Fail|Fail|Unexpected Pass|Skipped|Ignored|Timeout|Pending): {2,20}(\d{1,9})$/;
const notBuilt = 'Could not rebuild ';
const maxFailures = 10_000;
const maxExcerpt = 60;

/** Meson's `test`, 0.57 to 1.9. Source: mesonbuild/mtest.py. */
export const meson: Runner = perStream('meson', {
  triggers: [
    ...[heading, notBuilt, 'Full log written to ', ...labels.map((label) => `${label}:  `)].map((start) => ({ start })),
    { start: '――――――――' },
    ...mesonEndings.map((end) => ({ end })),
  ],
  part: (tally) => new MesonPart(tally),
});

/** A test that failed, and what is printed under its line. */
interface Told {
  readonly result: MesonResult;
  readonly excerpt: Excerpt;
}

class MesonPart implements StreamPart {
  readonly #tally: Tally;
  #failed = new Map<string, Told>();
  #listed: Map<string, MesonResult> | null = null;
  #totals = new Map<string, number>();
  #open: Told | null = null;
  #lines = 0;
  /** Between scissors and a rule stands what a test printed. */
  #inOutput = false;
  #last: boolean | null = null;
  #seen = false;
  #broken: Failure | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text }: Line): boolean {
    if (text.startsWith('――――――――')) this.#inOutput = text.includes('✀');
    const result = this.#inOutput ? null : readResult(text);
    if (result !== null) return this.#result(result, text);
    if (text.startsWith(heading)) {
      this.#listed = new Map();
      this.#open = null;
      return false;
    }
    if (text.startsWith(notBuilt)) this.#broken = broken(text.slice(0, 1000).trim());
    const count = total.exec(text.slice(0, 100).trim());
    if (count?.[1] !== undefined) {
      this.#open = null;
      this.#totals.set(count[1], Number(count[2]));
      return true;
    }
    // A blank line may stand among the totals, and the path of the log comes behind them.
    if (this.#totals.size > 0) this.#finish();
    return this.#output(text);
  }

  #result(result: MesonResult, text: string): boolean {
    this.#seen = true;
    this.#open = null;
    if (!isFailure(result.status)) return false;
    const list = this.#listed ?? this.#failed;
    if (list.size >= maxFailures && !list.has(result.title)) return false;
    if (this.#listed !== null) {
      this.#listed.set(result.title, result);
      return false;
    }
    if (this.#failed.has(result.title)) return false;
    this.#open = { result, excerpt: new Excerpt() };
    this.#open.excerpt.add(text);
    this.#failed.set(result.title, this.#open);
    this.#lines = 0;
    return true;
  }

  #output(text: string): boolean {
    if (this.#open === null) return false;
    this.#open.excerpt.add(text);
    this.#lines += 1;
    if (this.#lines >= maxExcerpt) this.#open = null;
    return this.#open !== null;
  }

  #finish(): void {
    const isOwn = this.#seen || this.#totals.has('Ok');
    if (isOwn || this.#broken !== null) {
      const counts = this.#counts();
      const failures = this.#failures();
      this.#tally.add({ failures, counts, warnings: warningsOf(counts, failures.length) });
      this.#last = counts !== null || this.#broken !== null;
    }
    this.#failed = new Map();
    this.#listed = null;
    this.#totals = new Map();
    this.#open = null;
    this.#seen = false;
    this.#inOutput = false;
    this.#broken = null;
  }

  #failures(): readonly Failure[] {
    if (this.#broken !== null && !this.#seen) return [this.#broken];
    const results = this.#listed ?? new Map([...this.#failed].map(([title, { result }]) => [title, result]));
    return [...results.values()].map((result) => describe(result, this.#failed.get(result.title)?.excerpt ?? null));
  }

  #counts(): Counts | null {
    if (this.#totals.size === 0) return null;
    const of = (label: string): number => this.#totals.get(label) ?? 0;
    const failed = of('Fail') + of('Unexpected Pass') + of('Timeout');
    return { ran: of('Ok') + of('Expected Fail') + failed, failed, errors: 0, skipped: of('Skipped') + of('Ignored') };
  }

  end(): boolean | null {
    this.#finish();
    return this.#last;
  }
}

function isFailure(status: string): boolean {
  return ['FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'UNEXPECTEDPASS'].includes(status);
}

function warningsOf(counts: Counts | null, named: number): readonly string[] {
  const failed = counts?.failed ?? named;
  return failed <= named ? [] : [`Meson counts ${failed} that failed, but names ${named}`];
}

function describe({ title, status, durationMs, details }: MesonResult, excerpt: Excerpt | null): Failure {
  const id = idOf(title);
  return makeFailure({
    id,
    runner: 'meson',
    // Without a project, what stands before a colon would be taken for one.
    rerunId: title === id && id.includes(':') ? null : id,
    message: details === null ? status : `${status}: ${details}`,
    excerpt: excerpt?.lines() ?? [],
    outcome: status === 'FAIL' || status === 'UNEXPECTEDPASS' ? 'failed' : 'error',
    durationMs,
  });
}

function broken(message: string): Failure {
  return makeFailure({ id: 'meson build', runner: 'meson', rerunId: null, unit: 'package', message, outcome: 'error' });
}
