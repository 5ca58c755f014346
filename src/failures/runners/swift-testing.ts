import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { Line, Trigger } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';

/** Event.Symbol.swift: heavy ballot x, an SF Symbol of macOS, and Windows' multiplication sign, each with the blanks that follow. */
const failMarks = ['✘ ', '\u{100884}  ', '× '];
/** With known issues or without. */
const passMarks = ['✔ ', '\u{10105B}  ', '√ ', '━ ', '\u{100882}  ', '- '];
const skipMarks = ['➜ ', '\u{10065F}  '];
const otherMarks = [...passMarks, ...skipMarks];
const triggers: readonly Trigger[] = [
  ...failMarks.flatMap((mark) => [{ start: `${mark}Test ` }, { start: `${mark}Suite ` }]),
  ...passMarks.map((mark) => ({ start: `${mark}Test run with ` })),
  ...skipMarks.map((mark) => ({ start: `${mark}Test ` })),
];

/** Swift Testing, swift-testing 0.x to 6.x. Source: swift-testing, Event.HumanReadableOutputRecorder.swift. */
export const swiftTesting = perStream('swift', { triggers, part: (tally) => new SwiftStream(tally) });

const maxTests = 10_000;
const maxLines = 60;
const verdict = /^ failed after ([\d.]{1,20}) seconds? with (\d{1,9}) (?:issues?|errors?)/;
const closing = /^Test run with (\d{1,9}) tests?(?: in \d{1,9} suites?)? (?:passed|failed) after /;
const skipped = / skipped(?:\.$|: ")/;
const place = / at (\S{1,500}\.swift):(\d{1,7}):\d{1,7}: ?(.{0,2000})$/;

interface Issue {
  file: string | null;
  line: number | null;
  message: string;
  readonly excerpt: string[];
}

class SwiftStream implements StreamPart {
  readonly #tally: Tally;
  #failed = new Map<string, Failure>();
  readonly #issues = new Map<string, Issue>();
  #suites = new Map<string, Issue>();
  /** An issue whose place is still to come: the arguments of its test have line ends in them. */
  #open: Issue | null = null;
  #lines = 0;
  #skipped = 0;
  #there = false;
  #complete = true;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: Line): boolean {
    this.#lines += 1;
    const mark = [...failMarks, ...otherMarks].find((each) => text.startsWith(each));
    if (mark !== undefined)
      this.#marked(text.slice(mark.length, mark.length + 8000), { isFail: failMarks.includes(mark), whole });
    else if (this.#open !== null) this.#goOn(text);
    return this.#open !== null && this.#lines < maxLines;
  }

  #marked(text: string, { isFail, whole }: { readonly isFail: boolean; readonly whole: boolean }): void {
    this.#open = null;
    const run = closing.exec(text);
    if (run !== null) {
      if (whole) this.#close(Number(run[1]));
    } else if (skipped.test(text)) this.#skipped += 1;
    else if (isFail && text.startsWith('Test ')) this.#test(text.slice('Test '.length), whole);
    else if (isFail && text.startsWith('Suite ')) this.#suite(text.slice('Suite '.length));
  }

  #test(text: string, whole: boolean): void {
    const name = nameOf(text);
    if (name === null || name.raw === 'run' || name.raw === 'case') return;
    const rest = text.slice(name.raw.length).replace(/^ with \d{1,9} test cases?/, '');
    const end = verdict.exec(rest);
    if (end !== null && whole) this.#fail(name.id, Number(end[1]));
    else if (rest.startsWith(' recorded an issue')) this.#issue(this.#issues, name.id, rest);
  }

  #suite(text: string): void {
    const name = nameOf(text);
    const rest = name === null ? '' : text.slice(name.raw.length);
    if (name !== null && rest.startsWith(' recorded an issue')) this.#issue(this.#suites, name.id, rest);
  }

  #issue(issues: Map<string, Issue>, id: string, text: string): void {
    if (issues.has(id) || issues.size >= maxTests) return;
    const issue = { file: null, line: null, message: text.trim(), excerpt: [text.trim()] };
    issues.set(id, issue);
    this.#open = issue;
    this.#lines = 0;
    this.#locate(text);
  }

  #goOn(text: string): void {
    if (this.#open !== null && this.#open.excerpt.length < 40) this.#open.excerpt.push(text.slice(0, 400));
    this.#locate(text);
  }

  #locate(text: string): void {
    const match = place.exec(text.slice(-3000));
    if (match === null || this.#open === null) return;
    this.#open.file = match[1] ?? null;
    this.#open.line = Number(match[2]);
    this.#open.message = match[3] ?? '';
    this.#open = null;
  }

  #fail(id: string, seconds: number): void {
    if (this.#failed.has(id) || this.#failed.size >= maxTests) return;
    this.#failed.set(id, failureOf(id, this.#issues.get(id), { durationMs: Math.round(seconds * 1000) }));
    this.#issues.delete(id);
  }

  #close(tests: number): void {
    this.#complete = true;
    this.#finish({
      ran: Math.max(0, tests - this.#skipped),
      failed: this.#failed.size,
      errors: 0,
      skipped: this.#skipped,
    });
  }

  #finish(counts: Counts | null): void {
    this.#there = true;
    const suites = [...this.#suites].map(([id, issue]) => failureOf(id, issue, { isSuite: true }));
    this.#tally.add({ failures: [...this.#failed.values(), ...suites], counts, warnings: [] });
    this.#failed = new Map();
    this.#suites = new Map();
    this.#issues.clear();
    this.#skipped = 0;
  }

  end(): boolean | null {
    if (this.#failed.size > 0 || this.#suites.size > 0) {
      this.#complete = false;
      this.#finish(null);
    }
    return this.#there ? this.#complete : null;
  }
}

/** `name(arg:)`, or a title in quotes: with them, and without. */
function nameOf(text: string): { readonly raw: string; readonly id: string } | null {
  if (!text.startsWith('"')) {
    const raw = /^[^\s(]{1,500}(?:\([^()]{0,500}\))?/u.exec(text)?.[0];
    return raw === undefined ? null : { raw, id: raw };
  }
  const ends = [' recorded a', ' failed after ', ' with ']
    .map((each) => text.indexOf(`"${each}`, 1))
    .filter((at) => at > 0);
  if (ends.length === 0) return null;
  const end = Math.min(...ends);
  return { raw: text.slice(0, end + 1), id: text.slice(1, end) };
}

function failureOf(
  id: string,
  issue: Issue | undefined,
  { durationMs = null, isSuite = false }: { readonly durationMs?: number | null; readonly isSuite?: boolean },
): Failure {
  const isFunction = /^[\p{L}\p{N}_]+\([\p{L}\p{N}_: ]*\)$/u.test(id);
  return makeFailure({
    id,
    runner: 'swift',
    // A title selects nothing.
    rerunId: isFunction && !isSuite ? id : null,
    message: issue?.message ?? null,
    file: issue?.file ?? null,
    line: issue?.line ?? null,
    excerpt: issue?.excerpt ?? [],
    durationMs,
    ...(isSuite ? { unit: 'suite' as const, outcome: 'error' as const } : {}),
  });
}
