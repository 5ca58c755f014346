import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

/** `  1) Failure:`; without its number where a failure is printed at once, or by minitest-reporters. */
const label = /^(?: {0,6}(\d{1,6})\) )?(Failure|Error|Skipped|UnexpectedWarning):$/;
const maxLine = 2000;
/** So many lines of a failure are read. */
const enough = 60;

export interface MinitestLabel {
  readonly number: number | null;
  readonly kind: 'failed' | 'error' | 'skipped';
}

/** Reads the line above a test's name. */
export function readLabel(text: string): MinitestLabel | null {
  const match = text.length > 40 ? null : label.exec(text.trimEnd());
  if (match === null) return null;
  const kind = match[2] === 'Failure' ? 'failed' : match[2] === 'Skipped' ? 'skipped' : 'error';
  return { number: match[1] === undefined ? null : Number(match[1]), kind };
}

interface Place {
  readonly file: string;
  readonly line: number;
}

const place = /^(.{1,400}):(\d{1,9})$/;
/** `test_add(TestCalc)` of minitest 4. */
const old = /^(test.{0,400})\(([A-Z][\w:]{0,200})\)$/;

/**
 * Reads `Class#test [file:line]:` (failure) or `Class#test:` (error), as minitest's Result#location has it; the name of
 * either may hold anything. minitest-reporters leaves out the colon behind a place.
 */
export function readName(text: string, kind: MinitestLabel['kind']): { id: string; at: Place | null } | null {
  const line = text.slice(0, maxLine).trimEnd();
  const name = line.endsWith(':') ? line.slice(0, -1) : line;
  const bracket = kind !== 'error' && name.endsWith(']') ? name.lastIndexOf(' [') : -1;
  const match = bracket < 0 ? null : place.exec(name.slice(bracket + 2, -1));
  if (match === null && name === line) return null;
  const bare = match === null ? name : name.slice(0, bracket);
  const before = old.exec(bare);
  const id = before === null ? bare : `${before[2]}#${before[1]}`;
  // The name of a class may be anything, since it may come from a `describe`; that of a method begins with `test`.
  if (id.startsWith(' ') || id.indexOf('#test') <= 0) return null;
  return { id, at: match?.[1] === undefined ? null : { file: match[1], line: Number(match[2]) } };
}

const frame = /^ {4}([^\s:][^:]{0,400}):(\d{1,9})(?::in |$)/;
const foreign = /(?:^|\/)(?:gems|ruby|rubies|vendor)\//;

/** What is printed of one test that did not pass. */
export class MinitestBlock {
  readonly id: string;
  readonly label: MinitestLabel;
  readonly #excerpt = new Excerpt();
  #size = 0;
  #message: string | null = null;
  #at: Place | null;
  #wantsActual = false;

  constructor(label: MinitestLabel, { id, at }: { id: string; at: Place | null }, lines: readonly string[]) {
    this.id = id;
    this.label = label;
    this.#at = at;
    for (const line of lines) this.#excerpt.add(line);
  }

  get isEnough(): boolean {
    return this.#size > enough;
  }

  add(text: string): void {
    this.#size += 1;
    this.#excerpt.add(text);
    const line = text.trim().slice(0, maxLine);
    if (this.#message === null) {
      this.#message = line === '' ? null : line;
      this.#wantsActual = line.startsWith('Expected: ');
    } else if (this.#wantsActual) {
      if (line.startsWith('Actual: ')) this.#message += `, ${line}`;
      this.#wantsActual = false;
    }
    if (this.#at !== null) return;
    const match = frame.exec(text.slice(0, 500));
    if (match?.[1] !== undefined && !foreign.test(match[1])) this.#at = { file: match[1], line: Number(match[2]) };
  }

  /** `durationMs` is what the verbose form says of it. */
  failure(durationMs: number | null): Failure {
    return makeFailure({
      id: this.id,
      runner: 'minitest',
      outcome: this.label.kind === 'error' ? 'error' : 'failed',
      message: this.#message,
      file: this.#at?.file ?? null,
      line: this.#at?.line ?? null,
      excerpt: this.#excerpt.lines(),
      durationMs,
    });
  }
}
