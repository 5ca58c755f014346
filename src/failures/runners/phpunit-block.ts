import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import { readName } from './phpunit-name.ts';

const place = /^(\/.{1,400}|[A-Za-z]:\\.{1,400}|[\w./-]{1,400}\.php):(\d{1,9})$/;
/** The frame of a block in the testdox form. */
const frame = /^ {3}[│┐├┊╵┴] ?/;
/** Coloured `  1 ms`, else `[1.23 ms]`. */
const runtime = / (?:\[(\d{1,9}\.\d{1,3}) ms\]| (\d{1,9}) ms)$/;
const provider = /^The data provider specified for (\S{1,1000}::\S{1,1000}) is invalid\.?$/;
const maxLine = 2000;
const enough = 60;

/** One numbered entry of a list, or one `✘` of the testdox form. */
export class PhpunitBlock {
  readonly title: string;
  readonly outcome: 'failed' | 'error';
  readonly #excerpt = new Excerpt();
  #size = 0;
  #message: string | null = null;
  #at: { readonly file: string; readonly line: number } | null = null;

  constructor(title: string, outcome: 'failed' | 'error', text: string) {
    this.title = title;
    this.outcome = outcome;
    this.#excerpt.add(text);
  }

  /** A forged `✘` has no frame under it. */
  get isFramed(): boolean {
    return this.#size > 0;
  }

  get isEnough(): boolean {
    return this.#size > enough;
  }

  add(text: string): void {
    this.#size += 1;
    this.#excerpt.add(text);
    const line = text.slice(0, maxLine).replace(frame, '').trim();
    if (line === '') return;
    // Where a trace is shortened, the last place is in the test.
    const match = place.exec(line);
    if (match?.[1] !== undefined) this.#at = { file: match[1], line: Number(match[2]) };
    else this.#message ??= line;
  }

  get message(): string | null {
    return this.#message;
  }

  failure(): Failure {
    const { id, attempt, kind } = readName(this.title);
    // Up to PHPUnit 9 a test without data is called `Error`, and no filter finds it.
    const without = this.title === 'Error' ? provider.exec(this.#message ?? '')?.[1] : undefined;
    if (without !== undefined) return makeFailure({ ...this.#known(without), rerunId: null });
    return makeFailure({
      ...this.#known(id),
      attempt,
      ...(kind === 'class' ? { unit: 'class' } : {}),
      ...(kind === 'phpt' && this.#at === null ? { file: id } : {}),
    });
  }

  /** In the testdox form a sentence stands for the test, from which its name cannot be told. */
  sentence(): Failure {
    const match = runtime.exec(this.title);
    const id = match === null ? this.title : this.title.slice(0, match.index);
    const durationMs = match === null ? null : Number(match[1] ?? match[2]);
    return makeFailure({ ...this.#known(id), rerunId: null, durationMs });
  }

  #known(id: string): Pick<Failure, 'id' | 'runner'> & Partial<Failure> {
    return {
      id,
      runner: 'phpunit',
      outcome: this.outcome,
      message: this.#message,
      file: this.#at?.file ?? null,
      line: this.#at?.line ?? null,
      excerpt: this.#excerpt.lines(),
    };
  }
}
