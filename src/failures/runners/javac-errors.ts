import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

/** `/src/A.java:[12,5] cannot find symbol` as Maven prints it, `/src/A.java:12: error: cannot find symbol` as javac does. */
const place =
  /^(?:e: )?(?:file:\/\/)?((?:[A-Za-z]:)?[^:[\]]{1,1000}\.(?:java|kt|scala|groovy)):(?:\[(\d{1,7}),\d{1,7}\]|(\d{1,7}):(?: error:|\d{1,5}:?))\s?(.*)/;
const maxLines = 60;
const maxFiles = 1000;

interface Broken {
  readonly line: number;
  readonly message: string;
  readonly excerpt: Excerpt;
}

/** The files of tests or of what they test that a JVM's compiler refused: the tests in them did not run. */
export class JavacErrors {
  readonly #runner: string;
  readonly #files = new Map<string, Broken>();
  #open: Broken | null = null;
  #lines = 0;

  constructor(runner: string) {
    this.#runner = runner;
  }

  /** Returns false once the list has ended. Maven's levels tell where that is. */
  add(text: string, level: string | null): boolean {
    this.#lines += 1;
    const match = place.exec(text);
    if (match !== null && (level === '[ERROR]' || level === null)) {
      this.#lines = 0;
      this.#put(match[1] ?? '', {
        line: Number(match[2] ?? match[3]),
        message: match[4] ?? '',
        excerpt: new Excerpt(),
      });
      this.#open?.excerpt.add(text);
      return true;
    }
    // `[INFO] -----` stands above the list, `[INFO] 2 errors` below.
    if (/^\d{1,6} errors?\b/.test(text) || this.#lines > maxLines || text.startsWith('BUILD ')) return false;
    if (level === null) this.#open?.excerpt.add(text);
    return true;
  }

  #put(file: string, broken: Broken): void {
    this.#open = broken;
    if (!this.#files.has(file) && this.#files.size < maxFiles) this.#files.set(file, broken);
  }

  failures(): readonly Failure[] {
    return [...this.#files].map(([file, { line, message, excerpt }]) => {
      return makeFailure({
        id: file,
        runner: this.#runner,
        rerunId: null,
        message,
        file,
        line,
        excerpt: excerpt.lines(),
        outcome: 'error',
        unit: 'module',
      });
    });
  }
}
