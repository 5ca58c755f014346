import type { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

const hooks = ['"before all" hook', '"after all" hook', '"before each" hook', '"after each" hook'];

interface MochaFailure {
  /** The titles of the suites and of the test, which ends with a colon; one alone where all are on one line. */
  readonly titles: readonly string[];
  readonly excerpt: Excerpt;
  readonly message: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

/** A failed test or hook as mocha lists it. */
export function describeMocha({ titles, excerpt, message, file, line }: MochaFailure): Failure {
  const last = titles.at(-1) ?? '';
  const name = [...titles.slice(0, -1), last.replace(/:$/, '')].join(' ');
  // A hook runs with the tests of its suite.
  const at = hooks.map((hook) => last.lastIndexOf(hook)).find((each) => each >= 0);
  const suite = at === undefined ? undefined : [...titles.slice(0, -1), last.slice(0, at)].join(' ').trim();
  return makeFailure({
    id: name,
    runner: 'mocha',
    rerunId: suite === undefined ? name : suite === '' ? null : suite,
    message,
    file,
    line,
    excerpt: excerpt.lines(),
    ...(suite === undefined ? {} : { outcome: 'error', unit: 'suite' }),
  });
}
