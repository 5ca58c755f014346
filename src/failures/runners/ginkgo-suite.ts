import { type Counts, type Failure, makeFailure } from '../failure.ts';
import { numberBefore } from '../number-before.ts';
import type { RunnerRun } from '../tally.ts';
import { type GinkgoBlock as Block, GinkgoBlocks } from './ginkgo-blocks.ts';
import { type GinkgoEntry as Entry, placeOf } from './ginkgo-spec.ts';

const entry = /^ {0,2}\[(Fail|FAIL|Panic!|PANICKED!|Timeout\.\.\.|TIMEDOUT|INTERRUPTED|ABORTED)\] (.{1,3000})$/;
/** What ginkgo writes before, or in version 2 behind, the part of a spec that broke. */
const node =
  / ?\[(It|Measurement|BeforeEach|JustBeforeEach|AfterEach|JustAfterEach|BeforeAll|AfterAll|DeferCleanup(?: \([A-Za-z]+\))?)\]/g;
const suiteNode =
  /^(?:TOP-LEVEL )?\[?(?:Synchronized)?(?:BeforeSuite|AfterSuite|ReportAfterSuite|ReportBeforeSuite|DeferCleanup \(Suite\))\]?/;
const maxEntries = 10_000;

/** One suite: `Running Suite: …` to `FAIL! -- 3 Passed | 2 Failed | 0 Pending | 1 Skipped`. */
export class GinkgoSuite {
  #description: string | null = null;
  readonly #entries: Entry[] = [];
  #listed = 0;
  #inList = false;
  readonly #blocks = new GinkgoBlocks();
  #ran: number | null = null;
  #counts: Counts | null = null;
  #flaked = 0;
  #failed = false;
  #special: string | null = null;
  #path: string | null = null;
  isClosed = false;

  get isPresent(): boolean {
    return this.#description !== null || this.#ran !== null || this.#listed > 0 || this.#path !== null;
  }

  get hasRun(): boolean {
    return this.#ran !== null;
  }

  get wantsMore(): boolean {
    return this.#inList || this.#blocks.wantsMore;
  }

  begin(title: string): void {
    // Version 2 adds the folder.
    const at = title.lastIndexOf(' - /');
    this.#description = at < 0 ? title : title.slice(0, at);
  }

  startList(count: number): void {
    this.#entries.length = 0;
    this.#listed = count;
    this.#inList = true;
    this.#blocks.close();
  }

  ran(count: number): void {
    this.#inList = false;
    this.#blocks.close();
    this.#ran = count;
  }

  /** Why the suite failed besides its specs. */
  special(reason: string): void {
    this.#special = reason.replace(/^FAIL! - /, '');
  }

  couldNotBuild(path: string): void {
    this.#path = path;
    this.isClosed = true;
    this.#blocks.open(0);
  }

