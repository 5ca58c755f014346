import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { isProveVerdict, isScriptFile, proveTriggers, readProveScript } from './prove-script.ts';
import { readPoint } from './tap-line.ts';

const heading = 'Test Summary Report';
const script = /^\(Wstat: \d{1,9}(?: \([^)]{1,60}\))? Tests: \d{1,9} Failed: (\d{1,9})\)$/;
const totals = /^Files=(\d{1,9}), Tests=(\d{1,9}), /;
const result = /^Result: (PASS|FAIL|NOTESTS)$/;
const reasons = ['Failed test', 'Non-zero exit status: ', 'Non-zero wait status: ', 'Parse errors: '];
const failedTest = /^\s*#\s+Failed test (?:'(.*)'|\(.*\))?$/;
const place = /^\s*#\s+at (.{1,400}) line (\d{1,9})\.$/;
/** Behind `Dubious, test returned 1`: how many tests were not ok, or did not run. */
const subtests = /^Failed \d{1,9}\/\d{1,9} subtests$/;
const maxScripts = 10_000;
const maxTitles = 20;

/**
 * prove and TAP::Harness 3. The unit is a script: its tests have no names in the report. Source: lib/TAP/Formatter/Base.pm
 * and Session.pm.
 */
export const prove: Runner = perStream('prove', {
  triggers: [
    ...[heading, 'Files=', 'Result: ', '#   Failed test', '#   at ', 'not ok', 'ok'].map((start) => ({ start })),
    ...proveTriggers,
  ],
  part: (tally) => new ProvePart(tally),
});

/** What is known of one script in the report. */
interface Script {
  readonly name: string;
  readonly failedTests: number;
  readonly excerpt: Excerpt;
  readonly reasons: string[];
}

/** The script whose name was last, as it is there before it has ended. */
interface Current {
  readonly name: string;
  /** Its tests are shown below it (`-v`), and some are not ok. */
  failed: boolean;
}

class ProvePart implements StreamPart {
  readonly #tally: Tally;
  /** What `#   Failed test 'x'` says, by the script that the next line names. */
  #titles = new Map<string, { readonly names: string[]; readonly line: number }>();
  #title: string | null = null;
  #scripts: Script[] = [];
  /** Those that failed as they ended, which the report names again, with what was said of them. */
  #live = new Map<string, string[]>();
  #current: Current | null = null;
  #inReport = false;
  #counts: Counts | null = null;
  #last: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    if (!whole) return false;
    const name = readProveScript(text);
    if (name !== null) {
      this.#current = { name, failed: false };
      return false;
    }
    const line = text.slice(0, 2000).trimEnd();
    if (line === heading) {
      this.#scripts = [];
      this.#inReport = true;
    } else if (line.startsWith('Files=')) this.#closing(line);
    else if (line.startsWith('Result: ')) this.#result(line);
    else if (this.#inReport) this.#report(line);
    else if (isProveVerdict(line)) this.#ended(line);
    else if (line.startsWith('ok') || line.startsWith('not ok')) this.#point(line);
    else this.#diagnosis(line);
    return this.#inReport;
  }

