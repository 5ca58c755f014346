import { makeFailure } from '../failure.ts';
import type { Block } from './unittest-block.ts';
import { parseUnittestDescription, type UnittestDescription } from './unittest-description.ts';

const liveEnding = / \.\.\. (FAIL|ERROR|unexpected success|expected failure|skipped .*)$/;
const maxFailures = 10_000;

/** What -v prints while it runs: only believed where the list at the end is missing. */
export class LiveLines {
  /** True if there was a line that only unittest prints. */
  sawTest = false;
  /** The line before was a description: its docstring and verdict come next. */
  wantsNext = false;
  #waiting: UnittestDescription | null = null;
  readonly #failed = new Map<string, Block>();

  add(text: string): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.wantsNext = false;
    if (text.endsWith(' ... ok')) {
      this.sawTest ||=
        waiting !== null || parseUnittestDescription(lastTest(text.slice(0, -' ... ok'.length))) !== null;
      return;
    }
    const ending = liveEnding.exec(text);
    if (ending === null) {
      this.#waiting = text.endsWith(')') ? parseUnittestDescription(lastTest(text)) : null;
      this.wantsNext = this.#waiting !== null;
      return;
    }
    const test = parseUnittestDescription(lastTest(text.slice(0, ending.index))) ?? waiting;
    const word = ending[1] ?? '';
    // A fixture cannot fail, only break: testr says FAIL of it.
    if (test !== null && !test.id.includes(' ') && !(test.unit !== 'test' && word === 'FAIL'))
      this.#verdict(test, word);
  }

  #verdict(test: UnittestDescription, word: string): void {
    this.sawTest = true;
    if (word !== 'FAIL' && word !== 'ERROR' && word !== 'unexpected success') return;
    if (this.#failed.size >= maxFailures) return;
    this.#failed.set(test.id, {
      flavour: word === 'FAIL' ? 'FAIL' : word === 'ERROR' ? 'ERROR' : 'UNEXPECTED SUCCESS',
      failure: makeFailure({
        id: test.id,
        runner: 'unittest',
        rerunId: test.rerunId,
        message: word === 'unexpected success' ? word : null,
        outcome: word === 'ERROR' ? 'error' : 'failed',
      }),
    });
  }

  blocks(): readonly Block[] {
    return [...this.#failed.values()];
  }
}

/** To Python 3.10 a test whose subtests fail gets no verdict, and the next test follows on the same line. */
function lastTest(text: string): string {
  const at = text.lastIndexOf(' ... ');
  return (at < 0 ? text : text.slice(at + ' ... '.length)).trimStart();
}