  startBlock(line: string): boolean {
    if (!this.#blocks.start(line)) return false;
    this.#inList = false;
    return true;
  }

  add(line: string): void {
    if (this.#inList) this.#inListLine(line);
    else this.#blocks.add(line);
  }

  #inListLine(line: string): void {
    const match = entry.exec(line);
    const last = this.#entries.at(-1);
    if (match?.[2] !== undefined) {
      const isError = match[1] !== 'Fail' && match[1] !== 'FAIL';
      if (this.#entries.length < maxEntries)
        this.#entries.push({ text: match[2].trim(), isError, file: null, line: null });
    } else if (last !== undefined && last.file === null) {
      Object.assign(last, placeOf(line));
    }
  }

  /** `97 Passed | 0 Failed | 1 Flaked | 3 Pending | 106 Skipped`. */
  close(failed: boolean, numbers: string): void {
    const of = (name: string): number => numberBefore(numbers, name);
    this.#failed = failed;
    this.#flaked = of('Flaked');
    const skipped = of('Pending') + of('Skipped');
    this.#counts = { ran: of('Passed') + of('Failed'), failed: of('Failed'), errors: 0, skipped };
    this.isClosed = true;
  }

  result(): RunnerRun {
    if (this.#path !== null) return { failures: [this.#broken(this.#path)], counts: null, warnings: [] };
    const all = this.#all();
    // A suite that passed lists only what was flaky.
    const isFlaky = (this.isClosed && !this.#failed) || this.#isFlaky(all.length);
    const failures = isFlaky ? [] : all;
    return { failures, flaky: isFlaky ? all : [], counts: this.#counts, warnings: this.#warnings(failures.length) };
  }

  /** Where the list at the end never came, or not all of it: what each failing spec printed when it ended. */
  #all(): readonly Failure[] {
    const blockOf = this.#blocks.finder();
    const listed = this.#entries.map((each) => this.#failure(each, blockOf(each)));
    if (this.isClosed) return listed;
    const ids = new Set(listed.map(({ id }) => id));
    const unlisted = this.#blocks.named().filter(({ entry: { text } }) => !ids.has(text));
    return [...listed, ...unlisted.map(({ entry: each, block }) => this.#failure(each, block))];
  }

  /** Version 1 lists a flaky spec like any other; it failed less often than it was tried, which it does not say. */
  #isFlaky(listed: number): boolean {
    return this.#flaked > 0 && (this.#counts?.failed ?? listed) === 0;
  }

  #warnings(failures: number): readonly string[] {
    const warnings: string[] = [];
    const of = this.#entries.filter(({ text }) => suiteNode.test(text)).length;
    if (this.#counts !== null && this.#failed && this.#counts.failed > failures) {
      warnings.push(`ginkgo counts ${this.#counts.failed} failures, but names ${failures}`);
    } else if (this.#counts !== null && this.#flaked > 0 && this.#counts.failed + of < failures) {
      warnings.push(`${this.#flaked} of the specs that ginkgo lists passed when they were tried again`);
    }
    if (this.#special !== null) warnings.push(`ginkgo says that the suite failed for more: ${this.#special}`);
    return warnings;
  }

  #failure({ text, isError, file, line }: Entry, block: Block | undefined): Failure {
    const isSuite = suiteNode.test(text);
    return makeFailure({
      id: text,
      runner: 'ginkgo',
      rerunId: isSuite ? null : this.#focus(text),
      message: block === undefined ? null : messageOf(block.lines),
      file,
      line,
      excerpt: block?.excerpt.lines() ?? [],
      outcome: isError || isSuite ? 'error' : 'failed',
      durationMs: block?.durationMs ?? null,
      ...(isSuite ? { unit: 'suite' as const } : {}),
    });
  }

  /**
   * A regular expression for `--focus`, which is matched against the texts of the suite, all containers and the spec;
   * version 1 has a container around everything.
   */
  #focus(text: string): string {
    const bare = text
      .replace(/^TOP-LEVEL \[[^\]]{1,40}\] /, '')
      .replace(node, '')
      .trim();
    // Labels stand behind the text in brackets like any that belong to it.
    const labelled = /^(.*\S) \[[^[\]]{1,300}\]$/.exec(bare);
    const texts =
      labelled?.[1] === undefined
        ? quoted(bare)
        : `${quoted(labelled[1])}( ${quoted(bare.slice(labelled[1].length + 1))})?`;
    return this.#description === null ? ` ${texts}$` : `^${quoted(this.#description)} (\\[Top Level\\] )?${texts}$`;
  }

  #broken(path: string): Failure {
    const block = this.#blocks.first;
    const told = block?.lines.find((each) => /\.go:\d/.test(each));
    const found = told === undefined ? null : /^\s*(\S{1,500}\.go):(\d{1,7}):(?:\d{1,7}:)? ?(.*)$/.exec(told);
    return makeFailure({
      id: path,
      runner: 'ginkgo',
      rerunId: null,
      outcome: 'error',
      unit: 'package',
      message: found?.[3] ?? block?.lines[0] ?? null,
      file: found?.[1] ?? null,
      line: found === null ? null : Number(found[2]),
      excerpt: block?.excerpt.lines() ?? [],
    });
  }
}

/** The line behind the texts and places: `Expected`, with what was expected. */
function messageOf(lines: readonly string[]): string | null {
  const timeline = lines.findIndex((line) => /^\s*\[(?:FAILED|PANICKED|PANICKED!)\] /.test(line));
  const told = timeline > 0 ? lines[timeline]?.trim().replace(/^\[[A-Z!]+\] /, '') : undefined;
  const blank = lines.findIndex((line, at) => at > 0 && line.trim() === '');
  const rest = lines.slice(blank + 1).map((line) => line.trim());
  if (told === undefined && blank < 0) return null;
  const [first, second, third, fourth] =
    told === undefined ? rest : [told, ...lines.slice(timeline + 1).map((line) => line.trim())];
  if (first !== 'Expected') return first || null;
  return [first, second, third, fourth].filter(Boolean).join(' ');
}

function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
