import { expect, test } from 'vitest';
import { historyFigures } from '../../../src/report/html/history-figures.ts';
import type { HistoryRun } from '../../../src/report/html/page-model.ts';

type Outcome = HistoryRun['outcome'];

function runs(...all: readonly (readonly [Outcome, string | null, (string | null)?])[]): readonly HistoryRun[] {
  return all.map(([outcome, tree, image = 'i'], time) => ({ time, outcome, seconds: null, tree, image }));
}

test('a test without runs has no figures', () => expect(historyFigures([])).toBeNull());

test('its runs are counted by what is known of them', () => {
  const figures = historyFigures(runs(['passed', 'a'], ['failed', 'b'], ['flaky', 'c'], ['unknown', 'd']));
  expect(figures).toEqual({ strip: 'pfku', known: 3, failed: 1, flaky: 1, mixedTrees: 1 });
});

test.each<[string, readonly HistoryRun[], number]>([
  ['the same tree', runs(['passed', 'a'], ['failed', 'a']), 1],
  ['another tree', runs(['passed', 'a'], ['failed', 'b']), 0],
  ['the same tree on another image', runs(['passed', 'a', 'i'], ['failed', 'a', 'j']), 0],
  ['trees that nobody knows', runs(['passed', null], ['failed', null]), 0],
  ['the same tree twice', runs(['passed', 'a'], ['failed', 'a'], ['failed', 'a']), 1],
])('passed and failed on %s', (_, all, mixedTrees) => expect(historyFigures(all)).toMatchObject({ mixedTrees }));

test('the strip has the last sixty', () => {
  const many = Array.from({ length: 80 }, (_, index) => [index < 20 ? 'failed' : 'passed', 'a'] as const);
  expect(historyFigures(runs(...many))?.strip).toBe('p'.repeat(60));
});
