import type { Counts, Failure, RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';
import { PhpunitBlock } from './phpunit-block.ts';
import { PhpunitList } from './phpunit-list.ts';

const fatal = /^(?:PHP )?(?:Parse|Fatal) error: /;

/**
 * PHPUnit 4 to 13, in its default form and in that of `--testdox`. Sources: PHPUnit, src/TextUI/Output/ (since 10) and
 * src/TextUI/DefaultResultPrinter.php, src/Util/TestDox/CliTestDoxPrinter.php (before).
 */
export const phpunit: Runner = { name: 'phpunit', parser: () => new PhpunitParser() };

const triggers = [
  { start: 'PHPUnit ', end: ' by Sebastian Bergmann and contributors.' },
  { start: 'PHPUnit ', end: ' by Sebastian Bergmann.' },
  { start: 'Time: ', end: 'B' },
  { start: 'There was 1 ' },
  { start: 'There were ' },
  { start: 'These ', end: '-test methods errored:' },
  { start: 'OK (', end: ')' },
  { start: 'Tests: ', end: '.' },
  { start: 'No tests executed!' },
  { start: 'Summary of ', end: ':' },
  { start: '✘ ' },
  { start: 'An error occurred inside PHPUnit.' },
  { start: '##teamcity[testCount ' },
  ...['PHP Parse error: ', 'Parse error: ', 'PHP Fatal error: ', 'Fatal error: '].map((start) => ({ start })),
];

const banner = /^PHPUnit \d{1,4}\.\d.{0,60} by Sebastian Bergmann/;
const time = /^Time: .{1,60}, Memory: \d{1,9}[.,]\d\d ?[KMG]?[Bb]$/;
const ok = /^OK \((\d{1,9}) tests?, \d{1,9} assertions?\)$/;
const frame = /^ {3}[│┐├┊╵┴]/;
const maxFailures = 10_000;

/** What ended PHP itself is printed on either stream, also before the banner. */
class PhpunitParser implements Parser {
  readonly runner = 'phpunit';
  readonly triggers = triggers;
  readonly #tally = new Tally();
  readonly #streams = { stdout: new PhpunitStream(this.#tally), stderr: new PhpunitStream(this.#tally) };

  line(line: Line): boolean {
    return this.#streams[line.stream].line(line);
  }

  end(): RunnerReport | null {
    const { stdout, stderr } = this.#streams;
    const death = stdout.death ?? stderr.death;
    const ends = [stdout.end(death), stderr.end(death)].filter((each) => each !== null);
    // A file that cannot be parsed ends PHPUnit 9 before its banner, but stands in the trace.
    const early = ends.length === 0 && death?.excerpt.some((text) => text.includes('PHPUnit\\')) === true;
    if (early && death !== null) this.#tally.add({ failures: [death], counts: null, warnings: [] });
    return ends.length === 0 && !early ? null : this.#tally.report(this.runner, !early && ends.every(Boolean));
  }
}

class PhpunitStream {
  readonly #tally: Tally;
  #lists: PhpunitList[] = [];
  #list: PhpunitList | null = null;
  #sentences: PhpunitBlock[] = [];
  #sentence: PhpunitBlock | null = null;
  #fatal: PhpunitBlock | null = null;
  #readsFatal = false;
  #open = false;
  #closed = false;
  /** With `--teamcity` its messages tell all, which are read as TeamCity's. */
  #inMessages = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    this.#step(line);
    return this.#list !== null || this.#sentence !== null || this.#readsFatal;
  }

  #step({ text, whole }: Line): void {
    const line = text.trimEnd();
    if (this.#startsOrEnds(line) || this.#startsSentence(line, whole)) return;
    this.#list?.add(line, whole);
    if (this.#list?.isOver === true) this.#list = null;
    if (this.#sentence !== null && frame.test(line) && !this.#sentence.isEnough) this.#sentence.add(line);
    else this.#sentence = null;
    if (this.#readsFatal) this.#fatal?.add(line);
    if (this.#fatal?.isEnough === true) this.#readsFatal = false;
    else if (fatal.test(line) || line === 'An error occurred inside PHPUnit.') this.#startFatal(line);
  }

  #startsOrEnds(line: string): boolean {
    const list = PhpunitList.from(line);
    if (list !== null) {
      this.#list = list;
      if (this.#lists.length < 1000) this.#lists.push(list);
      return true;
    }
    if (line.startsWith('PHPUnit ') && banner.test(line.slice(0, 100))) {
      this.#begin();
      return true;
    }
    if (line.startsWith('Time: ') && time.test(line.slice(0, 120))) {
      // The lists stand below; others were printed by a test.
      this.#lists = [];
      this.#list = null;
      this.#open = true;
      return true;
    }
    if (line.startsWith('Summary of ')) this.#sentences = [];
    if (line.startsWith('##teamcity[')) this.#inMessages = true;
    const counts = readCounts(line);
    if (counts === null) return false;
    if (this.#inMessages) this.#reset();
    else this.#close(counts);
    return true;
  }

  #startsSentence(line: string, whole: boolean): boolean {
    if (!line.startsWith(' ✘ ')) return false;
    this.#sentence = new PhpunitBlock(line.slice(3), 'failed', line);
    if (whole && this.#sentences.length < maxFailures) this.#sentences.push(this.#sentence);
    return true;
  }

  #startFatal(line: string): void {
    if (this.#fatal !== null) return;
    this.#fatal = new PhpunitBlock('PHPUnit', 'error', line);
    if (fatal.test(line)) this.#fatal.add(line);
    this.#readsFatal = true;
  }

  #begin(): void {
    const { death } = this;
    if (this.#open && !this.#inMessages) this.#cut(death);
    this.#inMessages = false;
    this.#open = true;
  }

  #close(counts: Counts): void {
    const wanted = counts.failed + counts.errors;
    const failures = wanted === 0 ? [] : this.#failures(wanted);
    const warning = `PHPUnit counts ${wanted} failures and errors, but its lists have ${failures.length}`;
    const warnings = failures.length < wanted ? [warning] : [];
    this.#tally.add({ failures, flaky: this.#flaky(), counts, warnings });
    this.#closed = true;
    this.#reset();
  }

  #reset(): void {
    this.#open = false;
    this.#lists = [];
    this.#list = null;
    this.#sentences = [];
    this.#sentence = null;
    this.#fatal = null;
    this.#readsFatal = false;
  }

  #failures(wanted = 0): readonly Failure[] {
    const blocks = this.#lists.filter(({ kind }) => kind !== 'retried').flatMap((list) => list.blocks);
    if (blocks.length > 0 && blocks.length >= wanted) return blocks.map((block) => block.failure());
    const sentences = this.#sentences.filter(({ isFramed }) => isFramed);
    return [...blocks.map((block) => block.failure()), ...sentences.map((block) => block.sentence())];
  }

  #flaky(): readonly Failure[] {
    const blocks = this.#lists.filter(({ kind }) => kind === 'retried').flatMap((list) => list.blocks);
    return blocks.map((block) => {
      const tries = /^(\d{1,6}) failed attempts?$/.exec(block.message ?? '')?.[1];
      return { ...block.failure(), outcome: 'failed' as const, attempt: tries === undefined ? null : Number(tries) };
    });
  }

  /** What PHP died of since the last closing line. */
  get death(): Failure | null {
    return this.#fatal === null ? null : unitOf(this.#fatal);
  }

  /** A run without a closing line: what it listed, or else what PHP died of. */
  #cut(death: Failure | null): void {
    const failures = this.#failures();
    const known = failures.length > 0 || death === null ? failures : [death];
    this.#tally.add({ failures: known, counts: null, warnings: [] });
    this.#reset();
  }

  /** Whether the last run came to its end; null if there was none. */
  end(death: Failure | null): boolean | null {
    if (!this.#open || this.#inMessages) return this.#closed ? true : null;
    this.#cut(death);
    return false;
  }
}

const died = / in (\/.{1,400}?)(?: on line |:)(\d{1,9})/;
const message = /^Message: (.+)$/;
const location = /^Location: (\/.{1,400}):(\d{1,9})$/;

/** `Parse error: … in /src/ATest.php on line 3`; since PHPUnit 10 `Message:` and `Location:` below a title. */
function unitOf(block: PhpunitBlock): Failure {
  const known = block.failure();
  const lines = known.excerpt.map((line) => line.trim().slice(0, 2000));
  const at = lines.map((line) => location.exec(line) ?? died.exec(line)).find((match) => match !== null);
  const text = lines.map((line) => message.exec(line)?.[1]?.trim()).find((each) => each !== undefined) ?? known.message;
  const file = at?.[1] ?? null;
  const line = at?.[2] === undefined ? null : Number(at[2]);
  return { ...known, id: file ?? 'PHPUnit', rerunId: file, unit: 'module', message: text, file, line };
}

function readCounts(line: string): Counts | null {
  if (line.length > 300) return null;
  const passed = ok.exec(line)?.[1];
  if (passed !== undefined) return { ran: Number(passed), failed: 0, errors: 0, skipped: 0 };
  if (line === 'No tests executed!') return { ran: 0, failed: 0, errors: 0, skipped: 0 };
  if (!line.startsWith('Tests: ') || !line.endsWith('.')) return null;
  const values = new Map<string, number>();
  for (const part of line.slice(0, -1).split(', ')) {
    const match = /^([A-Z][A-Za-z ]{1,40}): (\d{1,9})$/.exec(part);
    if (match?.[1] === undefined) return null;
    values.set(match[1], Number(match[2]));
  }
  const of = (name: string): number => values.get(name) ?? 0;
  if (!values.has('Assertions')) return null;
  const skipped = of('Skipped') + of('Incomplete');
  return { ran: Math.max(0, of('Tests') - skipped), failed: of('Failures'), errors: of('Errors'), skipped };
}
