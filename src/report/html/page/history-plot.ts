import { formatSeconds } from '../../../base/duration.ts';
import type { HistoryFigures, HistoryRun } from '../page-model.ts';
import { el, svg } from './dom.ts';
import { figuresText } from './figures-text.ts';
import { movingRate } from './moving-rate.ts';
import { timeText } from './time-text.ts';

/** So many of the last runs are drawn. */
const drawn = 100;

/** A test's last runs: how long each took and what came of it, and above them how its flake rate moved. */
export function historyPlot(all: readonly HistoryRun[], figures: HistoryFigures): HTMLElement {
  const runs = all.slice(-drawn);
  const longest = Math.max(...runs.map(({ seconds }) => seconds ?? 0));
  const bars = el('div', { class: 'plot-bars' }, ...runs.map((run) => bar(run, longest)));
  return el(
    'figure',
    { class: 'plot', 'aria-label': 'History of the test' },
    el('figcaption', {}, el('h3', {}, 'History'), el('p', {}, figures.sentence ?? figuresText(figures))),
    caption('did not pass, of the 10 runs up to each', '100 %'),
    el('div', { class: 'plot-rate' }, rateLine(runs)),
    caption(longest > 0 ? 'how long it took' : 'outcome', longest > 0 ? formatSeconds(longest) : ''),
    el('div', { class: 'plot-time' }, bars),
    el(
      'div',
      { class: 'plot-ends' },
      el('span', {}, timeText(runs[0]?.time ?? 0)),
      legend(),
      el('span', {}, timeText(runs.at(-1)?.time ?? 0)),
    ),
    table(runs),
  );
}

/** What a plot shows, and what its top stands for. */
function caption(what: string, top: string): HTMLElement {
  return el('div', { class: 'plot-caption' }, el('span', {}, what), el('span', {}, top));
}

function bar({ outcome, seconds, time, tree }: HistoryRun, longest: number): HTMLElement {
  const made = el('i', { class: outcome });
  made.style.height = longest > 0 ? `${Math.max(4, ((seconds ?? 0) / longest) * 100)}%` : '100%';
  made.title = [
    timeText(time),
    outcome,
    seconds === null ? '' : formatSeconds(seconds),
    tree === null ? '' : `tree ${tree.slice(0, 12)}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
  return made;
}

function rateLine(runs: readonly HistoryRun[]): SVGElement {
  const rates = movingRate(runs.map(({ outcome }) => outcome));
  const points = rates.flatMap((rate, index) => (rate === null ? [] : [`${index + 0.5},${(1 - rate) * 100}`]));
  const area =
    points.length === 0
      ? ''
      : `M${points[0]?.split(',')[0]},100L${points.join('L')}L${points.at(-1)?.split(',')[0]},100Z`;
  const last = rates.findLast((rate) => rate !== null) ?? 0;
  return svg(
    'svg',
    {
      viewBox: `0 0 ${Math.max(1, runs.length)} 100`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `Of the last 10 runs ${Math.round(last * 100)} percent did not pass`,
    },
    svg('path', { class: 'area', d: area }),
    svg('polyline', { points: points.join(' ') }),
  );
}

function legend(): HTMLElement {
  const names = ['passed', 'flaky', 'failed'] as const;
  return el('span', { class: 'legend' }, ...names.map((name) => el('span', {}, el('i', { class: name }), name)));
}

function table(runs: readonly HistoryRun[]): HTMLElement {
  const head = ['when', 'outcome', 'took', 'tree', 'image'].map((name) => el('th', { scope: 'col' }, name));
  const rows = [...runs].reverse().map(({ time, outcome, seconds, tree, image }) => {
    const cells = [
      timeText(time),
      outcome,
      seconds === null ? '' : formatSeconds(seconds),
      tree?.slice(0, 12) ?? '',
      image?.slice(-24) ?? '',
    ];
    return el('tr', {}, ...cells.map((cell) => el('td', {}, cell)));
  });
  const scroll = el('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': 'Runs' });
  scroll.append(el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)));
  return el('details', {}, el('summary', {}, 'As a table'), scroll);
}
