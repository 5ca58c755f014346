import { Excerpt } from '../excerpt.ts';

const place = /^(.{1,1000}?)(?::(\d{1,9})|\((\d{1,9})\)): (?:Failure|error: (.*))$/;
const maxExcerpt = 60;
const maxMessageLines = 6;
const maxMessage = 500;

/** What was printed of a test between its first line and its verdict. */
export interface Told {
  readonly message: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly excerpt: readonly string[];
  readonly durationMs: number | null;
}

/** The lines of a test that did not pass. */
export class GtestBlock {
  readonly #excerpt = new Excerpt();
  #lines = 0;
  #file: string | null = null;
  #line: number | null = null;
  #message = '';
  #messageLines = 0;
  #failed = false;

  get hasFailed(): boolean {
    return this.#failed;
  }

  /** True if more lines are wanted. */
  add(text: string): boolean {
    const found =
      this.#failed || !(text.endsWith(': Failure') || text.includes('): error: ')) ? null : place.exec(text);
    const unknown = !this.#failed && text === 'unknown file: Failure';
    if (this.#failed) this.#readMessage(text.trim());
    if (found !== null || unknown) {
      this.#failed = true;
      this.#lines = 0;
      this.#file = found?.[1] ?? null;
      const number = found?.[2] ?? found?.[3];
      this.#line = number === undefined ? null : Number(number);
      this.#message = found?.[4] ?? '';
    }
    this.#lines += 1;
    if (this.#lines > maxExcerpt) return false;
    this.#excerpt.add(text);
    return true;
  }

  /** `Value of: x` and `Expected equality of these values:` say little without the lines under them. */
  #readMessage(line: string): void {
    const goesOn = /^(?:Value of: |Expected equality of these values:)/.test(this.#message);
    this.#messageLines += 1;
    if (line === '' || place.test(line)) this.#messageLines = maxMessageLines;
    else if (this.#message === '') this.#message = line;
    else if (goesOn && this.#messageLines < maxMessageLines) this.#message += ` ${line}`;
  }

  told(took: string | null): Told {
    return {
      message: this.#message === '' ? null : this.#message.slice(0, maxMessage),
      file: this.#file,
      line: this.#line,
      excerpt: this.#excerpt.lines(),
      durationMs: took === null ? null : Number(took),
    };
  }
}
