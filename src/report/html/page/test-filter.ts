import type { PageTest } from '../page-model.ts';

/** Which tests a list shows. */
export const kinds = ['all', 'failed', 'flaky', 'passed', 'unknown'] as const;

export type TestKind = (typeof kinds)[number];

/** `unknown`: those of the history of which this run does not tell. */
export function kindOf({ outcome }: Pick<PageTest, 'outcome'>): Exclude<TestKind, 'all'> {
  if (outcome === 'failed' || outcome === 'error') return 'failed';
  return outcome;
}

/** The places of the tests of a kind that have all words of `words` in their id or message, whatever their case. */
export function filterTests(tests: readonly PageTest[], kind: TestKind, words: string): readonly number[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return tests.flatMap((test, index) => {
    if (kind !== 'all' && kindOf(test) !== kind) return [];
    const text = `${test.id}\n${test.message ?? ''}`.toLowerCase();
    return wanted.every((word) => text.includes(word)) ? [index] : [];
  });
}
