import type { Failure, RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Trigger } from '../parser.ts';
import { Tally } from '../tally.ts';
import { GoBuilds } from './go-build.ts';
import { GoFailures } from './go-failures.ts';
import { GoJson } from './go-json.ts';
import { GoText } from './go-text.ts';
import { type GotestsumEntry, readClosing, readEntry, readLive, splitName } from './gotestsum-line.ts';

/** `go test` since Go 1.2, its text and its `-json`. Sources: Go, src/testing and src/cmd/go/internal/test. */
export const go: Runner = { name: 'go', parser: () => new GoParser() };

const maxEntries = 10_000;

class GoParser implements Parser {
  readonly runner = 'go';
  readonly triggers: readonly Trigger[] = [
    ...['--- FAIL: ', '--- PASS: ', '--- SKIP: ', '=== RUN ', '=== CONT ', '=== NAME ', '=== PAUSE '],
    ...['FAIL', 'ok  ', '?   ', '# ', 'panic: ', 'fatal error: ', 'exit status ', 'running tests:'],
    ...['{"Time":"', '{"Action":"', '{"ImportPath":"'],
    ...['=== FAIL: ', '=== Failed', 'DONE ', 'PASS', '::group::FAIL ', '✖  ', '❌  '],
  ]
    .map((start): Trigger => ({ start }))
    // a verdict behind what was printed without a line end
    .concat([...'0123456789'].map((digit) => ({ end: `${digit}s)` })));
  readonly #builds = new GoBuilds();
  readonly #take = (failures: readonly Failure[]): void => this.#add(failures);
  readonly #texts = { stdout: new GoText(this.#builds, this.#take), stderr: new GoText(this.#builds, this.#take) };
  readonly #json = new GoJson(this.#builds, this.#take);
  readonly #failures = new GoFailures();
  #present = false;
  /** What gotestsum lists itself. */
  #entries: GotestsumEntry[] = [];

  line(line: Line): boolean {
    const { text } = line;
    const stream = this.#texts[line.stream];
    if (text.startsWith('{"')) return this.#json.line(text) ? false : stream.line(line);
    if (line.whole && this.#isGotestsum(text, stream)) return false;
    return stream.line(line);
  }

  #add(failures: readonly Failure[]): void {
    this.#present = true;
    for (const failure of failures) this.#failures.add(failure);
  }

  /** gotestsum prints much of what `go test` does, and has a parser of its own. */
  #isGotestsum(text: string, stream: GoText): boolean {
    const entry = text.startsWith('=== FAIL: ') ? readEntry(text) : null;
    if (entry !== null && this.#entries.length < maxEntries) this.#entries.push(entry);
    const closing = readClosing(text);
    if (closing !== null) this.#leaveToGotestsum();
    const known = entry !== null || closing !== null || /^(?:=== Failed$|[✖❌] {2}\S)/.test(text);
    if (!known && !isLive(text, stream)) return false;
    stream.drop();
    return true;
  }

  #leaveToGotestsum(): void {
    for (const entry of this.#entries) this.#failures.remove(entry);
    this.#entries = [];
    this.#present = this.#failures.size > 0;
  }

  end(): RunnerReport | null {
    const ends = [this.#texts.stdout.end(), this.#texts.stderr.end(), this.#json.end()];
    if (!this.#present) return null;
    const tally = new Tally();
    const { dropped } = this.#failures;
    const more = dropped === 0 ? [] : [`${dropped} more failures of go are not listed`];
    tally.add({ failures: this.#failures.all(), counts: null, warnings: more });
    return tally.report(this.runner, ends.every(Boolean));
  }
}

function isLive(text: string, stream: GoText): boolean {
  if (!/^(?:FAIL \S|PASS \S|::group::FAIL | {2}FAIL )/.test(text)) return false;
  const live = readLive(text);
  return live !== null && (live.certain || !live.failed || stream.hasFailed(splitName(live.name).test));
}