  #ended(reason: string): void {
    if (this.#current === null) return;
    const { name } = this.#current;
    const known = this.#live.get(name);
    if (known !== undefined) known.push(reason);
    else if (this.#live.size < maxScripts) this.#live.set(name, [reason]);
    if (!reason.startsWith('Dubious')) this.#current = null;
  }

  /** A bare `ok` ends a script that passed. */
  #point(line: string): void {
    if (this.#current === null) return;
    const point = readPoint(line);
    if (point === null) return;
    if (point.ok && point.number === null && point.description === '') this.#current = null;
    else this.#current.failed ||= !point.ok && point.directive === null;
  }

  #diagnosis(line: string): void {
    const test = failedTest.exec(line);
    if (test !== null) {
      this.#title = test[1] ?? '';
      return;
    }
    const at = place.exec(line);
    if (at?.[1] === undefined || this.#title === null) return;
    const known = this.#titles.get(at[1]);
    if (known === undefined) {
      if (this.#titles.size < maxScripts) this.#titles.set(at[1], { names: [this.#title], line: Number(at[2]) });
    } else if (known.names.length < maxTitles) known.names.push(this.#title);
    this.#title = null;
  }

  #report(line: string): void {
    if (line === '' || /^-+$/.test(line)) return;
    const at = line.lastIndexOf(' (Wstat: ');
    const found = at <= 0 ? null : script.exec(line.slice(at + 1));
    if (found !== null) {
      const excerpt = new Excerpt();
      excerpt.add(line);
      const name = line.slice(0, at).trimEnd();
      if (this.#scripts.length < maxScripts) {
        this.#scripts.push({ name, failedTests: Number(found[1]), excerpt, reasons: [] });
      }
      return;
    }
    const last = this.#scripts.at(-1);
    if (!line.startsWith('  ') || last === undefined) return;
    last.excerpt.add(line);
    const isReason = reasons.some((reason) => line.startsWith(`  ${reason}`));
    if (isReason && last.reasons.length < maxTitles) last.reasons.push(line.trim().replace(/ {2,9}/g, ' '));
  }

  #closing(line: string): void {
    const found = totals.exec(line);
    if (found === null) return;
    this.#inReport = false;
    const failed = this.#scripts.reduce((sum, { failedTests }) => sum + failedTests, 0);
    this.#counts = { ran: Number(found[2]), failed, errors: 0, skipped: 0 };
  }

  #result(line: string): void {
    const found = result.exec(line);
    if (found === null || this.#counts === null) return;
    const failures = this.#failures();
    const warnings =
      found[1] === 'FAIL' && failures.length === 0 ? ['prove says that tests failed, but names no script'] : [];
    this.#tally.add({ failures, counts: this.#counts, warnings });
    this.#last = true;
    this.#reset();
  }

  #reset(): void {
    this.#titles = new Map();
    this.#scripts = [];
    this.#live = new Map();
    this.#counts = null;
    this.#inReport = false;
    this.#title = null;
  }

  #failures(): readonly Failure[] {
    // `TODO passed:` alone is no failure.
    return this.#scripts.filter(({ reasons }) => reasons.length > 0).map((each) => this.#describe(each));
  }

  #describe({ name, failedTests, reasons, excerpt }: Script): Failure {
    const titles = this.#titles.get(name);
    for (const title of titles?.names ?? []) excerpt.add(`#   Failed test '${title}'`);
    const first = titles?.names.find((title) => title !== '');
    return makeFailure({
      id: name,
      runner: 'prove',
      message: first === undefined ? (reasons[0] ?? null) : `Failed test '${first}'`,
      file: name,
      line: titles?.line ?? null,
      excerpt: excerpt.lines(),
      outcome: failedTests > 0 ? 'failed' : 'error',
      unit: 'module',
    });
  }

  end(): boolean | null {
    const failures = [...this.#failures(), ...this.#unreported(), ...(this.#counts === null ? this.#running() : [])];
    if (this.#scripts.length + failures.length === 0 && this.#counts === null) return this.#last;
    this.#tally.add({ failures, counts: this.#counts, warnings: [] });
    return false;
  }

  #unreported(): readonly Failure[] {
    const reported = new Set(this.#scripts.map(({ name }) => name));
    const rest = [...this.#live].filter(([name]) => !reported.has(name));
    return rest.map(([name, reasons]) => {
      const failedTests = reasons.some((reason) => subtests.test(reason)) ? 1 : 0;
      return this.#describe({ name, failedTests, excerpt: new Excerpt(), reasons });
    });
  }

  /** Scripts of which a test failed, that had not ended when the output did. */
  #running(): readonly Failure[] {
    const { name, failed } = this.#current ?? { name: '', failed: false };
    const shown = failed && isScriptFile(name) ? [name] : [];
    const titled = this.#live.size > 0 ? [...this.#titles.keys()].filter((file) => file.endsWith('.t')) : [];
    return [...new Set([...shown, ...titled])]
      .filter((each) => !this.#live.has(each))
      .map((each) => this.#describe({ name: each, failedTests: 1, excerpt: new Excerpt(), reasons: [] }));
  }
}
