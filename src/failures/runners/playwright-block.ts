import { Excerpt } from '../excerpt.ts';
import { readPlace } from './js-place.ts';
import type { PlaywrightTitle } from './playwright-title.ts';

const maxLines = 100;
const maxMessage = 2000;
const retry = /^ {4}Retry #(\d{1,6})(?: |$)/;

/** What playwright says of the errors of one test, under `  1) title ───`. */
export class PlaywrightBlock {
  readonly title: PlaywrightTitle;
  readonly #excerpt = new Excerpt();
  #lines = 0;
  #message: string | null = null;
  #line: number | null = null;
  #attempt = 1;

  constructor(title: PlaywrightTitle, text: string) {
    this.title = title;
    this.#excerpt.add(text);
  }

  get isEnough(): boolean {
    return this.#lines >= maxLines;
  }

  get message(): string | null {
    return this.#message;
  }

  /** Where the error is in the test's own file. */
  get line(): number | null {
    return this.#line;
  }

  get attempt(): number {
    return this.#attempt;
  }

  excerpt(): readonly string[] {
    return this.#excerpt.lines();
  }

  add(text: string): void {
    if (this.isEnough) return;
    this.#lines += 1;
    this.#excerpt.add(text);
    const again = retry.exec(text);
    if (again !== null) this.#attempt = Number(again[1]) + 1;
    else if (text.trim() !== '') this.#message ??= text.trim().slice(0, maxMessage);
    if (this.#line !== null || !text.trimStart().startsWith('at ')) return;
    const place = readPlace(text);
    if (place !== null && `/${place.file}`.endsWith(`/${this.title.file}`)) this.#line = place.line;
  }
}
