import { textMatcher } from './line-matcher.ts';
import type { LineCondition } from './signature.ts';

/**
 * Lines that say that something failed which is not the machine's doing: compilers, make, interpreters, crashes. Each
 * row's texts stand in one line.
 */
const rows: readonly (readonly string[])[] = [
  // file:line:col: error, of gcc, clang, javac, tsc and configure
  [': error:'],
  [': fatal error:'],
  [': error TS'],
  ['error[E0'],
  ['error: could not compile'],
  ["error: command '", 'failed'],
  ['undefined reference to'],
  ['ld returned 1 exit status'],
  ['COMPILATION ERROR'],
  ['CMake Error'],
  ['ninja: build stopped'],
  ['make: ***'],
  [']: ***'],
  ['Traceback (most recent call last)'],
  ['AssertionError'],
  ['SyntaxError:'],
  ['ModuleNotFoundError:'],
  ['Assertion', 'failed'],
  ['Segmentation fault'],
  ['AddressSanitizer:'],
  ['core dumped'],
  ['panic:'],
  ['panicked at'],
  ['Exception in thread'],
];

/** Errors that no trouble of the machine, the network or a mirror explains. */
export const realErrors: readonly LineCondition[] = rows.map((texts) => {
  const { literals, matches } = textMatcher(texts);
  return { literals, matches, isWantedLast: true };
});
