import { describe, expect, test } from 'vitest';
import { emptyHistory } from '../../src/history/history.ts';
import { judgeTest, type TestVerdict } from '../../src/history/judge-test.ts';
import { historyOf, historyRun, listedTest, runsOf } from '../support/history.ts';

const t = { id: 't', target: 'unit' };

describe('a test is judged by its runs', () => {
  test.each<[string, TestVerdict, string]>([
    // both ways on one tree
    ['AP AF', 'flaky', 'failed 1 of its last 2 runs, on 1 unchanged tree: likely flaky'],
    ['AF AP', 'flaky', 'failed 1 of its last 2 runs, on 1 unchanged tree: likely flaky'],
    ['AF AP BP BF CP DF', 'flaky', 'failed 3 of its last 6 runs, on 2 unchanged trees: likely flaky'],
    ['Af', 'flaky', 'failed 1 of its last 1 run, on 1 unchanged tree: likely flaky'],
    ['?f ?P', 'flaky', 'failed 1 of its last 2 runs, on 1 unchanged tree: likely flaky'],
    // broken, and mended
    ['AF', 'unknown', 'failed 1 of its last 1 run, never both ways on an unchanged tree'],
    ['AF AF AF', 'steady', 'failed in its last 3 runs, one after the other, on 1 tree: not flaky'],
    ['AF AF BF CF', 'steady', 'failed in its last 4 runs, one after the other, on 3 trees: not flaky'],
    ['AF BP', 'unknown', 'failed 1 of its last 2 runs, never both ways on an unchanged tree'],
    ['AF BP CF DP', 'unknown', 'failed 2 of its last 4 runs, never both ways on an unchanged tree'],
    // broken with a change
    ['AP BF', 'new', 'did not fail in 1 whole run before, on 1 other tree: new with this change'],
    ['AP AP BP CF CF', 'new', 'did not fail in 3 whole runs before, on 2 other trees: new with this change'],
    ['AP BF CF', 'steady', 'failed in its last 2 runs, one after the other, on 2 trees: not flaky'],
    // nobody knows the trees: it cannot be told from a test that was broken and mended
    ['?P ?F ?P ?F', 'unknown', 'failed 2 of its last 3 runs, never both ways on an unchanged tree'],
    ['?F ?F', 'steady', 'failed in its last 2 runs, one after the other: not flaky'],
  ])('%s is %s', (runs, verdict, sentence) => {
    expect(judgeTest(historyOf(runsOf(runs)), t)).toMatchObject({ verdict, sentence });
  });

  test('what was flaky and now fails more often than that explains is broken', () => {
    const before = 'AP AF AP AP AP AP AP AP AP AP AP AP ';
    const verdicts = [1, 2, 3, 4].map(
      (times) => judgeTest(historyOf(runsOf(before + 'BF '.repeat(times).trim())), t).verdict,
    );
    expect(verdicts).toEqual(['flaky', 'flaky', 'steady', 'steady']);
    // 1 of 22 before: two in a row have a chance of (2/24)², below one in a hundred
    expect(judgeTest(historyOf(runsOf(`${before}${'AP '.repeat(10)}BF BF`)), t).verdict).toBe('steady');
    const { sentence } = judgeTest(historyOf(runsOf(`${before}BF BF BF`)), t);
    expect(sentence).toBe(
      'failed in its last 3 runs, one after the other, on 1 tree, more than its flakiness explains (1 of 12 before): not flaky',
    );
  });

  test.each<[string, string | null, TestVerdict, string]>([
    ['AP AF BX', 'no', 'flaky', 'failed 2 of its last 3 runs, on 1 unchanged tree: likely flaky'],
    [
      'AP AF BX',
      'TypeError: x is not a function',
      'unknown',
      'failed 2 of its last 3 runs, on 1 unchanged tree, but never there with this error',
    ],
    ['AP AF', null, 'unknown', 'failed 1 of its last 2 runs, on 1 unchanged tree, but never there with this error'],
    // it is on an unchanged tree that it fails now
    [
      'AP AF BP BX',
      'TypeError: x is not a function',
      'flaky',
      'failed 2 of its last 4 runs, on 2 unchanged trees: likely flaky',
    ],
    ['Af BP', 'no', 'flaky', 'failed 1 of its last 2 runs, on 1 unchanged tree: likely flaky'],
    ['AF BP', 'yes', 'unknown', 'failed 1 of its last 2 runs, never both ways on an unchanged tree'],
  ])('%s and a failure that says %o: %s', (runs, message, verdict, sentence) => {
    expect(judgeTest(historyOf(runsOf(runs)), t, null, message)).toMatchObject({ verdict, sentence });
  });

  test('the figures that the sentence is made of are at hand', () => {
    expect(judgeTest(historyOf(runsOf('AP AF AF BF CP')), t)).toMatchObject({
      streak: 0,
      streakTrees: 0,
      before: null,
    });
    expect(judgeTest(historyOf(runsOf('AP AP BP CF CF')), t)).toMatchObject({
      streak: 2,
      streakTrees: 1,
      before: { runs: 3, trees: 2 },
    });
  });

  test('what fails every second time may fail three times in a row', () => {
    expect(judgeTest(historyOf(runsOf('AP AF AP AF AP AF AP BF BF BF')), t).verdict).toBe('flaky');
  });

  test('what passed a hundred times and then fails for ever on the very same tree is broken by something else', () => {
    const passed = 'AP '.repeat(40);
    expect(judgeTest(historyOf(runsOf(`${passed}AF AF AF AF`)), t).verdict).toBe('steady');
  });

  test('only its last 50 runs count', () => {
    const history = historyOf(runsOf(`AF AP ${'BP '.repeat(49)}CF`));
    expect(judgeTest(history, t)).toMatchObject({ runs: 50, failures: 1, flakyTrees: 0, firstSeen: 1 });
    const later = historyOf(runsOf(`AF AP ${'BP '.repeat(47)}CF`));
    expect(judgeTest(later, t)).toMatchObject({ runs: 50, failures: 2, flakyTrees: 1 });
  });
});

