import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

const broken = /^error: [Cc]ould not compile `([^`]{1,300})`(?: (\([^)]{1,300}\)))?(?:\.|,| due to .*)?$/;
const message = /^error(?:\[E\d{1,5}\])?: (.{1,2000})$/;
const place = /^\s*--> (.{1,500}):(\d{1,7}):\d{1,7}$/;
const maxLines = 30;

/** What the compiler says before cargo gives up. */
export class CargoBuild {
  #message: string | null = null;
  #file: string | null = null;
  #line: number | null = null;
  #excerpt = new Excerpt();
  #lines = 0;

  get wantsMore(): boolean {
    return this.#message !== null && this.#lines < maxLines;
  }

  /** What could not be compiled, once cargo says that. */
  line(line: string): Failure | null {
    const match = broken.exec(line);
    if (match?.[1] !== undefined) return this.#give(match[2] === undefined ? match[1] : `${match[1]} ${match[2]}`);
    if (this.#message === null) this.#message = message.exec(line)?.[1] ?? null;
    if (this.#message === null || this.#lines >= maxLines) return null;
    this.#lines += 1;
    this.#excerpt.add(line);
    const found = this.#file === null ? place.exec(line) : null;
    this.#file ??= found?.[1] ?? null;
    this.#line ??= found === null ? null : Number(found[2]);
    return null;
  }

  #give(id: string): Failure {
    const failure = makeFailure({
      id,
      runner: 'cargo',
      rerunId: null,
      message: this.#message,
      file: this.#file,
      line: this.#line,
      excerpt: this.#excerpt.lines(),
      outcome: 'error',
      unit: 'package',
    });
    this.#message = null;
    this.#file = null;
    this.#line = null;
    this.#excerpt = new Excerpt();
    this.#lines = 0;
    return failure;
  }
}
