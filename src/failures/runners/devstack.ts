import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure, type RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';

/** DevStack's stack.sh. Sources: functions-common (die, backtrace, err) and stack.sh (err_trap). */
export const devstack: Runner = { name: 'devstack', parser: () => new DevstackParser() };

const trace = '[Call Trace]';
const error = /^\[ERROR\] (\/\S{1,500}):(\d{1,9}) (.{1,1000})$/;
const done = /^stack\.sh completed in \d{1,9} seconds\.$/;
const failed = /^stack\.sh failed(?:: full log in \S{1,1000})?$/;
const frame = /^\S{1,1000}:\d{1,9}:\S{1,500}$/;
const maxErrors = 100;
const maxTrace = 60;

/** `die` prints a trace to stdout and the place and reason to stderr; `err` prints the latter alone and goes on. */
class DevstackParser implements Parser {
  readonly runner = 'devstack';
  readonly triggers = [
    ...[trace, '[ERROR] /', 'stack.sh failed'].map((start) => ({ start })),
    { start: 'stack.sh completed in ', end: ' seconds.' },
  ];
  readonly #errors: Failure[] = [];
  #excerpt: Excerpt | null = null;
  #deaths = 0;
  #lines = 0;
  #completed = false;
  #failed = false;

  line({ text }: Line): boolean {
    const line = text.slice(0, 2000).trim();
    if (line === trace) {
      this.#deaths += 1;
      this.#excerpt = new Excerpt();
      this.#lines = 0;
      return true;
    }
    const match = error.exec(line);
    if (match?.[3] !== undefined) this.#add({ message: match[3], file: match[1] ?? null, line: Number(match[2]) });
    else if (failed.test(line)) this.#failed = true;
    else if (done.test(line)) this.#completed = true;
    else if (frame.test(line) && this.#lines < maxTrace) {
      this.#excerpt?.add(line);
      this.#lines += 1;
      return true;
    }
    return false;
  }

  #add(known: Pick<Failure, 'message' | 'file' | 'line'>): void {
    this.#errors.push(taskFailure(known.message ?? '', known));
    if (this.#errors.length > maxErrors) this.#errors.shift();
  }

  end(): RunnerReport | null {
    const died = this.#deaths === 0 ? [] : this.#errors.slice(-this.#deaths);
    const failures = died.map((each) => ({ ...each, excerpt: this.#excerpt?.lines() ?? [] }));
    const unknown = failures.length === 0 && this.#failed;
    if (!unknown && failures.length === 0 && !this.#completed) return null;
    const tally = new Tally();
    const all = unknown ? [taskFailure('stack.sh', { message: 'stack.sh failed', file: null, line: null })] : failures;
    tally.add({ failures: all, counts: null, warnings: [] });
    return tally.report(this.runner, this.#completed);
  }
}

function taskFailure(id: string, known: Pick<Failure, 'message' | 'file' | 'line'>): Failure {
  return makeFailure({ id, runner: 'devstack', ...known, rerunId: null, unit: 'task', outcome: 'error' });
}
