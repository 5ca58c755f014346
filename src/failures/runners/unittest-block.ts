import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import { PythonTraceback } from './python-traceback.ts';
import { parseUnittestDescription, type UnittestDescription } from './unittest-description.ts';

export const singleRule = '-'.repeat(70);
/** More of a header's line is not kept. */
export const maxHeaderLength = 4096;

const enoughLines = 2000;

/** What a block's header begins with. */
export type Flavour = 'FAIL' | 'ERROR' | 'UNEXPECTED SUCCESS';

/** A test that failed, and how. */
export interface Block {
  readonly flavour: Flavour;
  readonly failure: Failure;
}

/** What the first line of a header says; null if it is none. */
export function flavourOf(header: string): Flavour | null {
  if (header.startsWith('FAIL: ')) return 'FAIL';
  if (header.startsWith('ERROR: ')) return 'ERROR';
  return header.startsWith('UNEXPECTED SUCCESS: ') ? 'UNEXPECTED SUCCESS' : null;
}

/** A block whose header is known, and whose traceback is being read. */
export class OpenBlock {
  readonly #flavour: Flavour;
  readonly #test: UnittestDescription;
  readonly #excerpt = new Excerpt();
  readonly #traceback = new PythonTraceback();
  #afterRule = false;
  #lines = 0;

  private constructor(flavour: Flavour, test: UnittestDescription, header: readonly string[]) {
    this.#flavour = flavour;
    this.#test = test;
    for (const line of header) this.#excerpt.add(line);
  }

  /** Null if these lines are another runner's (nose, testr) or nobody's. */
  static from(header: readonly string[]): OpenBlock | null {
    const first = header[0] ?? '';
    const flavour = flavourOf(first);
    if (flavour === null) return null;
    const description = first.slice(flavour.length + 2);
    const second = header[1] ?? '';
    // testr and subunit2pyunit print the id again, or tags, where unittest has the docstring.
    if (second === description || second.startsWith('tags: ')) return null;
    const test = second.startsWith('Doctest: ') ? doctest(second) : parseHeader(description, header);
    return test === null ? null : new OpenBlock(flavour, test, header);
  }

  /** No more of it is wanted: a test may print millions of lines with its failure. */
  get isEnough(): boolean {
    return this.#lines > enoughLines;
  }

  add(text: string): void {
    this.#lines += 1;
    // The rule before `Ran 3 tests` belongs to the closing lines; one inside of the block has lines after it.
    if (this.#afterRule) this.#excerpt.add(singleRule);
    this.#afterRule = text === singleRule;
    if (this.#afterRule) return;
    this.#excerpt.add(text);
    this.#traceback.add(text);
  }

  finish(): Block {
    const unexpected = this.#flavour === 'UNEXPECTED SUCCESS';
    const place = this.#traceback.place;
    // A name of the command line that could not be loaded is printed without its package.
    const named = !this.#traceback.isThere || this.#traceback.passedThrough('loadTestsFromName');
    const partial = this.#test.unit === 'module' && named;
    return {
      flavour: this.#flavour,
      failure: makeFailure({
        id: this.#test.id,
        runner: 'unittest',
        rerunId: partial ? null : this.#test.rerunId,
        ...(this.#test.unit === 'test' ? {} : { unit: this.#test.unit }),
        message: unexpected ? 'unexpected success' : this.#traceback.message,
        file: place?.file ?? null,
        line: place?.line ?? null,
        excerpt: this.#excerpt.lines(),
        outcome: this.#flavour === 'ERROR' ? 'error' : 'failed',
      }),
    };
  }
}

/** The description may go on over several lines, if the message of a subtest does. */
function parseHeader(description: string, header: readonly string[]): UnittestDescription | null {
  const alone = parseUnittestDescription(description);
  if (alone !== null || header.length === 1) return alone;
  return parseUnittestDescription([description, ...header.slice(1)].join('\n').slice(0, maxHeaderLength));
}

/** unittest cannot select a doctest by name. */
function doctest(line: string): UnittestDescription {
  return { id: line.slice('Doctest: '.length), rerunId: null, unit: 'test' };
}
