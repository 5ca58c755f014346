import { type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';

/** What nextest calls a test that did not pass. XFAIL is one that could not be started. */
const words = ['FAIL', 'TIMEOUT', 'ABORT', 'LEAK-FAIL', 'XFAIL', 'FLKY-FL', 'SIG'] as const;

/** cargo-nextest. Source: nextest-runner/src/reporter/displayer. */
export const nextest: Runner = perStream('nextest', {
  triggers: [...words, 'TRY ', 'FLAKY ', 'PASS [', 'Summary [', 'Starting ', 'Nextest run ID'].map((start) => ({
    start,
  })),
  part: (tally) => new NextestStream(tally),
});

const status =
  /^\s{0,12}(TRY \d{1,4} )?(FAIL|TIMEOUT|SIG[A-Z]{2,8}|ABORT|LEAK-FAIL|XFAIL|FAIL \+ LEAK|FLKY-FL \d{1,4}\/\d{1,4}|FLAKY \d{1,4}\/\d{1,4}|PASS|[A-Z]{2,5}) \[\s{0,12}(>?[\d.]{1,12}s| ?duration)\] (?:\(\s{0,8}\d{1,9}\/\d{1,9}\) )?(\S{1,500}) (\S{1,1000})$/;
const summary = /^\s{0,12}Summary \[[^\]]{1,40}\] \s{0,3}(?:\d{1,9}\/)?(\d{1,9}) tests? run: (.{1,400})$/;
const starting = /^\s{0,12}Starting \d{1,9} tests? across \d{1,9} binar/;
const tries = /^FLAKY (\d{1,4})\/\d{1,4}$/;
const maxTests = 10_000;

class NextestStream implements StreamPart {
  readonly #tally: Tally;
  #live = new Map<string, Failure>();
  #final = new Map<string, Failure>();
  #flaky = new Map<string, Failure>();
  #counts: { ran: number; failed: number; errors: number; skipped: number } | null = null;
  #seen = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    if (!whole) return false;
    const line = text.slice(0, 1800).trimEnd();
    if (starting.test(line) || line.includes('Nextest run ID')) {
      if (this.#counts !== null) this.#finish();
      this.#seen = true;
      return false;
    }
    const sum = line.includes('Summary [') ? summary.exec(line) : null;
    if (sum !== null) {
      this.#seen = true;
      this.#counts = countsOf(Number(sum[1]), sum[2] ?? '');
      return false;
    }
    const match = status.exec(line);
    if (match !== null) this.#status(match);
    return false;
  }

  #status([, attempt, word = '', time = '', binary = '', name = '']: RegExpExecArray): void {
    const id = `${binary} ${name}`;
    const flaky = tries.exec(word);
    const seconds = Number.parseFloat(time);
    const durationMs = Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
    const failure = makeFailure({
      id,
      runner: 'nextest',
      message: word,
      durationMs,
      outcome: word === 'FAIL' ? 'failed' : 'error',
    });
    if (flaky !== null) {
      this.#put(this.#flaky, { ...failure, message: null, outcome: 'failed', attempt: Number(flaky[1]) - 1 });
      return;
    }
    if (attempt !== undefined) {
      if (word !== 'PASS') this.#live.delete(id);
      return;
    }
    if (!words.some((each) => word.startsWith(each))) return;
    this.#put(this.#counts === null ? this.#live : this.#final, failure);
  }

  #put(map: Map<string, Failure>, failure: Failure): void {
    if (map.size < maxTests) map.set(failure.id, failure);
  }

  #finish(): void {
    const failures = this.#final.size > 0 ? this.#final : this.#live;
    const counts = this.#counts;
    const warnings =
      counts !== null && counts.failed + counts.errors > failures.size
        ? [`nextest counts ${counts.failed + counts.errors} that failed, but lists ${failures.size}`]
        : [];
    this.#tally.add({ failures: [...failures.values()], flaky: [...this.#flaky.values()], counts, warnings });
    this.#live = new Map();
    this.#final = new Map();
    this.#flaky = new Map();
    this.#counts = null;
  }

  end(): boolean | null {
    if (!this.#seen && this.#final.size === 0 && this.#flaky.size === 0 && this.#live.size === 0) return null;
    const complete = this.#counts !== null;
    this.#finish();
    return complete;
  }
}

/** `51 tests run: 49 passed (1 slow), 2 failed, 1 timed out, 0 skipped`. */
function countsOf(ran: number, text: string): { ran: number; failed: number; errors: number; skipped: number } {
  const counts = { ran, failed: 0, errors: 0, skipped: 0 };
  for (const part of text.split(', ')) {
    const [count = '0', ...rest] = part.split(' ');
    const word = rest.join(' ');
    if (word.startsWith('failed')) counts.failed += Number(count);
    else if (/^(?:timed out|exec failed)/.test(word)) counts.errors += Number(count);
    else if (word.startsWith('skipped')) counts.skipped += Number(count);
  }
  return counts;
}
