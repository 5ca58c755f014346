import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import { type BazelResult, type BazelTotals, readLive, readResult, readTotals } from './bazel-line.ts';

const notBuilt = /^(?:ERROR: )?Target (\S{1,1000}) failed to build$/;
const notAnalyzed = /^ERROR: Analysis of target '([^']{1,1000})' failed/;
const noTarget = /^ERROR: no such (?:target|package) '([^']{1,1000})'/;
/** What stands above the output of a test. */
export const output = '==================== Test output for ';
const caseLine = /^ {4}(FAILED|ERROR|INTERRUPTED) {1,8}(\S.{0,500})$/;
const maxTests = 10_000;
const maxExcerpt = 60;

/** What one command said. */
export class BazelRun {
  isComplete = false;
  readonly #results = new Map<string, BazelResult>();
  readonly #live = new Map<string, string>();
  readonly #broken = new Map<string, string>();
  /** What the tests printed, by their labels. */
  readonly #outputs = new Map<string, Excerpt>();
  /** The failed cases of a test, with --test_summary=detailed. */
  readonly #cases = new Map<string, string[]>();
  #open: { readonly kind: 'output' | 'list'; readonly label: string | null } | null = null;
  #lines = 0;
  #totals: BazelTotals | null = null;

  get isClosed(): boolean {
    return this.#totals !== null;
  }

  get wasThere(): boolean {
    return this.#results.size + this.#live.size + this.#broken.size > 0 || this.isComplete;
  }

  line(text: string): boolean {
    if (this.#open?.kind === 'output') return this.#inOutput(text);
    if (text.startsWith(output)) return this.#beginOutput(text);
    const result = text.includes('//') ? readResult(text) : null;
    if (result !== null) return this.#listed(result);
    const totals = text.startsWith('Executed ') ? readTotals(text) : null;
    if (totals !== null) {
      this.#totals = totals;
      this.isComplete = true;
      return false;
    }
    if (this.#other(text)) return this.#open !== null;
    return this.#detail(text);
  }

  #listed(result: BazelResult): boolean {
    if (this.#results.size < maxTests) this.#results.set(result.label, result);
    this.#open = { kind: 'list', label: result.label };
    this.#lines = 0;
    return true;
  }

  #other(text: string): boolean {
    const live = readLive(text);
    if (live !== null) {
      if (this.#live.size < maxTests) this.#live.set(live.label, live.status);
      return true;
    }
    const start = text.slice(0, 1200);
    const broken = [notBuilt, notAnalyzed, noTarget]
      .map((each) => each.exec(start)?.[1])
      .find((each) => each !== undefined);
    if (broken !== undefined) {
      if (this.#broken.size < maxTests) this.#broken.set(broken, text.slice(0, 1200).trim());
      return true;
    }
    if (text.includes('Build did NOT complete')) this.isComplete = this.#broken.size > 0;
    else if (!text.startsWith('INFO: Build')) return false;
    this.#open = { kind: 'list', label: null };
    this.#lines = 0;
    return true;
  }

  /** What stands under a test of the list: its cases, its logs. */
  #detail(text: string): boolean {
    if (this.#open === null) return false;
    this.#lines += 1;
    const match = caseLine.exec(text);
    const { label } = this.#open;
    if (match?.[2] !== undefined && label !== null) {
      this.#cases.set(label, [...(this.#cases.get(label) ?? []), match[2].trimEnd()].slice(0, 20));
    }
    const goes = this.#lines < maxExcerpt && (text.startsWith('  ') || text.trim() === '' || text.startsWith('INFO: '));
    if (!goes) this.#open = null;
    return goes;
  }

  #beginOutput(text: string): boolean {
    const title = text.slice(output.length, output.length + 1000).split(' (', 1)[0] ?? '';
    const label = title.trimEnd().endsWith(':') ? title.trimEnd().slice(0, -1) : title;
    this.#open = { kind: 'output', label };
    this.#lines = 0;
    if (this.#outputs.size < maxTests) this.#outputs.set(label, new Excerpt());
    return true;
  }

  #inOutput(text: string): boolean {
    this.#lines += 1;
    if (text.startsWith('='.repeat(80)) || this.#lines > maxExcerpt) {
      this.#open = null;
      return false;
    }
    this.#outputs.get(this.#open?.label ?? '')?.add(text);
    return true;
  }

  result() {
    const all = [...this.#results.values()];
    const failures = all.filter(({ status }) => isFailure(status)).map((each) => this.#failure(each));
    const unlisted = [...this.#live.keys()].filter((label) => !this.#results.has(label));
    if (this.#totals === null || this.#totals.failed > failures.length) {
      failures.push(
        ...unlisted.map((label) => this.#failure({ label, status: 'FAILED', tries: null, durationMs: null })),
      );
    }
    const known = new Set(failures.map(({ id }) => id));
    for (const [label, message] of this.#broken) if (!known.has(label)) failures.push(broken(label, message));
    return {
      failures,
      flaky: all.filter(({ status }) => status === 'FLAKY').map((each) => this.#failure(each)),
      counts: this.#counts(),
      warnings: this.#warnings(failures, all),
    };
  }

  #failure({ label, status, tries, durationMs }: BazelResult): Failure {
    if (status === 'FAILED TO BUILD') return broken(label, 'failed to build');
    const cases = this.#cases.get(label) ?? [];
    const told = tries === null ? status : `${status} in ${tries}`;
    return makeFailure({
      id: label,
      runner: 'bazel',
      message: cases.length === 0 ? told : `${told}: ${cases.join(', ')}`,
      excerpt: this.#outputs.get(label)?.lines() ?? [],
      outcome: status === 'FAILED' || status === 'FLAKY' ? 'failed' : 'error',
      durationMs,
    });
  }

  #counts() {
    if (this.#totals === null) return null;
    const { total, failed, broken, skipped } = this.#totals;
    return { ran: Math.max(0, total - broken - skipped), failed, errors: broken, skipped };
  }

  #warnings(failures: readonly Failure[], all: readonly BazelResult[]): readonly string[] {
    const named = failures.filter(({ unit }) => unit === undefined).length;
    const counted = this.#totals?.failed ?? named;
    const unrun = all.filter(({ status }) => status === 'NO STATUS' || status === 'INCOMPLETE').length;
    return [
      ...(counted === named ? [] : [`Bazel counts ${counted} that failed, but names ${named}`]),
      ...(unrun === 0 ? [] : [`${unrun} ${unrun === 1 ? 'test' : 'tests'} of Bazel did not run to the end`]),
    ];
  }
}

function isFailure(status: string): boolean {
  return status.startsWith('FAILED') || status === 'TIMEOUT' || status === 'REMOTE FAILURE';
}

function broken(label: string, message: string): Failure {
  return makeFailure({ id: label, runner: 'bazel', unit: 'package', message, outcome: 'error' });
}
