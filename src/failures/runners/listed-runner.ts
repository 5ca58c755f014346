import { type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { RunnerRun, Tally } from '../tally.ts';
import { CapturedOutput, capturedTriggers } from './captured-output.ts';
import type { ListedBlock } from './listed-block.ts';
import { countOf, type ListedRun, mayOwn, type Owner, ownBlocks, ownerOf } from './listed-run.ts';
import { announcement, doubleRule, ListedStream, singleRule } from './listed-stream.ts';
import { deadWorker } from './subunit-id.ts';

/** What the runners that list failures as unittest does have of their own. */
export interface ListedDialect {
  readonly name: Owner;
  /** The failure of a block; null if it is no test but the exit of a worker. */
  readonly failure: (block: ListedBlock) => Known | null;
  /** What the closing line calls skipped tests. */
  readonly skipped: string;
  /** How it says that a test failed, before the list. */
  readonly live?: {
    readonly triggers: readonly Trigger[];
    readonly failure: (line: Line) => Known | null;
  };
}

/** What a header tells; the rest comes from the traceback. */
export type Known = Pick<Failure, 'id'> & Partial<Pick<Failure, 'rerunId' | 'unit'>>;

const maxLive = 10_000;

const triggers = [
  ...[doubleRule, singleRule, announcement].map((text) => ({ start: text, end: text })),
  ...['s', 's)', ' tests', ' test'].map((end) => ({ start: 'Ran ', end })),
  ...['FAILED (id=', 'PASSED (id='].map((start) => ({ start })),
  ...capturedTriggers,
];

/** A runner that prints lists like unittest's; it takes those that are its own. */
export function listedRunner(dialect: ListedDialect): Runner {
  return perStream(dialect.name, {
    triggers: [...triggers, ...(dialect.live?.triggers ?? [])],
    part: (tally) => new OwnedStream(dialect, tally),
  });
}

class OwnedStream implements StreamPart {
  readonly #dialect: ListedDialect;
  readonly #tally: Tally;
  readonly #stream = new ListedStream(
    (run) => this.#take(run),
    (block, announced) => mayOwn(this.#dialect.name, block, announced),
  );
  /** Whether its last run came to its end. */
  #complete: boolean | null = null;
  readonly #captured = new CapturedOutput();
  /** Of the run at hand, which its list will name again. */
  #live: Known[] = [];

  constructor(dialect: ListedDialect, tally: Tally) {
    this.#dialect = dialect;
    this.#tally = tally;
  }

  line(line: Line): boolean {
    if (this.#captured.isInside(line.text)) return true;
    const failed = line.whole ? (this.#dialect.live?.failure(line) ?? null) : null;
    if (failed !== null && this.#live.length < maxLive) this.#live.push(failed);
    return this.#stream.line(line);
  }

  #take(run: ListedRun): void {
    if (ownerOf(run) !== this.#dialect.name) return;
    this.#tally.add(toRun(run, this.#dialect));
    if (run.closing !== null) this.#live = [];
    this.#complete = run.closing !== null;
  }

  end(): boolean | null {
    this.#stream.end();
    if (this.#live.length > 0) {
      const runner = this.#dialect.name;
      this.#tally.add({
        failures: this.#live.map((known) => makeFailure({ runner, ...known })),
        counts: null,
        warnings: [],
      });
      this.#complete = false;
    }
    return this.#complete;
  }
}

function toRun(run: ListedRun, { name, failure, skipped }: ListedDialect): RunnerRun {
  const { closing } = run;
  const own = ownBlocks(run);
  const named = own.flatMap((block) => {
    const known = failure(block);
    return known === null ? [] : [toFailure(name, block, known)];
  });
  const failures =
    named.length > 0 ? named : own.slice(0, 1).map(({ message }) => deadWorker(name, message ?? undefined));
  if (closing === null) return { failures, counts: null, warnings: [] };
  const wanted = countOf(closing);
  const skips = closing.details.get(skipped) ?? 0;
  const errors = closing.details.get('errors') ?? 0;
  const none = closing.tests === 0 && wanted === 0 ? [`${name} ran no tests`] : [];
  return {
    failures: distinct(failures),
    counts: {
      ran: Math.max(0, (closing.tests ?? 0) - skips),
      failed: wanted - errors,
      errors,
      skipped: skips,
    },
    warnings:
      own.length < wanted ? [`${name} counts ${wanted} that failed, but its list has ${own.length}`, ...none] : none,
  };
}

/** Two tests of one name cannot be told apart, so none of them can be run alone. */
function distinct(failures: readonly Failure[]): readonly Failure[] {
  const rerunIds = new Map<string, string | null>();
  for (const { id, rerunId } of failures) {
    const known = rerunIds.get(id);
    rerunIds.set(id, known === undefined || known === rerunId ? rerunId : null);
  }
  return failures.map((each) => ({ ...each, rerunId: rerunIds.get(each.id) ?? null }));
}

function toFailure(runner: string, block: ListedBlock, known: Known): Failure {
  return makeFailure({
    runner,
    message: block.message,
    file: block.place?.file ?? null,
    line: block.place?.line ?? null,
    excerpt: block.excerpt,
    outcome: block.flavour === 'ERROR' || known.unit !== undefined ? 'error' : 'failed',
    ...known,
  });
}
