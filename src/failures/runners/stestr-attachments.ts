import { Excerpt } from '../excerpt.ts';
import { PythonTraceback, type SourcePlace } from './python-traceback.ts';

const enoughLines = 1000;
const section = /^Captured ([\w-]{1,60}):$/;
const indent = '    ';

/**
 * What subunit-trace prints below a test that failed: sections such as `Captured traceback:`, each with a rule of
 * tildes. Of a section each chunk is indented by four blanks at its beginning only, or, in older versions, at each line.
 */
export class StestrAttachments {
  readonly #excerpt = new Excerpt();
  readonly #traceback = new PythonTraceback();
  #section: string | null;
  #startsChunk = false;
  #indented: boolean | null = null;
  #lines = 0;

  /** Some tracebacks stand there without a section. */
  constructor(section: string | null = null) {
    this.#section = section;
  }

  add(text: string): void {
    this.#lines += 1;
    this.#excerpt.add(text);
    const title = text.startsWith('Captured ') ? section.exec(text)?.[1] : undefined;
    if (title !== undefined) this.#section = title;
    else if (this.#section?.startsWith('traceback') === true) this.#inTraceback(text);
  }

  #inTraceback(text: string): void {
    const isRule = text.startsWith('~~~');
    if (!isRule && text !== '') {
      const quoted = text.startsWith("    b'") && text.endsWith("'") ? indent + text.slice(6, -1) : text;
      // The line below the heading tells: four blanks and the two of a frame.
      if (!this.#startsChunk) this.#indented ??= quoted.startsWith('      File ');
      const whole = this.#startsChunk || this.#indented === true;
      this.#traceback.add(whole && quoted.startsWith(indent) ? quoted.slice(indent.length) : quoted);
    }
    this.#startsChunk = isRule || text === '';
  }

  /** No more of it is wanted. */
  get isEnough(): boolean {
    return this.#lines >= enoughLines;
  }

  get message(): string | null {
    return this.#traceback.message;
  }

  get place(): SourcePlace | null {
    return this.#traceback.place;
  }

  get excerpt(): readonly string[] {
    return this.#excerpt.lines();
  }
}
