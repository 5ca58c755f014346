import { Excerpt } from '../excerpt.ts';
import type { Failure } from '../failure.ts';
import { readPlace } from './js-place.ts';
import { failureOf, type VitestName } from './vitest-name.ts';

const maxLines = 60;
const maxNames = 1000;
const maxMessage = 2000;

/** One error: the names of all tests that have it, what it says, and its stack. */
export class VitestBlock {
  readonly #kind: 'suite' | 'test';
  readonly #names: VitestName[] = [];
  readonly #excerpt = new Excerpt();
  #lines = 0;
  #message: string | null = null;
  #line: number | null = null;

  constructor(kind: 'suite' | 'test') {
    this.#kind = kind;
  }

  get isEnough(): boolean {
    return this.#lines >= maxLines;
  }

  addName(name: VitestName, text: string): void {
    if (this.#names.length < maxNames) this.#names.push(name);
    this.#excerpt.add(text);
  }

  add(text: string): void {
    if (this.isEnough) return;
    this.#lines += 1;
    this.#excerpt.add(text);
    if (text.trim() !== '') this.#message ??= text.trim().slice(0, maxMessage);
    const place = this.#line === null && text.startsWith(' ❯ ') ? readPlace(text) : null;
    if (place !== null && place.file === this.#names[0]?.file) this.#line = place.line;
  }

  failures(): readonly Failure[] {
    const excerpt = this.#excerpt.lines();
    return this.#names.map((name) => {
      const line = name.file === this.#names[0]?.file ? (this.#line ?? name.line) : name.line;
      return failureOf(name, this.#kind, { message: this.#message, line, excerpt });
    });
  }
}
