import { expect, test } from 'vitest';
import { historyFigures } from '../../../src/report/html/history-figures.ts';
import type { HistoryRun } from '../../../src/report/html/page-model.ts';

function runs(...outcomes: readonly HistoryRun['outcome'][]): readonly HistoryRun[] {
  return outcomes.map((outcome, time) => ({ time, outcome, seconds: null, tree: null, image: null }));
}

test('a test without runs has no figures', () => {
  expect(historyFigures({ runs: [], sentence: null, isFlaky: false })).toBeNull();
});

test('runs are counted by what is known of them', () => {
  const known = runs('passed', 'failed', 'flaky', 'unknown');
  expect(historyFigures({ runs: known, sentence: 'a\u001b[1mb', isFlaky: true })).toEqual({
    strip: 'pfku',
    known: 3,
    failed: 1,
    flaky: 1,
    sentence: 'ab',
    isFlaky: true,
  });
});

test('the strip has the last sixty', () => {
  const many = Array.from({ length: 80 }, (_, index) => (index < 20 ? 'failed' : 'passed'));
  expect(historyFigures({ runs: runs(...many), sentence: null, isFlaky: false })?.strip).toBe('p'.repeat(60));
});
