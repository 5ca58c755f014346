import type { Failure } from '../failure.ts';
import { VitestBlock } from './vitest-block.ts';
import { readName } from './vitest-name.ts';
import { VitestUnhandled } from './vitest-unhandled.ts';

const banner = /^⎯* (Failed Suites|Failed Tests|Unhandled Errors|Unhandled Source Errors) ?\d{0,9} ⎯*$/;
const unhandledRule = /^⎯+ ([A-Z][\w ]{1,80}) ⎯+$/;
const divider = /^⎯*\[\d{1,9}\/\d{1,9}\]⎯*$/;
const fail = ' FAIL  ';
const maxBlocks = 10_000;
const maxLine = 2000;

/**
 * The errors at the end of a run, on one of the two streams. A name is only believed where one may stand: behind a
 * title, behind another name, or behind the rule that ends an error; whatever else begins with `FAIL` was printed.
 */
export class VitestErrors {
  readonly #blocks: VitestBlock[] = [];
  readonly #unhandled: VitestUnhandled[] = [];
  #kind: 'suite' | 'test' = 'test';
  /** A name may come. */
  #open = false;
  #block: VitestBlock | null = null;
  #inUnhandled = false;
  #error: VitestUnhandled | null = null;
  /** How many names were printed for errors of tests. */
  tests = 0;

  /** Returns true while it needs each line. */
  line(text: string, whole: boolean): boolean {
    if (text.startsWith('⎯')) this.#rule(text.trimEnd());
    else if (text.startsWith(fail) && text.length <= maxLine && whole) this.#name(text);
    else if (this.#error !== null) this.#error.add(text, whole);
    else this.#other(text);
    return this.#open || this.#block?.isEnough === false || this.#error?.isEnough === false;
  }

  #other(text: string): void {
    this.#block?.add(text);
    if (text.trim() !== '') this.#open = false;
  }

  #rule(text: string): void {
    if (text.length > maxLine) return;
    const title = banner.exec(text)?.[1];
    if (title !== undefined) this.#banner(title);
    else if (divider.test(text)) this.#divider();
    else if (this.#inUnhandled) this.#startUnhandled(unhandledRule.exec(text)?.[1]);
  }

  #banner(title: string): void {
    this.#inUnhandled = title.startsWith('Unhandled');
    this.#kind = title === 'Failed Suites' ? 'suite' : 'test';
    this.#open = !this.#inUnhandled;
    this.#block = null;
    this.#error = null;
  }

  #divider(): void {
    this.#open = this.#open || this.#block !== null;
    this.#block = null;
  }

  /** A rule without a title is the last one. */
  #startUnhandled(kind: string | undefined): void {
    this.#error = null;
    if (kind === undefined) this.#inUnhandled = false;
    else if (this.#unhandled.length < maxBlocks) {
      this.#error = new VitestUnhandled(kind);
      this.#unhandled.push(this.#error);
    }
  }

  #name(text: string): void {
    const name = readName(text.slice(fail.length));
    if (!this.#open || name === null) {
      this.#block?.add(text);
      return;
    }
    if (this.#block === null) {
      this.#block = new VitestBlock(this.#kind);
      if (this.#blocks.length < maxBlocks) this.#blocks.push(this.#block);
    }
    if (this.#kind === 'test') this.tests += 1;
    this.#block.addName(name, text);
  }

  failures(): readonly Failure[] {
    const tests = this.#blocks.flatMap((block) => block.failures());
    const unhandled = this.#unhandled.map((error) => error.failure()).filter((failure) => failure !== null);
    return [...tests, ...unhandled];
  }
}
