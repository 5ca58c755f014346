import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { AntRun, type OpenAntTest } from './ant-run.ts';

const prefixes = ['[junit] ', '[junitlauncher] ', ''];
const triggers: readonly Trigger[] = prefixes.flatMap((prefix): readonly Trigger[] => [
  { start: `${prefix}Testsuite: ` },
  { start: `${prefix}Testcase: ` },
  { start: `${prefix}Tests run: ` },
  ...(prefix === '' ? [] : [{ start: `${prefix}Running ` }, { start: `${prefix}Test ` }]),
]);

/** Ant's junit and junitlauncher tasks, formatters plain and brief, and the summary. Source: ant, taskdefs/optional/junit. */
export const ant: Runner = { name: 'ant', parser: () => new AntParser() };

const streams = perStream('ant', { triggers, part: (tally) => new AntStream(tally) });
const beginning = 'Buildfile: ';
const endings: readonly string[] = ['BUILD SUCCESSFUL', 'BUILD FAILED'];

/** Nothing closes all classes, but a build that said that it began says how it ended too (DefaultLogger), a failure on stderr. */
class AntParser implements Parser {
  readonly runner = 'ant';
  readonly #tests = streams.parser();
  readonly triggers = [...this.#tests.triggers, ...[beginning, ...endings].map((start) => ({ start }))];
  #begun = 0;
  #ended = 0;

  line(line: Line): boolean {
    if (line.text.startsWith(beginning)) this.#begun += 1;
    else if (line.whole && endings.includes(line.text.trim())) this.#ended += 1;
    return this.#tests.line?.(line) === true;
  }

  end(): RunnerReport | null {
    const report = this.#tests.end();
    // A class that has only begun may be that of any runner.
    if (report === null || (this.#begun === 0 && report.counts === null && report.failures.length === 0)) return null;
    return { ...report, complete: report.complete && this.#ended >= this.#begun };
  }
}

const maxBodyLines = 60;
const brief = /^(.{1,2000})\(([\p{L}_$][\p{L}\p{N}_$.]{0,400})\):\s{0,4}(FAILED|Caused an ERROR)$/u;
const bare = /^(.{1,2000}):\s{0,4}(FAILED|Caused an ERROR)$/;
const totals =
  /^Tests run: (\d{1,9}), Failures: (\d{1,9}), Errors: (\d{1,9})(?:, Skipped: (\d{1,9}))?, Time elapsed: [\d.,]{1,20} sec$/;
const broken = /^Test ([\p{L}_$][\p{L}\p{N}_$.]{0,400}) FAILED(?: \((timeout|crashed)\))?$/u;
const suite = /^(?:Testsuite: |Running )([\p{L}_$][\p{L}\p{N}_$.]{0,400})$/u;

class AntStream implements StreamPart {
  readonly #tally: Tally;
  readonly #run = new AntRun();
  /** The last `Testcase: name took 0.1 sec`, whose outcome stands on the next line. */
  #named: { readonly name: string; readonly durationMs: number | null } | null = null;
  #open: OpenAntTest | null = null;
  #lines = 0;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text: line, whole }: Line): boolean {
    const text = withoutTask(line);
    if (!this.#starts(text, whole)) this.#inside(text);
    return this.#named !== null || this.#open !== null;
  }

  #starts(text: string, whole: boolean): boolean {
    const named = this.#named;
    if (named !== null && (text === 'FAILED' || text === 'Caused an ERROR')) {
      this.#begin(null, named.name, { error: text !== 'FAILED', durationMs: named.durationMs });
      return true;
    }
    if (text.startsWith('Testcase: ')) {
      this.#testcase(text.slice('Testcase: '.length));
      return true;
    }
    const counts = totals.exec(text);
    const fails = broken.exec(text);
    const suiteName = suite.exec(text)?.[1];
    if (counts === null && fails === null && suiteName === undefined) return false;
    this.#named = null;
    this.#open = null;
    if (counts !== null && whole) this.#run.count(counts.slice(1, 5).map((each) => Number(each ?? 0)));
    if (fails?.[1] !== undefined && whole) this.#run.suiteFailed(fails[1], fails[2] ?? null);
    if (suiteName !== undefined) this.#run.suite(suiteName);
    return true;
  }

  #testcase(text: string): void {
    this.#named = null;
    this.#open = null;
    const took = text.lastIndexOf(' took ');
    const match = brief.exec(text);
    const short = bare.exec(text);
    if (match !== null)
      this.#begin(match[2] ?? null, match[1] ?? '', { error: match[3] !== 'FAILED', durationMs: null });
    else if (took > 0) {
      const seconds = Number.parseFloat(text.slice(took + ' took '.length).replace(',', '.'));
      this.#named = {
        name: text.slice(0, took),
        durationMs: Number.isFinite(seconds) ? Math.round(seconds * 1000) : null,
      };
    } else if (short !== null) this.#begin(null, short[1] ?? '', { error: short[2] !== 'FAILED', durationMs: null });
  }

  #begin(
    className: string | null,
    name: string,
    { error, durationMs }: { readonly error: boolean; readonly durationMs: number | null },
  ): void {
    this.#named = null;
    this.#lines = 0;
    this.#open = this.#run.open({ className, name, durationMs, outcome: error ? 'error' : 'failed' });
  }

  #inside(text: string): void {
    this.#named = null;
    if (this.#open === null) return;
    this.#lines += 1;
    if (this.#lines > maxBodyLines || text === '') this.#open = null;
    else this.#open.add(text);
  }

  end(): boolean | null {
    if (this.#run.isEmpty) return this.#run.isBegun ? false : null;
    this.#tally.add(this.#run.finish());
    return this.#run.isComplete;
  }
}

function withoutTask(line: string): string {
  const text = line.trim();
  const prefix = prefixes.find((each) => each !== '' && text.startsWith(each.trim()));
  return prefix === undefined ? text : text.slice(prefix.trim().length).trim();
}
