import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import { numberBefore } from '../number-before.ts';
import type { RunnerRun } from '../tally.ts';
import { type GinkgoEntry as Entry, readSpec } from './ginkgo-spec.ts';

const entry = /^ {0,2}\[(Fail|FAIL|Panic!|PANICKED!|Timeout\.\.\.|TIMEDOUT|INTERRUPTED|ABORTED)\] (.{1,3000})$/;
const place = /^\s*(\S.{0,1000}):(\d{1,7})$/;
/** What ginkgo writes before, or in version 2 behind, the part of a spec that broke. */
const node =
  / ?\[(It|Measurement|BeforeEach|JustBeforeEach|AfterEach|JustAfterEach|BeforeAll|AfterAll|DeferCleanup(?: \([A-Za-z]+\))?)\]/g;
const suiteNode =
  /^(?:TOP-LEVEL )?\[?(?:Synchronized)?(?:BeforeSuite|AfterSuite|ReportAfterSuite|ReportBeforeSuite|DeferCleanup \(Suite\))\]?/;
const blockHeader =
  /^(?:(?:•!? ?|\[[A-Za-z ()]+\] |•\.\.\. )(?:Failure|Panic|Timeout|\[(?:FAILED|PANICKED|PANICKED!|TIMEDOUT|INTERRUPTED|ABORTED)\])|(?:Failure|Panic)).{0,200}\[(\d{1,9}\.\d{3}) seconds\]$/;
const maxEntries = 10_000;
const maxLines = 60;

/** What a failing spec printed when it ended; its text and place come in the list at the end again. */
interface Block {
  readonly durationMs: number;
  readonly excerpt: Excerpt;
  readonly lines: string[];
}

/** One suite: `Running Suite: …` to `FAIL! -- 3 Passed | 2 Failed | 0 Pending | 1 Skipped`. */
export class GinkgoSuite {
  #description: string | null = null;
  readonly #entries: Entry[] = [];
  #listed = 0;
  #inList = false;
  readonly #blocks: Block[] = [];
  #block: Block | null = null;
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
    return this.#inList || (this.#block !== null && this.#block.lines.length < maxLines);
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
    this.#block = null;
  }

  ran(count: number): void {
    this.#inList = false;
    this.#block = null;
    this.#ran = count;
  }

  /** Why the suite failed besides its specs. */
  special(reason: string): void {
    this.#special = reason.replace(/^FAIL! - /, '');
  }

  couldNotBuild(path: string): void {
    this.#path = path;
    this.isClosed = true;
    this.#block = { durationMs: 0, excerpt: new Excerpt(), lines: [] };
    this.#blocks.push(this.#block);
  }

  /** Version 1: `• Failure in Spec Setup (BeforeEach) [0.001 seconds]`; version 2: `• [FAILED] [0.001 seconds]`. */
  startBlock(line: string): boolean {
    const seconds = blockHeader.exec(line)?.[1];
    if (seconds === undefined || this.#blocks.length >= maxEntries) return false;
    this.#inList = false;
    this.#block = { durationMs: Math.round(Number(seconds) * 1000), excerpt: new Excerpt(), lines: [] };
    this.#blocks.push(this.#block);
    this.add(line);
    return true;
  }

  add(line: string): void {
    if (this.#inList) this.#inListLine(line);
    else if (this.#block !== null && /^-{30}$/.test(line.trim()) && this.#block.lines.length > 1) this.#block = null;
    else if (this.#block !== null && this.#block.lines.length < maxLines) {
      this.#block.excerpt.add(line);
      this.#block.lines.push(line);
    }
  }

  #inListLine(line: string): void {
    const match = entry.exec(line);
    const last = this.#entries.at(-1);
    if (match?.[2] !== undefined) {
      const isError = match[1] !== 'Fail' && match[1] !== 'FAIL';
      if (this.#entries.length < maxEntries)
        this.#entries.push({ text: match[2].trim(), isError, file: null, line: null });
    } else if (last !== undefined && last.file === null) {
      const found = place.exec(line);
      last.file = found?.[1] ?? null;
      last.line = found === null ? null : Number(found[2]);
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
    // A suite that passed lists only what was flaky.
    const passed = this.isClosed && !this.#failed;
    const listed = this.#entries.map((each) => this.#failure(each));
    const all = this.isClosed ? listed : [...listed, ...this.#unlisted(new Set(listed.map(({ id }) => id)))];
    const flaky = passed ? all : this.#flakes(all);
    const failures = all.filter((each) => !flaky.includes(each));
    return { failures, flaky, counts: this.#counts, warnings: this.#warnings(failures.length) };
  }

  /** Where the list at the end never came: what each failing spec printed when it ended. */
  #unlisted(listed: ReadonlySet<string>): readonly Failure[] {
    const entries = this.#blocks.flatMap(({ lines }) => readSpec(lines) ?? []).filter(({ text }) => !listed.has(text));
    return entries.map((each) => this.#failure(each));
  }

  /** Version 1 lists a flaky spec like any other; it failed less often than it was tried, which it does not say. */
  #flakes(all: readonly Failure[]): readonly Failure[] {
    const failed = this.#counts?.failed ?? all.length;
    return this.#flaked > 0 && failed === 0 ? all : [];
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

  #failure({ text, isError, file, line }: Entry): Failure {
    const block = this.#blocks.find(({ lines }) => lines.some((each) => isAbout(each, text, file, line)));
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
    const block = this.#blocks[0];
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

/** A block is about a spec if it names its place, or all of its text. */
function isAbout(line: string, text: string, file: string | null, number: number | null): boolean {
  return line.trim() === text || (file !== null && line.includes(`${file}:${number}`));
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
