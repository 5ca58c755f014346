import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import { readFrame } from './js-frame.ts';

/** Stands before and behind the list of failures. */
export const rule = '─';
const maxItems = 10_000;
const maxLines = 60;
const maxSection = 5000;
const maxLine = 2000;
const mark = /^ {2}[✘✖] /;
/** Before the title of a test that had not ended when the time was up. */
const pending = '  ◌ ';
const kind = /^\[(?:fail|unexpected pass)\]: /;
const total =
  /^ {2}(\d{1,9}) (tests? passed|tests? failed|hooks? failed|known failures?|tests? skipped|tests? todo|(?:unhandled rejection|uncaught exception)s?|tests? remained pending after a timeout)(?: \[.*\])?$/;
/** What follows the title where AVA says in the same line why. */
const reasons = [
  'Error thrown in test',
  'Rejected promise returned by test',
  'Test was expected to fail, but succeeded, you should stop marking the test as failing',
  ...['Test finished without running any assertions', 'Test failed via `t.fail()`', 'Test timeout exceeded'],
  ...['Assertion failed', 'Test finished, but', 'Test assertions must be', 'Promise returned by test never resolved'],
  ...[
    'Observable returned by test never completed',
    '`t.timeout()`',
    'Did not match snapshot',
    'Planned for',
    'Assertion passed, but',
  ],
];
/** What else stands behind the mark, and is no test. */
const remark = /^(?:Timed out while running tests|\d{1,9} tests? remaining in )/;
const hooks = ['before', 'beforeEach', 'after', 'afterEach'].flatMap((each) => [`${each} hook`, `${each}.always hook`]);
/** A file that broke as a whole. */
const breakages = [
  /^ {2}[✘✖] (.{1,400}?) exited (due to .*|with a non-zero exit code: .*)$/,
  /^ {2}[✘✖] (No tests found) in (.{1,400}?)(?:, make sure to import "ava" at the top of your test file)?$/,
  /^ {2}[✘✖] (Internal error) when running (.{1,400})$/,
  /^ {2}[✘✖] (Exiting due to process\.exit\(\)) when running (.{1,400})$/,
  /^ {2}(Uncaught exception|Unhandled rejection) in (.{1,400})$/,
];

interface Section {
  readonly title: string;
  readonly excerpt: Excerpt;
  message: string | null;
  file: string | null;
  line: number | null;
  lines: number;
}

/** What one run of AVA prints: a line for each test, the list of what failed between two rules, the totals. */
export class AvaRun {
  /** What follows the mark in the lines of tests that failed. */
  readonly #live: string[] = [];
  readonly #sections: Section[] = [];
  readonly #broken = new Map<string, Failure>();
  readonly #totals = new Map<string, number>();
  #passed = 0;
  #rules = 0;
  #blanks = 0;
  #titled = true;
  #marked = false;
  /** A test was told to have failed. */
  #isTold = false;
  /** Titles of tests that had not ended when the time was up. */
  readonly #pending: string[] = [];

  /** Some line of it can only be AVA's: a run that is killed has only the lines of its tests. */
  get isThere(): boolean {
    return (this.#marked && (this.#rules > 0 || this.#isTold)) || (this.#rules > 0 && this.#totals.size > 0);
  }

  get isComplete(): boolean {
    return this.#totals.size > 0;
  }

  /** True if the next line is needed. */
  line(text: string): boolean {
    if (text.trim() === rule && text.startsWith(`  ${rule}`)) return this.#ruled();
    if (this.#rules === 1 && this.#live.length > 0) return this.#inList(text);
    if (this.#rules > 0 && this.#total(text)) return true;
    return this.#outside(text.slice(0, maxLine)) || (this.#rules > 0 && this.#totals.size === 0 && text.trim() === '');
  }

  #ruled(): boolean {
    this.#rules += 1;
    this.#titled = false;
    this.#blanks = 3;
    return true;
  }

  #outside(text: string): boolean {
    for (const pattern of breakages) {
      const told = pattern.exec(text);
      if (told?.[1] === undefined || told[2] === undefined) continue;
      const exits = pattern === breakages[0];
      this.#breaks(exits ? told[1] : told[2], exits ? `exited ${told[2]}` : told[1]);
      return false;
    }
    if (text.startsWith('  ✔ ')) this.#passed += 1;
    if (text.startsWith(pending) && this.#pending.length < maxItems) this.#pending.push(text.slice(pending.length));
    if (!mark.test(text) || this.#live.length >= maxItems) return false;
    const told = text.slice(4);
    if (remark.test(told)) return false;
    const of = kind.exec(told);
    this.#marked ||= of !== null;
    this.#isTold ||= of !== null;
    this.#live.push(told.slice(of?.[0].length ?? 0));
    return false;
  }

  #breaks(file: string, message: string): void {
    this.#marked = true;
    if (this.#broken.has(file) || this.#broken.size >= maxItems) return;
    const known = { id: file, runner: 'ava', rerunId: null, file, message: message.replace(/:$/, '') };
    this.#broken.set(file, makeFailure({ ...known, outcome: 'error', unit: 'module' }));
  }

  #total(text: string): boolean {
    const told = total.exec(text.slice(0, 200).trimEnd());
    if (told?.[2] === undefined) return false;
    this.#totals.set(told[2].replace(/^tests?|s\b/g, '').trim(), Number(told[1]));
    return true;
  }

  /** A title stands behind the rule or three empty lines. */
  #inList(text: string): boolean {
    if (text.trim() === '') {
      this.#blanks += 1;
      this.#sections.at(-1)?.excerpt.add('');
      return true;
    }
    const title = text.slice(2, maxLine).trimEnd();
    const isTitle = this.#blanks >= 3 && text.startsWith('  ') && this.#isLive(title);
    this.#blanks = 0;
    if (isTitle && this.#sections.length < maxItems) {
      this.#sections.push({ title, excerpt: new Excerpt(), message: null, file: null, line: null, lines: 0 });
      this.#titled = true;
      return true;
    }
    const section = this.#sections.at(-1);
    if (section === undefined || !this.#titled) return false;
    section.lines += 1;
    if (section.lines <= maxLines) this.#detail(section, text);
    return section.lines < maxSection;
  }

  #isLive(title: string): boolean {
    return this.#live.some((live) => live === title || live.startsWith(`${title} `));
  }

  #detail(section: Section, text: string): void {
    section.excerpt.add(text.startsWith('  ') ? text.slice(2) : text);
    const found = section.file === null ? readFrame(text) : null;
    if (found !== null) {
      section.file = found.file;
      section.line = found.line;
    } else if (!/^ {2} *\d+:/.test(text) && !/^(?:Difference|Error thrown|Rejected promise)\b/.test(text.trim())) {
      section.message ??= text.trim();
    }
  }

