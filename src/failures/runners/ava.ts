import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { AvaRun, rule } from './ava-run.ts';

/** AVA, 3 to 7, its default reporter. Source: lib/reporters/default.js. */
export const ava: Runner = perStream('ava', {
  triggers: [
    ...['✘ ', '✖ ', '✔ ', '◌ ', 'Uncaught exception in ', 'Unhandled rejection in '].map((start) => ({ start })),
    { start: rule, end: rule },
  ],
  part: (tally) => new AvaPart(tally),
});

class AvaPart implements StreamPart {
  readonly #tally: Tally;
  #run = new AvaRun();
  #last: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    if (!whole) return false;
    if (this.#run.isComplete && /^ {2}[✘✖✔] /.test(text)) this.#finish();
    return this.#run.line(text);
  }

  #finish(): void {
    if (this.#run.isThere) {
      this.#tally.add(this.#run.result());
      this.#last = this.#run.isComplete;
    }
    this.#run = new AvaRun();
  }

  end(): boolean | null {
    this.#finish();
    return this.#last;
  }
}
