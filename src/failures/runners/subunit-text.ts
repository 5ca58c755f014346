import type { Line } from '../parser.ts';
import type { SubunitStatus } from './subunit-packet.ts';
import type { SubunitTests } from './subunit-tests.ts';

type Outcome = Exclude<SubunitStatus, null | 'exists' | 'inprogress'>;

const outcomes: ReadonlyMap<string, Outcome> = new Map([
  ['success', 'success'],
  ['successful', 'success'],
  ['failure', 'fail'],
  ['error', 'fail'],
  ['skip', 'skip'],
  ['xfail', 'xfail'],
  ['uxsuccess', 'uxsuccess'],
]);
const stamp = /^time: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z$/;
const partHeader = /^Content-Type: \S/;
const chunkSize = /^[0-9A-F]{1,8}$/;
const maxLine = 8000;
const enoughDetails = 1000;

/** How lines of it begin; an outcome with details ends with a bracket. */
export const textTriggers = [
  ...['test: ', 'testing: ', 'success: ', 'successful: ', 'failure: ', 'skip: ', 'xfail: ', 'uxsuccess: '].map(
    (start) => ({ start }),
  ),
  ...['[', '[ multipart'].map((end) => ({ start: 'error: ', end })),
  { start: 'time: ', end: 'Z' },
];

/** Reads subunit v1, which is lines of text, in one stream (subunit's README, "Version 1"). */
export class SubunitText {
  readonly #tests: SubunitTests;
  #time: number | null = null;
  /** Tests that have begun, and when. */
  readonly #open = new Map<string, number | null>();
  /** An outcome was there: before, `test: …` may be anyone's. */
  #isSure = false;
  /** Of a test whose outcome goes on over several lines. */
  #details: { readonly testId: string; readonly outcome: Outcome; readonly multipart: boolean } | null = null;
  #part: 'type' | 'name' | 'content' = 'type';
  #name = 'traceback';
  #lines = 0;

  constructor(tests: SubunitTests) {
    this.#tests = tests;
  }

  /** Returns true to be given the next line as well. */
  line({ text, whole }: Line): boolean {
    if (whole && text.length <= maxLine) {
      if (this.#details !== null) this.#inDetails(text);
      else this.#command(text);
    }
    return this.#details !== null;
  }

  #command(text: string): void {
    const match = text.startsWith('time: ') ? stamp.exec(text) : null;
    if (match !== null) {
      this.#time = Date.parse(`${match[1]}T${match[2]}Z`);
      return;
    }
    const colon = text.indexOf(': ');
    const word = text.slice(0, Math.max(0, colon));
    const rest = text.slice(colon + 2);
    if (word === 'test' || word === 'testing') this.#begin(rest);
    const outcome = outcomes.get(word);
    if (outcome !== undefined) this.#outcome(outcome, rest);
  }

  #begin(testId: string): void {
    if (testId === '' || this.#open.size > 1000) return;
    this.#open.set(testId, this.#time);
    if (this.#isSure) this.#tests.event(testId, 'inprogress', this.#time);
  }

  /** Only of a test that has begun: the words alone are too common. */
  #outcome(outcome: Outcome, text: string): void {
    const multipart = text.endsWith(' [ multipart');
    const simple = text.endsWith(' [');
    const testId = multipart ? text.slice(0, -' [ multipart'.length) : simple ? text.slice(0, -' ['.length) : text;
    if (!this.#open.has(testId)) return;
    if (!this.#isSure) for (const [id, time] of this.#open) this.#tests.event(id, 'inprogress', time);
    this.#isSure = true;
    this.#open.delete(testId);
    if (!multipart && !simple) {
      this.#tests.event(testId, outcome, this.#time);
      return;
    }
    this.#details = { testId, outcome, multipart };
    this.#part = 'type';
    this.#name = 'traceback';
    this.#lines = 0;
  }

  #inDetails(text: string): void {
    const { testId, outcome, multipart } = this.#details ?? {};
    if (testId === undefined || outcome === undefined) return;
    this.#lines += 1;
    if (text === ']') {
      this.#details = null;
      this.#tests.event(testId, outcome, this.#time);
    } else if (!multipart) this.#attach(testId, text);
    else if (this.#part !== 'name' && partHeader.test(text)) this.#part = 'name';
    else if (this.#part === 'name') {
      this.#name = text;
      this.#part = 'content';
    } else if (!chunkSize.test(text)) this.#attach(testId, text);
  }

  #attach(testId: string, text: string): void {
    if (this.#lines <= enoughDetails) this.#tests.attach(testId, this.#name, `${text}\n`);
  }
}
