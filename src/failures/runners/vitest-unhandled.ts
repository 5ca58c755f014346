import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

const origin = 'This error originated in "';
const maxLines = 100;
const maxMessage = 2000;

/** An error outside of all tests, which makes the run fail: vitest says at best which file was running. */
export class VitestUnhandled {
  readonly #kind: string;
  readonly #excerpt = new Excerpt();
  #lines = 0;
  #message: string | null = null;
  #file: string | null = null;

  /** The kind is the title of its rule, such as `Unhandled Rejection`. */
  constructor(kind: string) {
    this.#kind = kind;
  }

  get isEnough(): boolean {
    return this.#lines >= maxLines || this.#file !== null;
  }

  add(text: string, whole: boolean): void {
    if (this.isEnough) return;
    this.#lines += 1;
    this.#excerpt.add(text);
    if (whole && text.trim() !== '') this.#message ??= text.trim().slice(0, maxMessage);
    if (!text.startsWith(origin)) return;
    const end = text.indexOf('"', origin.length);
    if (end > 0) this.#file = text.slice(origin.length, end);
  }

  /** Null where it is cut. */
  failure(): Failure | null {
    if (this.#message === null) return null;
    const known = {
      runner: 'vitest',
      message: this.#message,
      excerpt: this.#excerpt.lines(),
      outcome: 'error' as const,
    };
    const file = this.#file;
    if (file !== null) return makeFailure({ ...known, id: file, file, unit: 'module' });
    return makeFailure({ ...known, id: `${this.#kind}: ${this.#message}`, rerunId: null, unit: 'task' });
  }
}