  result(): RunnerRun {
    const late = this.#pending.map((title) => {
      const message = 'it had not ended when the time was up';
      return makeFailure({ id: title, runner: 'ava', rerunId: bareTitle(title, null), message, outcome: 'error' });
    });
    const failures = [...this.#tests(), ...late, ...this.#broken.values()];
    const counts = this.#counts();
    const told = counts?.failed ?? 0;
    const listed = failures.length - this.#broken.size - late.length;
    const warnings = counts === null || told === listed ? [] : [`AVA counts ${told} failures, but names ${listed}`];
    const unended = this.#totals.get('remained pending after a timeout') ?? 0;
    if (unended > late.length) {
      warnings.push(`${unended} ${unended === 1 ? 'test' : 'tests'} did not finish before the timeout`);
    }
    return { failures, counts, warnings };
  }

  #tests(): readonly Failure[] {
    if (this.isComplete && this.#failed === 0) return [];
    const titles = this.#sections.map(({ title }) => title);
    const listed = this.#sections.map((section) => {
      const live = this.#live.find((each) => each === section.title || each.startsWith(`${section.title} `));
      return describe(section, live?.slice(section.title.length).trim() ?? '');
    });
    const isListed = (live: string): boolean => titles.some((title) => live === title || live.startsWith(`${title} `));
    if (this.isComplete && listed.length >= this.#failed) return listed;
    const others = this.#live.filter((live) => !isListed(live)).map(withoutReason);
    return [...listed, ...others.map((id) => makeFailure({ id, runner: 'ava' }))];
  }

  get #failed(): number {
    return (this.#totals.get('failed') ?? 0) + (this.#totals.get('hook failed') ?? 0);
  }

  #counts(): Counts | null {
    if (!this.isComplete) return null;
    const passed = this.#totals.get('passed') ?? this.#passed;
    const known = this.#totals.has('passed') ? (this.#totals.get('known failure') ?? 0) : 0;
    return {
      ran: passed + known + this.#failed + this.#pending.length,
      failed: this.#failed,
      errors: this.#pending.length,
      skipped: this.#totals.get('skipped') ?? 0,
    };
  }
}

function describe({ title, excerpt, message, file, line }: Section, reason: string): Failure {
  const hook = hooks.some((each) => title.includes(each));
  return makeFailure({
    id: title,
    runner: 'ava',
    rerunId: hook ? null : bareTitle(title, file),
    message: message ?? (reason === '' ? null : reason),
    file,
    line,
    excerpt: excerpt.lines(),
    ...(hook ? { outcome: 'error', unit: 'suite' } : {}),
  });
}

/** With several files a title has their folders and names before it, without what all test files have in theirs. */
function bareTitle(title: string, file: string | null): string {
  const parts = title.split(' › ');
  const base = (file ?? '').split('/').at(-1) ?? '';
  const name = base
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/\.(?:spec|test)$/, '')
    .replace(/^test-/, '');
  const at = parts.indexOf(name);
  if (at >= 0 && at < parts.length - 1) return parts.slice(at + 1).join(' › ');
  return parts.length === 1 ? title : `*${parts.at(-1)}`;
}

function withoutReason(live: string): string {
  const found = reasons.map((reason) => live.indexOf(` ${reason}`)).filter((at) => at > 0);
  return found.length === 0 ? live : live.slice(0, Math.min(...found));
}
