import { Excerpt } from '../excerpt.ts';
import { readPlace } from './js-place.ts';

const maxLines = 60;
const maxTitleLines = 10;
const maxTitle = 2000;

/** What jest says of one error: a line `  ● suite › title`, a blank line, then all else indented by 4. */
export class JestBlock {
  readonly #excerpt = new Excerpt();
  #title: string;
  #titleLines = 1;
  #inTitle = true;
  #lines = 1;
  #message: string | null = null;
  readonly #path: () => string;
  /** The first line of the stack in the test file, else the first one at all. */
  #line: number | null = null;

  constructor(title: string, path: () => string) {
    this.#title = title.slice(0, maxTitle);
    this.#path = path;
    this.#excerpt.add(`  ● ${title}`);
  }

  /** Titles may be of several lines. */
  get title(): string {
    return this.#title;
  }

  /** A title ends with a blank line; one that is cut is not believed. */
  get isTitled(): boolean {
    return !this.#inTitle;
  }

  get message(): string | null {
    return this.#message;
  }

  get line(): number | null {
    return this.#line;
  }

  get isEnough(): boolean {
    return this.#lines >= maxLines;
  }

  excerpt(): readonly string[] {
    return this.#excerpt.lines();
  }

  add(text: string): void {
    if (this.isEnough) return;
    this.#lines += 1;
    this.#excerpt.add(text);
    if (text.trim() === '') this.#inTitle = false;
    else if (this.#inTitle) this.#addTitle(text);
    else this.#addText(text);
  }

  #addTitle(text: string): void {
    this.#titleLines += 1;
    if (this.#titleLines > maxTitleLines) this.#inTitle = false;
    else this.#title = `${this.#title}\n${text}`.slice(0, maxTitle);
  }

  #addText(text: string): void {
    this.#message ??= text.trim().slice(0, maxTitle);
    const place = this.#line === null && text.trimStart().startsWith('at ') ? readPlace(text) : null;
    if (place !== null && place.file === this.#path()) this.#line = place.line;
  }
}
