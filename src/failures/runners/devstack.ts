import { Excerpt } from '../excerpt.ts';
import { makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';

const trace = '[Call Trace]';
const error = /^\[ERROR\] (\/\S{1,500}):(\d{1,9}) (.{1,1000})$/;
const done = /^stack\.sh completed in \d{1,9} seconds\.$/;
const onExit = 'Error on exit';
const maxTrace = 60;

/** DevStack's stack.sh. Sources: functions-common (die, backtrace, err) and stack.sh (exit_trap). */
export const devstack: Runner = perStream('devstack', {
  triggers: [{ start: trace }, { start: onExit }, { start: 'stack.sh completed in ', end: ' seconds.' }],
  part: (tally) => new DevstackPart(tally),
});

/** What `die` prints: a trace, and behind it the place and the reason. */
class DevstackPart implements StreamPart {
  readonly #tally: Tally;
  #excerpt: Excerpt | null = null;
  #lines = 0;
  #died = false;
  #complete: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text }: Line): boolean {
    if (done.test(text.trim())) {
      this.#complete = true;
      return false;
    }
    if (text.startsWith(trace)) {
      this.#excerpt = new Excerpt();
      this.#lines = 0;
    } else if (text.trim() === onExit) {
      this.#onExit();
      return false;
    }
    return this.#inTrace(text);
  }

  #inTrace(text: string): boolean {
    if (this.#excerpt === null) return false;
    this.#excerpt.add(text);
    this.#lines += 1;
    const match = error.exec(text.slice(0, 1600).trimEnd());
    if (match?.[3] !== undefined) {
      this.#add({ id: match[3], message: match[3], file: match[1] ?? null, line: Number(match[2]) });
      this.#excerpt = null;
    } else if (this.#lines > maxTrace) this.#excerpt = null;
    return this.#excerpt !== null;
  }

  #onExit(): void {
    if (!this.#died) this.#add({ id: 'stack.sh', message: onExit, file: null, line: null });
  }

  #add(known: { id: string; message: string; file: string | null; line: number | null }): void {
    this.#died = true;
    this.#complete = false;
    const excerpt = this.#excerpt?.lines() ?? [];
    const failure = makeFailure({
      ...known,
      runner: 'devstack',
      rerunId: null,
      unit: 'task',
      excerpt,
      outcome: 'error',
    });
    this.#tally.add({ failures: [failure], counts: null, warnings: [] });
  }

  end(): boolean | null {
    return this.#complete;
  }
}
