import { Excerpt } from '../excerpt.ts';
import { PythonTraceback, type SourcePlace } from './python-traceback.ts';

export type Flavour = 'FAIL' | 'ERROR' | 'UNEXPECTED SUCCESS';

const flavours: readonly Flavour[] = ['FAIL', 'ERROR', 'UNEXPECTED SUCCESS'];
const enoughLines = 1000;
const maxHeader = 4096;

/** What the first line of a header says; null if it is none. */
export function flavourOf(line: string): Flavour | null {
  return flavours.find((flavour) => line.startsWith(`${flavour}: `)) ?? null;
}

/** One of the blocks in which Python's runners list what failed: a header between two rules, then a traceback. */
export class ListedBlock {
  readonly flavour: Flavour;
  /** What the header calls the test, without the flavour. */
  readonly description: string;
  /** The header's further lines. */
  readonly more: readonly string[];
  readonly #excerpt = new Excerpt();
  readonly #traceback = new PythonTraceback();
  #lines = 0;

  constructor(flavour: Flavour, header: readonly string[]) {
    this.flavour = flavour;
    this.description = (header[0] ?? '').slice(flavour.length + 2, maxHeader).trimEnd();
    this.more = header.slice(1).map((line) => line.slice(0, maxHeader).trimEnd());
    for (const line of header) this.#excerpt.add(line);
  }

  add(text: string): void {
    this.#lines += 1;
    this.#excerpt.add(text);
    this.#traceback.add(text);
  }

  /** No more of it is wanted. */
  get isEnough(): boolean {
    return this.#lines >= enoughLines;
  }

  get message(): string | null {
    if (this.flavour === 'UNEXPECTED SUCCESS') return 'unexpected success';
    const message = this.#traceback.message?.replace(/^(?:testtools\.testresult\.real\.)?_StringException(?:: |$)/, '');
    return message === undefined || message.trim() === '' ? null : message.trim();
  }

  get place(): SourcePlace | null {
    return this.#traceback.place;
  }

  get excerpt(): readonly string[] {
    return this.#excerpt.lines();
  }
}
