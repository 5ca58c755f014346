import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

const assertion = /^(.{1,1000}?)(?::(\d{1,9})|\((\d{1,9})\)): FAILED:$/;
/** What stands under the line of an assertion that failed (catch_reporter_console.cpp, ConsoleAssertionPrinter). */
const continuation = /^(?: {2}\S|due to |explicitly with |because no exception |with |\{Unknown expression)/;
const missing = /^No assertions in (?:test case|section) '/;
const width = 79;
const maxDetails = 6;

/** The lines between the two rules, put together again: Catch2 wraps a name at the console's width. */
export interface Catch2Name {
  readonly name: string;
  /** False if blanks or hyphens may be lost. */
  readonly exact: boolean;
}

/** The name of the test case; sections are indented by two. */
export function joinName(header: readonly string[]): Catch2Name | null {
  const [first, ...rest] = header;
  if (first === undefined || first.trim() === '') return null;
  // A name with a colon is wrapped to the column behind it, a section begins in the third.
  const colon = first.indexOf(': ') + 2;
  const indent = colon >= 2 ? ' '.repeat(colon) : '';
  let name = first;
  let last = first;
  let exact = true;
  for (const line of rest) {
    const continues = last.length > width / 2 && line.startsWith(indent) && (indent !== '' || !line.startsWith('  '));
    if (!continues) break;
    const more = line.slice(indent.length);
    exact &&= /[\p{L}\p{N}]$/u.test(last) && /^[\p{L}\p{N}]/u.test(more);
    name = name.endsWith('-') ? name.slice(0, -1) + more : `${name} ${more}`;
    last = line;
  }
  return { name: name.trimEnd(), exact };
}

/** One test case with what was printed of it, sections and all. */
export class Catch2Test {
  readonly name: string;
  readonly #exact: boolean;
  readonly #excerpt = new Excerpt();
  assertions = 0;
  #lacks = false;
  #pending: { readonly file: string; readonly line: number } | null = null;
  #place: { readonly file: string; readonly line: number } | null = null;
  #message: string | null = null;
  /** So many more lines may belong to the message. */
  #details = 0;
  #durationMs: number | null = null;

  constructor({ name, exact }: Catch2Name) {
    this.name = name;
    this.#exact = exact;
  }

  get hasFailed(): boolean {
    return this.assertions > 0 || this.#lacks;
  }

  add(text: string): void {
    this.#excerpt.add(text);
    const pending = this.#pending;
    this.#pending = null;
    if (pending !== null && continuation.test(text)) {
      this.assertions += 1;
      this.#place ??= pending;
      if (this.#message === null && text.endsWith(':')) this.#details = maxDetails;
      this.#message ??= text.trim();
      return;
    }
    if (text.endsWith(': FAILED:')) {
      const match = assertion.exec(text.slice(0, 2000));
      if (match?.[1] !== undefined) this.#pending = { file: match[1], line: Number(match[2] ?? match[3]) };
    } else if (missing.test(text)) {
      this.#lacks = true;
      this.#message ??= text.trim();
    } else this.#readDetail(text);
  }

  /** `due to unexpected exception with message:` says little without the lines under it. */
  #readDetail(text: string): void {
    this.#details = text.startsWith('  ') ? this.#details - 1 : 0;
    if (this.#details > 0) this.#message += ` ${text.trim()}`;
    const took = /^(\d{1,9}\.\d{3}) s: (.*)$/.exec(text.slice(0, 2000));
    if (took?.[2] === this.name) this.#durationMs = Math.round(Number(took[1]) * 1000);
  }

  failure(): Failure {
    return makeFailure({
      id: this.name,
      runner: 'catch2',
      rerunId: this.#exact && !/^\s|\s$|^\*|\*$/.test(this.name) ? this.name : null,
      message: this.#message,
      file: this.#place?.file ?? null,
      line: this.#place?.line ?? null,
      excerpt: this.#excerpt.lines(),
      durationMs: this.#durationMs,
    });
  }
}
