import { formatSeconds } from '../../../base/duration.ts';
import type { PageModel, PageTimeline, TimelineRow } from '../page-model.ts';
import { el } from './dom.ts';
import { mark } from './mark.ts';
import { ticks, tickText } from './ticks.ts';
import type { View } from './view.ts';

type Span = TimelineRow['spans'][number];

const words: Readonly<Record<Span['phase'], string>> = {
  wait: 'waits for its image',
  pull: 'is pulled',
  build: 'is built',
  prepare: 'is prepared',
  start: 'starts',
  run: 'runs',
};

/** What ran when: a row for each image that was made, each target and each of its services. */
export function timelineView({ timeline, verdict }: PageModel): View {
  const element = el('div', { class: 'timeline' }, el('h1', {}, 'What ran when'));
  if (timeline === null || timeline.rows.length === 0) {
    element.append(el('p', { class: 'empty' }, 'Nothing ran.'));
    return { element, show: () => undefined };
  }
  const whole = Math.max(
    (timeline.ended - timeline.began) / 1000,
    ...timeline.rows.flatMap(({ spans }) => spans.map(({ to }) => to)),
    0.001,
  );
  element.append(
    el(
      'p',
      { class: 'sentence' },
      `${formatSeconds(whole)} from the first moment to the last${verdict === 'interrupted' ? ', when it was interrupted' : ''}.`,
    ),
    legend(timeline),
    el('div', { class: 'chart' }, axis(whole), el('ol', {}, ...timeline.rows.map((row) => rowItem(row, whole)))),
  );
  return { element, show: () => undefined };
}

function axis(whole: number): HTMLElement {
  const marks = ticks(whole, 8).map((seconds) => {
    const tick = el('span', { class: 'tick' }, el('b', {}, tickText(seconds)));
    tick.style.left = `${(seconds / whole) * 100}%`;
    return tick;
  });
  return el('div', { class: 'axis', 'aria-hidden': 'true' }, el('div', { class: 'ticks' }, ...marks));
}

function rowItem({ kind, name, verdict, spans }: TimelineRow, whole: number): HTMLElement {
  const said = spans.map((span) => spanText(span, kind)).join('; ');
  const track = el('div', { class: 'track', role: 'img', 'aria-label': `${kind} ${name}: ${said}` });
  for (const span of spans) {
    const bad = isBad({ kind, verdict }, span.phase);
    const bar = el('span', {
      class: `bar phase-${span.phase} of-${kind}${bad ? ' bad' : ''}${span.open ? ' open' : ''}`,
    });
    bar.style.left = `${(span.from / whole) * 100}%`;
    bar.style.width = `${((span.to - span.from) / whole) * 100}%`;
    bar.title = spanText(span, kind);
    const took = span.to - span.from;
    if (took / whole > 0.08) bar.append(el('span', {}, formatSeconds(took)));
    track.append(bar);
  }
  const label = el(
    'span',
    { class: 'name' },
    kind === 'target' ? mark(verdict ?? 'unknown', true) : null,
    el('span', {}, name),
  );
  label.title = `${kind} ${name}`;
  return el('li', { class: `kind-${kind}` }, label, track);
}

/** Whether a span has the colour of what failed. */
function isBad({ kind, verdict }: Pick<TimelineRow, 'kind' | 'verdict'>, phase: Span['phase']): boolean {
  return phase === 'run' && kind === 'target' && verdict === 'failed';
}

function spanText({ phase, attempt, from, to, open }: Span, kind: TimelineRow['kind']): string {
  const what = phase === 'wait' && kind === 'image' ? 'waits for another dox' : words[phase];
  const nth = attempt > 1 ? `, try ${attempt}` : '';
  return `${what} for ${formatSeconds(to - from)}${nth}, from ${formatSeconds(from)} to ${formatSeconds(to)}${open ? ', its end is not known' : ''}`;
}

function legend({ rows }: PageTimeline): HTMLElement {
  const used = new Set(
    rows.flatMap((row) => row.spans.map(({ phase }) => `${phase} of-${row.kind}${isBad(row, phase) ? ' bad' : ''}`)),
  );
  const all = [
    ['waits', ['wait of-image', 'wait of-target']],
    ['image pulled', ['pull of-image']],
    ['image built', ['build of-image', 'prepare of-image']],
    ['starts', ['start of-target', 'start of-service']],
    ['commands run', ['run of-target']],
    ['commands run, and tests fail', ['run of-target bad']],
    ['service is ready', ['run of-service']],
  ] as const;
  const items = all.flatMap(([text, keys]) => {
    const key = keys.find((each) => used.has(each));
    return key === undefined ? [] : [el('li', {}, el('i', { class: `bar phase-${key}` }), text)];
  });
  return el('ul', { class: 'legend' }, ...items);
}
