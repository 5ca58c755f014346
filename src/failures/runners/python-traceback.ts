export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

const heading = 'Traceback (most recent call last):';
const frame = /^ {2,}File "([^"]+)", line (\d+)(?:, in (.+))?/;
const chained = /^(?:During handling of the above exception, another|The above exception was the direct cause)/;
const groupPrefix = /^ {1,40}[|+] /;
const notTheirs = /(?:^|\/)(?:site-packages|dist-packages)\/|\/lib(?:64)?\/python\d[\d.]*\/|^<|^\/usr\/lib\/pypy/;

/** True for a path of the interpreter, of an installed package, or of no file at all (`<string>`). */
export function isForeignPython(path: string): boolean {
  // Few paths need the pattern, and tracebacks are long.
  const possible =
    path.includes('-packages/') || path.includes('/python') || path.includes('pypy') || path.startsWith('<');
  return possible && notTheirs.test(path);
}

/**
 * Reads what the interpreter prints for an exception (CPython's traceback.py), line by line: the final exception
 * of a chain, and the deepest frame in the project's own files. What is printed after it is ignored.
 */
export class PythonTraceback {
  #message: string | null = null;
  #first: string | null = null;
  #open = false;
  #chained = false;
  #group = false;
  #own: SourcePlace | null = null;
  #any: SourcePlace | null = null;
  readonly #functions = new Set<string>();

  add(line: string): void {
    const text = this.#group ? line.replace(groupPrefix, '') : line;
    if (this.#first === null && text.trim() !== '') this.#first = text;
    if (text.endsWith(heading)) this.#begin(text);
    else if (this.#open) this.#inside(text);
    else if (chained.test(text)) this.#chained = true;
  }

  #begin(text: string): void {
    if (this.#message !== null && !this.#chained) return;
    this.#open = true;
    this.#chained = false;
    this.#group = text.startsWith('  + Exception Group');
    this.#message = null;
  }

  #inside(text: string): void {
    const match = text.startsWith('  ') && text.trimStart().startsWith('File "') ? frame.exec(text) : null;
    if (match?.[1] !== undefined) {
      const place = { file: match[1], line: Number(match[2]) };
      this.#any = place;
      if (match[3] !== undefined && this.#functions.size < 100) this.#functions.add(match[3]);
      if (!isForeignPython(place.file)) this.#own = place;
    } else if (text !== '' && !text.startsWith(' ')) {
      this.#message = text;
      this.#open = false;
    }
  }

  /** `AssertionError: 3 != 4`; without a traceback the first line that is not blank. */
  get message(): string | null {
    return this.#message ?? this.#first;
  }

  /** True if there was a traceback at all. */
  get isThere(): boolean {
    return this.#any !== null;
  }

  /** True if a function of this name was on the stack. */
  passedThrough(name: string): boolean {
    return this.#functions.has(name);
  }

  get place(): SourcePlace | null {
    return this.#own ?? this.#any;
  }
}
