import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { dotHeading, NodetestSpec, specHeading } from './nodetest-spec.ts';
import { TapPart, tapTriggers } from './tap-part.ts';

/**
 * node:test of Node 18 to 24, its reporters spec, tap and dot. Source: lib/internal/test_runner/reporter/{spec,tap,dot}.js
 * and utils.js.
 */
export const nodetest: Runner = perStream('nodetest', {
  triggers: [...['✖ ', '▶ ', 'ℹ ', specHeading, dotHeading].map((start) => ({ start })), ...tapTriggers],
  part: (tally) => new NodetestPart(tally),
});

class NodetestPart implements StreamPart {
  readonly #tally: Tally;
  readonly #tap: TapPart;
  #spec = new NodetestSpec();
  #last: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
    this.#tap = new TapPart(tally, 'nodetest');
  }

  line(line: Line): boolean {
    const more = this.#tap.line(line);
    if (!line.whole) return more;
    if (this.#spec.isNext(line.text.trimEnd())) this.#finish();
    return this.#spec.line(line.text.trimEnd()) || more;
  }

  #finish(): void {
    if (this.#spec.isThere) {
      this.#tally.add(this.#spec.result());
      this.#last = this.#spec.isClosed;
    }
    this.#spec = new NodetestSpec();
  }

  end(): boolean | null {
    this.#finish();
    const tap = this.#tap.end();
    return tap ?? this.#last;
  }
}