describe('a tree is unchanged', () => {
  const both = [historyRun({ time: 1, listed: [listedTest()] }), historyRun({ time: 2 })] as const;
  const judged = (changes: Parameters<typeof historyRun>[0]) =>
    judgeTest(historyOf([both[0], { ...both[1], ...changes }]), { id: 't', target: null }).flakyTrees;

  test('with the same files, the same image and the same target', () => expect(judged({})).toBe(1));

  test.each([{ tree: 'B' }, { tree: null }, { image: 'j' }, { image: null }])('but not with %o', (changes) => {
    expect(judged(changes)).toBe(0);
  });

  test('but not on another target', () => {
    const passed = [
      historyRun({ target: 'lint', time: 1, run: 'x', listed: [listedTest()], tree: 'B' }),
      { ...both[1], target: 'lint' },
    ];
    expect(judgeTest(historyOf([both[0], ...passed]), { id: 't', target: null }).flakyTrees).toBe(0);
  });

  test('but not where the image is not known on either side', () => {
    expect(judgeTest(historyOf(both.map((run) => ({ ...run, image: null }))), t).flakyTrees).toBe(0);
  });
});

test('a judgement has the times and figures that it is made from', () => {
  expect(judgeTest(historyOf(runsOf('AF AP BP CF CF')), t)).toEqual({
    id: 't',
    runs: 5,
    failures: 3,
    flakyTrees: 1,
    streak: 2,
    streakTrees: 1,
    before: null,
    lastPassed: 3,
    lastFailed: 5,
    firstSeen: 1,
    onThisTree: { runs: 2, failures: 2 },
    verdict: 'flaky',
    sentence: 'failed 3 of its last 5 runs, on 1 unchanged tree: likely flaky',
  });
});

test('it is judged on the tree that is asked about', () => {
  const history = historyOf(runsOf('AF AP BF'));
  const on = (tree: string | null) => judgeTest(history, t, { tree, image: 'i' }).onThisTree;
  expect([on('A'), on('B'), on('C'), on(null)]).toEqual([
    { runs: 2, failures: 1 },
    { runs: 1, failures: 1 },
    { runs: 0, failures: 0 },
    null,
  ]);
  // failures elsewhere are not new with this tree
  expect(judgeTest(historyOf(runsOf('AP BF')), t, { tree: 'C', image: 'i' }).verdict).toBe('unknown');
});

test('a run that stopped early says nothing of what is new', () => {
  const cut = historyRun({
    time: 1,
    tree: 'A',
    listed: [listedTest({ id: 'first' })],
    counts: { ran: 3, failed: 1, skipped: 0 },
  });
  const whole = historyRun({ time: 0, tree: 'Z', listed: [listedTest()] });
  const failed = historyRun({ time: 2, tree: 'B', listed: [listedTest({ id: 'new' })] });
  const id = { id: 'new', target: 'unit' };
  expect(judgeTest(historyOf([cut, failed]), id).verdict).toBe('new');
  // a run before it shows that three tests are not all
  expect(judgeTest(historyOf([whole, cut, failed]), id).sentence).toContain('1 whole run before');
  for (const changes of [{ whole: false }, { asked: 'some' }, { counts: null }] as const) {
    expect(judgeTest(historyOf([{ ...whole, ...changes }, failed]), id).verdict).toBe('unknown');
  }
});

test('of a test that nobody knows nothing is said', () => {
  for (const history of [emptyHistory, historyOf(runsOf('AP BF'))]) {
    expect(judgeTest(history, { id: 'nobody', target: null })).toMatchObject({
      runs: 0,
      verdict: 'unknown',
      sentence: 'nothing is known of its runs',
      firstSeen: null,
      onThisTree: null,
    });
  }
});
