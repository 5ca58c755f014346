import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import { readPlace } from './js-place.ts';

const maxLines = 60;
const maxMessage = 2000;

/** What karma says of one failure: a heading, then what the test framework logged. */
export class KarmaBlock {
  readonly #excerpt = new Excerpt();
  #lines = 0;
  #message: string | null = null;
  #file: string | null = null;
  #line: number | null = null;

  constructor(heading: string) {
    this.#excerpt.add(heading);
  }

  /** Whether anything was logged below the heading. */
  get isEmpty(): boolean {
    return this.#message === null;
  }

  get isEnough(): boolean {
    return this.#lines >= maxLines;
  }

  add(text: string): void {
    if (this.isEnough) return;
    this.#lines += 1;
    this.#excerpt.add(text);
    if (text.trim() !== '') this.#message ??= text.trim().slice(0, maxMessage);
    const place = this.#file === null && text.trimStart().startsWith('at ') ? readPlace(text) : null;
    if (place === null || place.file.includes('node_modules/')) return;
    this.#file = place.file;
    this.#line = place.line;
  }

  /** karma has no way to select a test: that is between it and the framework in the browser. */
  failure(id: string): Failure {
    return makeFailure({
      id,
      runner: 'karma',
      rerunId: null,
      message: this.#message,
      file: this.#file,
      line: this.#line,
      excerpt: this.#excerpt.lines(),
    });
  }
}
