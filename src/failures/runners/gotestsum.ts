import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Trigger } from '../parser.ts';
import { Tally } from '../tally.ts';
import { type GotestsumLive, readClosing, readEntry, readLive, splitName } from './gotestsum-line.ts';
import { GotestsumRun } from './gotestsum-run.ts';

/** gotestsum 0.3 to 1.13, all its formats, with reruns. Sources: gotestsum, testjson/summary.go, testjson/format.go, cmd/rerunfails.go. */
export const gotestsum: Runner = { name: 'gotestsum', parser: () => new GotestsumParser() };

const packageLine = /^(?:FAIL|([✖❌] ) {0,1}|( {2}FAIL Package)) ?(\S{1,1000})((?: \([^()]{1,100}\)){0,4})$/;
const goVerdict = /^\s*--- FAIL: (\S{1,1000})/;
const maxRuns = 100;

class GotestsumParser implements Parser {
  readonly runner = 'gotestsum';
  readonly triggers: readonly Trigger[] = [
    ...['=== FAIL: ', '=== Failed', '=== Errors', '=== Skipped', 'DONE ', '--- FAIL: ', 'FAIL '],
    ...['::group::FAIL ', '✖  ', '❌  ', 'ERROR rerun aborted'],
  ]
    .map((start): Trigger => ({ start }))
    .concat([{ start: 'PASS ', end: ')' }]);
  #run = new GotestsumRun();
  readonly #finished: GotestsumRun[] = [];
  /** The test of which Go has just said that it failed. */
  #failed: string | null = null;

  line({ text, whole }: Line): boolean {
    if (!whole) return false;
    if (text.startsWith('===')) this.#heading(text);
    else if (text.startsWith('DONE ')) this.#close(text);
    else if (text.startsWith('ERROR rerun aborted')) this.#abort();
    else if (this.#run.isListing) this.#run.add(text);
    else this.#live(text);
    return this.#run.wantsMore;
  }

  #heading(text: string): void {
    const entry = readEntry(text);
    if (entry !== null) this.#run.list(entry);
    else if (text === '=== Failed') this.#run.startList();
    else if (text === '=== Errors') this.#run.startErrors();
    else if (text === '=== Skipped') this.#run.endEntry();
    else if (this.#run.isListing) this.#run.add(text);
  }

  #live(text: string): void {
    const verdict = goVerdict.exec(text.slice(0, 2000))?.[1];
    if (verdict !== undefined) {
      this.#failed = verdict;
      return;
    }
    const live = readLive(text);
    if (live !== null) {
      if (this.#isBelieved(live)) this.#run.see(live);
      return;
    }
    const match = packageLine.exec(text.slice(0, 2000).trimEnd());
    if (match?.[3] === undefined) return;
    const certain =
      match[2] !== undefined || (match[1] !== undefined && /\((?:cached|[\d.]+m?s)\)/.test(match[4] ?? ''));
    if (certain || match[1] === undefined) this.#run.seePackage(match[3], certain);
  }

  /** Other runners print `FAIL src/a.Test`, but only gotestsum right after Go's own verdict. */
  #isBelieved(live: GotestsumLive): boolean {
    return live.certain || (live.failed ? splitName(live.name).test === this.#failed : live.durationMs !== null);
  }

  #close(text: string): void {
    const closing = readClosing(text);
    if (closing === null) {
      if (this.#run.isListing) this.#run.add(text);
      return;
    }
    // Between reruns there is a closing line without a list, and the next one counts everything again.
    if (closing.runs === 1 && this.#run.isProvisional) this.#finish();
    this.#run.close(closing);
    if (!this.#run.isProvisional) this.#finish();
  }

  #finish(): void {
    if (this.#finished.length < maxRuns) this.#finished.push(this.#run);
    this.#run = new GotestsumRun();
  }

  #abort(): void {
    const last = this.#finished.at(-1);
    if (last !== undefined) last.wasAborted = true;
  }

  end(): RunnerReport | null {
    if (this.#run.isPresent) this.#finish();
    if (this.#finished.length === 0) return null;
    const tally = new Tally();
    for (const run of this.#finished) tally.add(run.result());
    return tally.report(this.runner, this.#finished.at(-1)?.isClosed === true);
  }
}
