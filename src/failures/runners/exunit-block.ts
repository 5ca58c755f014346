import { Excerpt } from '../excerpt.ts';

const numbered = /^ {0,2}(\d{1,6})\) (.+)$/;
const invalid = /^(\S.{0,400}): failure on setup_all callback, (?:all )?tests (?:have been )?invalidated$/;
const test = /^[a-z_]{1,40} .+ \(\S{1,400}\)$/;
const location = /^ {5}(\S.{0,400}\.exs?):(\d{1,9})$/;
const frame = /^ {7}(\S[^:()]{0,400}\.exs?):(\d{1,9}): /;
const maxTitle = 2000;
const enough = 60;

/** A place in the project. */
export interface ExunitPlace {
  readonly file: string;
  readonly line: number;
}

/**
 * One failure as ExUnit.Formatter has it: `  1) test adds (CalcTest)`, where the test stands on the next line, or
 * `  0) CalcTest: failure on setup_all callback, all tests have been invalidated` without that.
 */
export class ExunitBlock {
  readonly number: number;
  /** `test adds (CalcTest)`; of a callback the module. */
  readonly title: string;
  readonly isCallback: boolean;
  readonly durationMs: number | null;
  message: string | null = null;
  /** Where the test stands. */
  location: ExunitPlace | null = null;
  /** The first place of the trace that is in the project. */
  frame: ExunitPlace | null = null;
  readonly #excerpt = new Excerpt();
  #size = 0;

  private constructor(known: { number: number; title: string; isCallback: boolean }, durationMs: number | null) {
    this.number = known.number;
    this.title = known.title;
    this.isCallback = known.isCallback;
    this.durationMs = durationMs;
  }

  static from(text: string, durationOf: (title: string) => number | null): ExunitBlock | null {
    const match = numbered.exec(text.slice(0, maxTitle));
    if (match?.[2] === undefined) return null;
    const module = invalid.exec(match[2])?.[1];
    if (module === undefined && !test.test(match[2])) return null;
    const known = { number: Number(match[1]), title: module ?? match[2], isCallback: module !== undefined };
    const block = new ExunitBlock(known, durationOf(match[2]));
    block.#excerpt.add(text);
    return block;
  }

  get isEnough(): boolean {
    return this.#size > enough;
  }

  get excerpt(): readonly string[] {
    return this.#excerpt.lines();
  }

  /** False if the line cannot stand there: a test has printed the header. */
  add(text: string): boolean {
    this.#size += 1;
    this.#excerpt.add(text);
    const line = text.slice(0, maxTitle);
    if (!this.isCallback && this.location === null) {
      const match = location.exec(line);
      this.location = match?.[1] === undefined ? null : { file: match[1], line: Number(match[2]) };
      return this.location !== null || line.startsWith('     Parameters: ');
    }
    if (this.message === null && line.trim() !== '') this.message = line.trim();
    const match = this.frame === null ? frame.exec(line) : null;
    if (match?.[1] !== undefined) this.frame = { file: match[1], line: Number(match[2]) };
    return true;
  }
}
