import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

const maxLines = 60;
const maxName = 2000;

/** A test that failed and was tried again, as jest lists it with `logErrorsBeforeRetry`, in front of its file. */
export class JestRetry {
  /** The titles, with blanks between them. */
  name: string;
  #tries = 0;
  #lines = 0;
  #message: string | null = null;
  readonly #excerpt = new Excerpt();

  constructor(name: string) {
    this.name = name;
  }

  get isEnough(): boolean {
    return this.#lines >= maxLines;
  }

  /** How many of its tries failed before the last one. */
  get tries(): number {
    return this.#tries;
  }

  add(text: string): void {
    if (text.startsWith('RETRY ') || text.startsWith(' RETRY ')) this.#tries += 1;
    else if (this.#tries === 0) this.name = `${this.name}\n${text}`.slice(0, maxName);
    else if (text.trim() !== '') this.#message ??= text.trim();
    if (this.isEnough) return;
    this.#lines += 1;
    this.#excerpt.add(text);
  }

  failure(path: string): Failure {
    return makeFailure({
      id: `${path}::${this.name}`,
      runner: 'jest',
      message: this.#message,
      file: path,
      excerpt: this.#excerpt.lines(),
      attempt: 1,
    });
  }
}
