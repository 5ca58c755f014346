import type { Line, Trigger } from '../parser.ts';
import type { StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { Harness, harnessTriggers } from './harness.ts';
import { isProveVerdict, isScriptFile, proveTriggers, readProveScript } from './prove-script.ts';
import { type TapProducer, TapRun } from './tap-run.ts';

/** What a parser must see that reads TAP. */
export const tapTriggers: readonly Trigger[] = [
  ...['not ok', 'ok ', 'TAP version 1', 'TAP Version 1', '1..', '# Subtest: ', 'Bail out!', '...'].map((start) => ({
    start,
  })),
  ...['# tests ', '# pass ', '# fail ', '# skip', '# cancelled ', '# duration_ms ', '# { total: '].map((start) => ({
    start,
  })),
  ...['Files=', nodeClosing()].map((start) => ({ start })),
  ...proveTriggers,
  ...harnessTriggers,
];

/** What a line of `tapTriggers` begins with, but for those with the name of a script. */
const firstOnes: ReadonlySet<string | undefined> = new Set(
  tapTriggers.flatMap((trigger) => ('start' in trigger ? [trigger.start[0]] : [])),
);
const proveTotals = /^Files=\d{1,9}, Tests=(\d{1,9}),/;
const maxRuns = 1000;

function nodeClosing(): string {
  return 'ℹ tests ';
}

/**
 * The TAP documents of one stream that a certain producer printed. What prove shows with `-v` it sums up itself, and
 * a document without version or end where node:test sums up was printed by one of its tests.
 */
export class TapPart implements StreamPart {
  readonly #tally: Tally;
  readonly #producer: TapProducer;
  readonly #harness = new Harness();
  #runs: TapRun[] = [];
  #run: TapRun | null = null;
  /** The next document is the one of a script that prove has named (`-v`). */
  #isScript = false;
  readonly #ofProve = new WeakSet<TapRun>();
  #last: boolean | null = null;

  constructor(tally: Tally, producer: TapProducer) {
    this.#tally = tally;
    this.#producer = producer;
  }

  line({ text, whole }: Line): boolean {
    if (this.#run?.isOpen !== true && !mayMatter(text)) return false;
    if (this.#harness.isInside(text) || !whole) return false;
    if (text.startsWith('Files=')) {
      this.#prove(text);
      return false;
    }
    if (text.startsWith(nodeClosing())) {
      this.#keep();
      this.#runs = this.#runs.filter((run) => run.isComplete && run.hasVersion);
      return false;
    }
    const script = readProveScript(text);
    if (script !== null) {
      this.#isScript = isScriptFile(script);
      return false;
    }
    if (isProveVerdict(text)) this.#isScript = false;
    if (this.#run?.continues(text) === false) this.#keep();
    this.#run ??= this.#begin();
    return this.#run.line(text);
  }

  #begin(): TapRun {
    const run = new TapRun();
    if (this.#isScript) this.#ofProve.add(run);
    this.#isScript = false;
    return run;
  }

  #keep(): void {
    if (this.#run?.isCertain === true) this.#runs.push(this.#run);
    this.#run = null;
    if (this.#runs.length > maxRuns) this.#add(this.#runs.splice(0, 1));
  }

  /** Takes back those whose points prove has counted. */
  #prove(text: string): void {
    const told = proveTotals.exec(text.slice(0, 100));
    if (told === null) return;
    this.#keep();
    let left = Number(told[1]);
    let from = this.#runs.length;
    while (from > 0 && left > 0) {
      from -= 1;
      left -= this.#runs[from]?.points ?? 0;
    }
    const others = this.#runs.slice(0, from);
    // Where they do not add up, only what names its own producer is surely not prove's.
    this.#runs = left === 0 ? others : this.#runs.filter((run) => run.producer !== 'tap');
  }

  #add(runs: readonly TapRun[]): void {
    for (const run of runs) {
      if (run.producer !== this.#producer) continue;
      this.#tally.add(run.result(this.#producer));
      this.#last = run.isComplete;
    }
  }

  end(): boolean | null {
    this.#keep();
    this.#add(this.#runs.filter((run) => !this.#ofProve.has(run)));
    return this.#last;
  }
}

/** Whether a line may be one of TAP: those that others of the parsers have asked for come in heaps. */
function mayMatter(text: string): boolean {
  const first = text.trimStart()[0];
  return (first !== undefined && firstOnes.has(first)) || text.endsWith('. ');
}
