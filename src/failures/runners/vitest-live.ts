import { type Failure, makeFailure } from '../failure.ts';
import { failureOf, readName, type VitestName } from './vitest-name.ts';

const moduleMark = /^ [✓❯×] (?=.)/;
const numbers = /^ \((\d{1,9}) tests?(?: \| (\d{1,9}) failed)?(?: \||\))/;
const testLine = /^( {1,200})([✓×]) (.{1,1500})$/;
const retried = / \(retry x(\d{1,9})\)$/;
const duration = / {1,2}(\d{1,9})ms$/;
const maxLine = 2000;
const maxTests = 10_000;

/**
 * What vitest prints while it runs, a line per file and per test: the only place where a test that passed on a retry is
 * named, and all that there is if vitest is killed, since it prints the errors at the end.
 */
export class VitestLive {
  #module: VitestName | null = null;
  readonly #flaky = new Map<string, Failure>();
  readonly #failed = new Map<string, Failure>();

  add(text: string): void {
    if (text.length > maxLine || this.#flaky.size + this.#failed.size >= maxTests) return;
    const trimmed = text.trimEnd();
    if (!this.#readModule(trimmed)) this.#test(trimmed);
  }

  /** ` ❯ a.test.ts (11 tests | 5 failed) 19ms`, in version 1 with one more blank. */
  #readModule(text: string): boolean {
    const at = text.lastIndexOf(' (');
    const match = at > 3 && moduleMark.test(text) ? numbers.exec(text.slice(at)) : null;
    if (match === null) return false;
    this.#startModule(text.slice(3, at).trimEnd(), match[2] !== undefined || match[1] === '0');
    return true;
  }

  #startModule(text: string, failed: boolean): void {
    const name = readName(text);
    if (name === null || name.titles !== '') return;
    this.#module = name;
    if (!failed) return;
    const { id } = failureOf(name, 'suite', {});
    const message = 'tests of this file failed';
    this.#failed.set(id, makeFailure({ id, runner: 'vitest', file: name.file, message, unit: 'suite' }));
  }

  #test(text: string): void {
    const match = testLine.exec(text);
    if (match?.[1] === undefined || match[3] === undefined) return;
    const tries = retried.exec(match[3]);
    const timed = tries === null ? match[3] : match[3].slice(0, tries.index);
    const title = timed.replace(duration, '');
    const durationMs = Number(duration.exec(timed)?.[1] ?? Number.NaN);
    const name = this.#nameOf(match[1].length, title);
    if (name === null) return;
    const more = { durationMs: Number.isNaN(durationMs) ? null : durationMs };
    if (match[2] === '×') this.#addFailed(name, match[1].length, more);
    else if (tries !== null) this.#addFlaky(name, match[1].length, { ...more, attempt: 1 });
  }

  /** With --verbose the file is part of the name; else it is in the line of the file, and from version 4 on suites are not printed. */
  #nameOf(indent: number, title: string): VitestName | null {
    if (indent === 1) return title.includes(' > ') ? readName(title) : null;
    return this.#module === null ? null : { ...this.#module, titles: title };
  }

  #addFlaky(name: VitestName, indent: number, more: Partial<Failure>): void {
    const failure = failureOf(name, 'test', more);
    this.#flaky.set(failure.id, indent > 3 ? { ...failure, rerunId: null } : failure);
  }

  #addFailed(name: VitestName, indent: number, more: Partial<Failure>): void {
    if (indent !== 1) return;
    const failure = failureOf(name, 'test', more);
    this.#failed.set(failure.id, failure);
  }

  flaky(): readonly Failure[] {
    return [...this.#flaky.values()];
  }

  failures(): readonly Failure[] {
    return [...this.#failed.values()];
  }
}
