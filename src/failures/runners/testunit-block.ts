import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

const label = /^(?: {0,6}\d{1,6}\) )?(Failure|Error): (.+)$/;
const className = /^[A-Z][\w:]{0,400}$/;
const suite = /^([A-Z]\w{0,200}(?:::\w{1,200}){0,20})(?=: |:?$)/;
const frame = /^(\/?[^\s:][^:]{0,400}):(\d{1,9}):in /;
const maxLine = 2000;
const enough = 60;

/**
 * One fault as test-unit tells it (lib/test/unit/ui/console/testrunner.rb, output_fault_in_detail): `Failure: test_a(T)`
 * or `Error: test_b(T): RuntimeError: boom`, then the trace with the source, then what was expected.
 */
export class TestunitBlock {
  readonly id: string;
  readonly outcome: 'failed' | 'error';
  readonly #isClass: boolean;
  readonly #excerpt = new Excerpt();
  #message: string | null;
  #at: { readonly file: string; readonly line: number } | null = null;
  #size = 0;
  #actual = false;

  private constructor(known: { id: string; isClass: boolean; outcome: 'failed' | 'error' }, message: string) {
    this.id = known.id;
    this.outcome = known.outcome;
    this.#isClass = known.isClass;
    this.#message = message === '' ? null : message;
  }

  static from(text: string): TestunitBlock | null {
    const match = label.exec(text.slice(0, maxLine).trimEnd());
    if (match?.[2] === undefined) return null;
    const outcome = match[1] === 'Failure' ? 'failed' : 'error';
    const rest = match[2];
    const isTest = rest.startsWith('test');
    const id = isTest ? rest.slice(0, endOfName(rest)) : suite.exec(rest)?.[1];
    if (id === undefined || id === '') return null;
    const message = rest.slice(id.length).replace(/^:/, '').trim();
    const block = new TestunitBlock({ id, isClass: !isTest, outcome }, message);
    block.#excerpt.add(text);
    return block;
  }

  get isEnough(): boolean {
    return this.#size > enough;
  }

  /** A trace stands in what test-unit prints, and seldom in what a test does. */
  get isPlaced(): boolean {
    return this.#at !== null;
  }

  add(text: string): void {
    this.#size += 1;
    this.#excerpt.add(text);
    const line = text.slice(0, maxLine).trimEnd();
    const match = frame.exec(line);
    if (match?.[1] !== undefined) this.#at ??= { file: match[1], line: Number(match[2]) };
    else if (this.#actual) {
      this.#message += ` ${line}`;
      this.#actual = false;
    } else if (this.#message === null && (line.startsWith('  ') || line.startsWith('<'))) this.#readMessage(line);
  }

  #readMessage(line: string): void {
    // The source is indented more, and its lines have numbers.
    if (/^ +(?:=> +)?\d{1,9}:(?: |$)/.test(line)) return;
    this.#message = line.trim();
    this.#actual = line.endsWith(' expected but was');
  }

  failure(): Failure {
    return makeFailure({
      id: this.id,
      runner: 'testunit',
      outcome: this.outcome,
      message: this.#message,
      file: this.#at?.file ?? null,
      line: this.#at?.line ?? null,
      excerpt: this.#excerpt.lines(),
      ...(this.#isClass ? { unit: 'class' } : {}),
    });
  }
}

/** Behind the first class in parentheses, since a message may hold another; 0 if there is none. */
function endOfName(text: string): number {
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
    const close = text.indexOf(')', open);
    if (close < 0) return 0;
    const isEnd = close === text.length - 1 || text[close + 1] === ':';
    if (isEnd && className.test(text.slice(open + 1, close))) return close + 1;
  }
  return 0;
}
