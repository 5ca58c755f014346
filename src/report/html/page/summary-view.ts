import { formatSeconds } from '../../../base/duration.ts';
import type { Fact, PageModel, PageRerun, PageTarget, PageTest } from '../page-model.ts';
import { copyLine } from './copy-line.ts';
import { el } from './dom.ts';
import { mark } from './mark.ts';
import { routeHash } from './route.ts';
import type { View } from './view.ts';

/** So many failures are on the first page. */
const listed = 12;

/** The first view: what it came to, each target, and the first failures. */
export function summaryView(model: PageModel): View {
  const { title, verdict, sentence, facts, notes } = model;
  const element = el(
    'div',
    { class: 'summary' },
    el(
      'header',
      { class: 'lead' },
      el('h1', {}, mark(verdict), title),
      el('p', { class: 'sentence' }, sentence),
      factList(facts),
    ),
    notes.length === 0 ? null : noteList(notes),
    firstFailures(model),
    targetList(model),
  );
  return { element, show: () => undefined };
}

function factList(facts: readonly Fact[]): HTMLElement | null {
  if (facts.length === 0) return null;
  return el(
    'dl',
    { class: 'facts' },
    ...facts.map(({ name, value }) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
  );
}

function noteList(notes: readonly string[]): HTMLElement {
  return el('ul', { class: 'notes' }, ...notes.map((note) => el('li', {}, note)));
}

function targetList({ kind, targets }: PageModel): HTMLElement | null {
  if (targets.length === 0) return null;
  const longest = Math.max(...targets.map(total));
  return el(
    'section',
    { 'aria-labelledby': 'targets' },
    el('h2', { id: 'targets' }, kind === 'run' ? 'Targets' : 'Runners'),
    el('ul', { class: 'targets' }, ...targets.map((target) => targetItem(target, longest))),
  );
}

function total({ seconds }: PageTarget): number {
  return seconds === null ? 0 : seconds.image + seconds.start + seconds.command;
}

function targetItem(target: PageTarget, longest: number): HTMLElement {
  const { label, verdict, allowed, counts, reason, hint, output, notes, facts, rerun } = target;
  const isFine = verdict === 'passed' && notes.length === 0;
  const head = el(
    isFine ? 'summary' : 'div',
    { class: 'target-head' },
    mark(allowed ? 'skipped' : verdict),
    el('h3', {}, label),
    el('span', { class: 'verdict' }, allowed ? 'failed (allowed)' : verdict),
    el('span', { class: 'counts' }, counts),
    timeBar(target, longest),
  );
  // of one that passed there is nothing to be said at once
  if (isFine)
    return el('li', {}, facts.length === 0 ? head : el('details', { class: 'target' }, head, factList(facts)));
  return el(
    'li',
    { class: 'target' },
    head,
    reason === null ? null : el('p', { class: 'reason' }, reason),
    output.length === 0
      ? null
      : el('pre', { class: 'excerpt', tabindex: 0, 'aria-label': `Output of ${label}` }, output.join('\n')),
    notes.length === 0 ? null : noteList(notes),
    hint === null ? null : el('p', { class: 'hint' }, el('b', {}, 'Hint '), hint),
    verdict === 'passed' ? null : rerunLines(rerun),
    facts.length === 0 ? null : el('details', {}, el('summary', {}, 'Image, services, files'), factList(facts)),
  );
}

function timeBar(target: PageTarget, longest: number): HTMLElement | null {
  const { seconds } = target;
  if (seconds === null || longest === 0) return null;
  const whole = total(target);
  const bar = el('span', { class: 'time-bar', 'aria-hidden': 'true' });
  for (const [phase, value] of [
    ['wait', seconds.image],
    ['start', seconds.start],
    ['run', seconds.command],
  ] as const) {
    const part = el('i', { class: `phase-${phase}` });
    part.style.width = `${(value / longest) * 100}%`;
    bar.append(part);
  }
  const { image, start, command } = seconds;
  const split = `image ${formatSeconds(image)}, start ${formatSeconds(start)}, commands ${formatSeconds(command)}`;
  return el('span', { class: 'time', title: split }, bar, el('span', { class: 'seconds' }, formatSeconds(whole)));
}

/** How to run it again, or why dox cannot say; nothing where there is nothing to. */
export function rerunLines(rerun: PageRerun | null): HTMLElement | null {
  if (rerun === null) return null;
  if (rerun.reason !== null) return el('p', { class: 'no-rerun' }, `No rerun line: ${rerun.reason}`);
  return el(
    'div',
    { class: 'rerun' },
    el('span', { class: 'caption' }, 'Run again'),
    ...rerun.lines.map((line) => copyLine(line)),
  );
}

/** Whether the run itself lists it: it failed, if only at first. */
export function isListed({ outcome }: Pick<PageTest, 'outcome'>): boolean {
  return outcome === 'failed' || outcome === 'error' || outcome === 'flaky';
}

function firstFailures({ tests, targets }: PageModel): HTMLElement | null {
  const all = tests.flatMap((test, index) => (isListed(test) ? [{ test, index }] : []));
  if (all.length === 0) return null;
  return el(
    'section',
    { 'aria-labelledby': 'failures' },
    el('h2', { id: 'failures' }, 'Failures'),
    el(
      'ul',
      { class: 'failures' },
      ...all.slice(0, listed).map(({ test, index }) => failureItem(test, index, targets)),
    ),
    all.length <= listed ? null : el('p', {}, el('a', { href: '#tests' }, `All ${all.length} tests`)),
  );
}

function failureItem(
  { id, outcome, message, target, history }: PageTest,
  index: number,
  targets: readonly PageTarget[],
): HTMLElement {
  const label = targets[target]?.label ?? '';
  return el(
    'li',
    {},
    el(
      'a',
      { href: routeHash({ view: 'tests', numbers: [index] }) },
      mark(outcome, true),
      el('span', { class: 'test-id' }, id),
    ),
    el('span', { class: 'of' }, label),
    message === null ? null : el('span', { class: 'message' }, message),
    history?.isFlaky ? el('span', { class: 'message flaky' }, history.sentence) : null,
  );
}
