import { expect, test } from 'vitest';
import { judgeTest } from '../../../src/history/judge-test.ts';
import { runFigures } from '../../../src/history/run-figures.ts';
import { historyFigures } from '../../../src/report/html/history-figures.ts';
import { figuresText } from '../../../src/report/html/page/figures-text.ts';
import { pageHistory } from '../../../src/report/html/page-history.ts';
import type { HistoryRun } from '../../../src/report/html/page-model.ts';
import { historyOf, historyRun, listedTest } from '../../support/history.ts';

function runs(...outcomes: readonly HistoryRun['outcome'][]): readonly HistoryRun[] {
  return outcomes.map((outcome, time) => ({ time, outcome, seconds: null, tree: null, image: null }));
}

const rest = { counts: runFigures([]), sentence: null, isFlaky: false };

test('a test without runs has no figures', () => {
  expect(historyFigures({ ...rest, runs: [] })).toBeNull();
});

test('runs are a letter each, and what is said of them is plain text', () => {
  const known = runs('passed', 'failed', 'flaky', 'unknown');
  const counts = { runs: 3, failures: 2, flaky: 1 };
  expect(historyFigures({ runs: known, counts, sentence: 'a\u001b[1mb', isFlaky: true })).toEqual({
    strip: 'pfku',
    counts,
    sentence: 'ab',
    isFlaky: true,
  });
});

test('the strip has the last fifty, as many as are counted', () => {
  const many = Array.from({ length: 80 }, (_, index) => (index < 30 ? 'failed' : 'passed'));
  expect(historyFigures({ ...rest, runs: runs(...many) })?.strip).toBe('p'.repeat(50));
});

test.each([
  [['passed', 'failed', 'flaky', 'unknown', 'failed'], 'failed 3 of its last 4 runs, 1 of them flaky'],
  [['failed', 'passed'], 'failed 1 of its last 2 runs'],
  [['flaky', 'passed'], 'failed 1 of its last 2 runs, but flaky'],
  [['flaky', 'flaky', 'passed'], 'failed 2 of its last 3 runs, all of them flaky'],
  [['failed'], 'failed its last run'],
  [['flaky'], 'flaky in its last run'],
  [['passed', 'passed'], 'passed its last 2 runs'],
  [['unknown'], 'no outcome is known'],
] as const)('%j: %s', (outcomes, text) => {
  const made = historyFigures({ ...rest, runs: runs(...outcomes), counts: runFigures(runs(...outcomes)) });
  expect(made === null ? null : figuresText(made)).toBe(text);
});

test.each([
  [['failed', 'passed', 'flaky', 'flaky', 'passed']],
  [[...Array.from({ length: 30 }, () => 'failed'), ...Array.from({ length: 45 }, () => 'passed'), 'flaky']],
] as const)('the page says the figures of the summary: %j', (outcomes) => {
  const history = historyOf(
    outcomes.map((outcome, index) =>
      historyRun({
        run: `r${index}`,
        time: index,
        tree: 't',
        image: 'i',
        listed: outcome === 'failed' || outcome === 'flaky' ? [listedTest({ id: 'a', outcome })] : [],
      }),
    ),
  );
  const { of } = pageHistory(history, { run: 'r0', targets: ['unit'] });
  const figures = historyFigures(of({ id: 'a', target: 'unit' }));
  const [said] = judgeTest(history, { id: 'a', target: 'unit' }).sentence.split(', on');
  expect(figures === null ? null : figuresText(figures).split(', ')[0]).toBe(said);
});
