import type { RunnerReport } from './failure.ts';
import type { Line, Parser, Runner, Trigger } from './parser.ts';
import { Tally } from './tally.ts';

/** Reads one of the two streams, and adds each run that it finds to the tally that it was made with. */
export interface StreamPart {
  /** Returns true to be given the next line as well, whatever it is. */
  line(line: Line): boolean;
  /** The stream has ended: whether its last run came to its end; null if there was none. */
  end(): boolean | null;
}

/** A runner whose parser reads the two streams apart, as if each were an output of its own. */
export function perStream(
  name: string,
  { triggers, part }: { readonly triggers: readonly Trigger[]; readonly part: (tally: Tally) => StreamPart },
): Runner {
  return { name, parser: () => new PerStream(name, triggers, part) };
}

class PerStream implements Parser {
  readonly runner: string;
  readonly triggers: readonly Trigger[];
  readonly #tally = new Tally();
  readonly #stdout: StreamPart;
  readonly #stderr: StreamPart;

  constructor(runner: string, triggers: readonly Trigger[], part: (tally: Tally) => StreamPart) {
    this.runner = runner;
    this.triggers = triggers;
    this.#stdout = part(this.#tally);
    this.#stderr = part(this.#tally);
  }

  line(line: Line): boolean {
    return line.stream === 'stdout' ? this.#stdout.line(line) : this.#stderr.line(line);
  }

  end(): RunnerReport | null {
    const ends = [this.#stdout.end(), this.#stderr.end()].filter((each) => each !== null);
    return ends.length === 0 ? null : this.#tally.report(this.runner, ends.every(Boolean));
  }
}
