import type { Failure } from '../failure.ts';
import { KarmaBlock } from './karma-failure.ts';

/** A closing list of failures, of one of the reporters that have one. */
export interface KarmaList {
  /** False for the line behind the list. */
  add(text: string): boolean;
  failures(): readonly Failure[];
}

const maxTests = 10_000;
const maxTitle = 2000;
const symbol = /^[✖×] (.*)$/;

/**
 * karma-mocha-reporter's `FAILED TESTS:` (index.js, printFailures): suites, each two blanks deeper, and their tests with
 * a mark, the browsers below and the error, up to a blank line.
 */
export class KarmaMochaList implements KarmaList {
  readonly #suites: string[] = [];
  readonly #tests: { readonly id: string; readonly block: KarmaBlock }[] = [];
  #block: KarmaBlock | null = null;
  /** How far the test at hand is indented; what is deeper right behind it are browsers. */
  #depth = 0;
  #inBrowsers = false;

  add(text: string): boolean {
    if (text.trim() === '') this.#block = null;
    else if (!text.startsWith('  ')) return false;
    else this.#item(text);
    return true;
  }

  #item(text: string): void {
    const content = text.trim();
    const depth = (text.length - text.trimStart().length) / 2;
    const title = symbol.exec(content)?.[1];
    if (title !== undefined) this.#startTest(title, depth, text);
    else if (this.#block !== null) this.#inBlock(this.#block, text, depth);
    else if (Number.isInteger(depth) && depth <= this.#suites.length + 1) {
      this.#suites.splice(depth - 1);
      this.#suites.push(content.slice(0, maxTitle));
    }
  }

  #startTest(title: string, depth: number, text: string): void {
    this.#depth = depth;
    this.#inBrowsers = true;
    this.#block = new KarmaBlock(text);
    const id = [...this.#suites.slice(0, depth - 1), title.slice(0, maxTitle)].join(' ');
    if (this.#tests.length < maxTests) this.#tests.push({ id, block: this.#block });
  }

  #inBlock(block: KarmaBlock, text: string, depth: number): void {
    this.#inBrowsers = this.#inBrowsers && depth === this.#depth + 1;
    if (!this.#inBrowsers) block.add(text);
  }

  failures(): readonly Failure[] {
    return this.#tests.map(({ id, block }) => block.failure(id));
  }
}

const numbered = /^(\d{1,9}) ?\) (.*)$/;
const suiteIndent = '     ';
const maxBetween = 200;

/** karma-spec-reporter's list (index.js, logFinalErrors): `1) title`, the suites in a line of five blanks, the error. */
export class KarmaSpecList implements KarmaList {
  readonly #tests: { readonly id: string; readonly block: KarmaBlock }[] = [];
  /** Of the test whose suites come next. */
  #title: string | null = null;
  #count = 0;
  #lines = 0;

  add(text: string): boolean {
    this.#lines += 1;
    const match = numbered.exec(text.slice(0, maxTitle));
    if (match?.[2] !== undefined && Number(match[1]) === this.#count + 1) this.#startTest(match[2]);
    else if (this.#title !== null) this.#suites(this.#title, text);
    else if (this.#tests.length > 0) this.#tests.at(-1)?.block.add(text);
    else return text.trim() === '';
    return this.#lines < maxBetween;
  }

  #startTest(title: string): void {
    this.#count += 1;
    this.#lines = 0;
    this.#title = title;
  }

  #suites(title: string, text: string): void {
    const suites = text.startsWith(suiteIndent) ? text.trim().slice(0, maxTitle) : '';
    const id = suites === '' ? title : `${suites} ${title}`;
    if (this.#tests.length < maxTests) this.#tests.push({ id, block: new KarmaBlock(`${this.#count}) ${id}`) });
    this.#title = null;
  }

  failures(): readonly Failure[] {
    return this.#tests.map(({ id, block }) => block.failure(id));
  }
}
