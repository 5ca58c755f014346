import { printable } from '../../base/printable.ts';
import type { Failure } from '../../failures/failure.ts';
import { type KnownTest, placeInTree, type Tree } from '../known-tests.ts';
import { plainLine, plainText, shortened } from '../plain-text.ts';
import type { PageTest, PageTry } from './page-model.ts';

/** So long a name or a message may be in a list. */
const longest = 1000;

/** A test as the page lists it, without its history. */
export function pageTest(test: KnownTest, tree: Tree): Omit<PageTest, 'target' | 'history'> {
  const failures = test.tries.flat();
  const told = failures.find(({ message }) => message !== null);
  const placed = failures.map((failure) => placeOf(failure, tree)).find((place) => place !== null);
  return {
    id: shortened(plainLine(test.id), longest),
    runner: test.runner,
    outcome: test.outcome,
    message: messageOf(told),
    place: placed ?? null,
    seconds: test.seconds,
  };
}

/** All that failed of it, try by try. */
export function pageTries({ tries }: Pick<KnownTest, 'tries'>, tree: Tree): readonly PageTry[] {
  return tries.map((failures) => ({
    attempt: failures[0].attempt,
    failures: failures.map((failure) => ({
      message: messageOf(failure),
      place: placeOf(failure, tree),
      excerpt: lines(failure.excerpt),
    })),
  }));
}

/** Foreign lines as text that is read in its order, with its tabs; one that is several becomes several. */
export function lines(texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : plainText(texts.join('\n')).split('\n').map(inOrder);
}

function inOrder(line: string): string {
  return line.split('\t').map(printable).join('\t');
}

function messageOf(failure: Failure | undefined): string | null {
  const { message = null } = failure ?? {};
  return message === null ? null : shortened(plainLine(message), longest);
}

/** In the person's own tree, else as it was printed. */
function placeOf(failure: Failure, tree: Tree): string | null {
  const { file, line } = failure;
  const place = placeInTree(failure, tree) ?? (file === null ? null : line === null ? file : `${file}:${line}`);
  return place === null ? null : shortened(plainLine(place), longest);
}
