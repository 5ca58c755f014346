import type { History, HistoryRun, ListedTest } from '../../src/history/history.ts';
import { mergeHistories } from '../../src/history/merge-history.ts';
import { packTests } from '../../src/history/named-tests.ts';

/** A whole run of one target with ten tests that passed, changed as the test says. */
export function historyRun(changes: Partial<HistoryRun> = {}): HistoryRun {
  const { listed = [] } = changes;
  const failed = listed.filter(({ outcome }) => outcome !== 'flaky').length;
  return {
    run: `run ${changes.time ?? 1}`,
    target: 'unit',
    time: 1,
    tree: 'A',
    image: 'i',
    asked: 'all',
    verdict: failed === 0 ? 'passed' : 'failed',
    whole: true,
    seconds: 2,
    counts: { ran: 10, failed, skipped: 0 },
    listed,
    passed: null,
    ...changes,
  };
}

/** A test that failed, changed as the test says. */
export function listedTest(changes: Partial<ListedTest> = {}): ListedTest {
  return { id: 't', outcome: 'failed', ms: null, message: 'no', attempts: 1, ...changes };
}

/** A history of these runs. */
export function historyOf(runs: readonly HistoryRun[], names: History['names'] = {}): History {
  return mergeHistories([{ runs, names }]);
}

/**
 * Runs in few letters, one after the other: the tree, then how the test `t` went. P: all passed, F: it failed, X: it failed
 * with another error, f: it failed first and passed at a second try, o: only another test failed. `?` is a tree that nobody knows.
 */
export function runsOf(text: string): readonly HistoryRun[] {
  return text.split(' ').map((word, index) => {
    const [tree = '', how = ''] = word;
    const listed = {
      P: [],
      F: [listedTest()],
      X: [listedTest({ message: 'TypeError: x is not a function' })],
      f: [listedTest({ outcome: 'flaky' })],
      o: [listedTest({ id: 'other' })],
    }[how];
    if (listed === undefined) throw new Error(`what is ${word}?`);
    return historyRun({ time: index + 1, tree: tree === '?' ? null : tree, listed });
  });
}

/** The part of a run that names its tests, and the list that goes with it. */
export function naming(tests: Parameters<typeof packTests>[0]): Pick<History, 'names'> & Pick<HistoryRun, 'passed'> {
  const packed = packTests(tests);
  if (packed === null) throw new Error('too many');
  return { passed: packed.tests, names: { [packed.tests.names]: packed.ids } };
}
