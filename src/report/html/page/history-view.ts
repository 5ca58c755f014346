import type { PageModel, PageTest } from '../page-model.ts';
import { el } from './dom.ts';
import { figuresText } from './figures-text.ts';
import { mark } from './mark.ts';
import { routeHash } from './route.ts';
import { testId } from './test-id.ts';
import type { View } from './view.ts';
import { VirtualList } from './virtual-list.ts';

const outcomes: Readonly<Record<string, string>> = { p: 'passed', f: 'failed', k: 'flaky', u: 'unknown' };

/** All tests with a history, the unsteadiest first, each with its last runs as a strip. */
export function historyView({ tests, targets }: PageModel): View {
  const all = tests.flatMap((test, index) =>
    test.history === null ? [] : [{ test, index, rate: unsteadiness(test) }],
  );
  all.sort((a, b) => b.rate - a.rate);
  const flaky = all.filter(({ test }) => test.history?.isFlaky).length;
  const failed = all.filter(({ test }) => (test.history?.counts.failures ?? 0) > 0).length;
  const list = new VirtualList({
    label: 'Tests with a history',
    class: targets.length > 1 ? 'history-list of-targets' : 'history-list',
    draw(row, index) {
      const entry = all[index];
      if (entry === undefined || entry.test.history === null) return;
      const { id, outcome, history, target } = entry.test;
      const label = targets[target]?.label ?? '';
      row.append(
        mark(outcome, true),
        testId(id),
        ...(targets.length > 1 ? [el('span', { class: 'target-name' }, label)] : []),
        el(
          'span',
          { class: 'strip', 'aria-hidden': 'true' },
          ...[...history.strip].map((letter) => el('i', { class: outcomes[letter] ?? 'unknown' })),
        ),
        el('span', { class: 'figures' }, history.isFlaky ? el('b', {}, 'likely flaky ') : null, figuresText(history)),
      );
      row.title = targets.length > 1 ? `${id} in ${label}` : id;
    },
    onOpen(index) {
      const entry = all[index];
      if (entry !== undefined) location.hash = routeHash({ view: 'tests', numbers: [entry.index] });
    },
  });
  const sentence = `${all.length} ${all.length === 1 ? 'test has' : 'tests have'} a history; ${failed} failed in it, ${flaky} likely flaky.`;
  const element = el(
    'div',
    { class: 'history' },
    el('h1', {}, 'History'),
    el('p', { class: 'sentence' }, sentence),
    list.element,
  );
  list.reset(all.length);
  return { element, show: () => list.redraw(), move: (by) => list.move(by), open: () => list.open() };
}

/** What goes both ways comes first, the nearer to even the more; then what is broken, then what always passed. */
function unsteadiness({ history }: PageTest): number {
  if (history === null || history.counts.runs === 0) return 0;
  const share = history.counts.failures / history.counts.runs;
  return share * (1 - share) + share / 100;
}
