import { formatSeconds } from '../../../base/duration.ts';
import { detailsTogether, type PageModel, type PageTry, type TestDetails } from '../page-model.ts';
import { el } from './dom.ts';
import { historyPlot } from './history-plot.ts';
import { mark } from './mark.ts';
import { nameStart } from './name-start.ts';
import { parsed, unpacked } from './packed.ts';
import { rerunLines } from './summary-view.ts';

const groups = new Map<number, Promise<readonly TestDetails[]>>();
/** So many packed groups of details stay unpacked. */
const keptGroups = 8;

/** All that is known of the test at a place in the model. */
export async function testDetail(model: PageModel, place: number): Promise<HTMLElement> {
  const details = await detailsOf(place);
  const test = model.tests[place];
  if (test === undefined || details === null) return el('div', {});
  const { id, outcome, message, runner, seconds, history } = test;
  const target = model.targets[test.target];
  const facts = [
    target === undefined ? null : `${model.kind === 'run' ? 'target' : 'runner'} ${target.label}`,
    model.kind === 'run' && runner !== null ? runner : null,
    seconds === null ? null : formatSeconds(seconds),
  ].filter((fact) => fact !== null);
  const search = el('button', { type: 'button', class: 'find-in-log' }, 'Find it in the log');
  search.addEventListener('click', () =>
    document.dispatchEvent(new CustomEvent('find-in-log', { detail: lastName(id) })),
  );
  return el(
    'article',
    {},
    el(
      'div',
      { class: 'what' },
      el('h2', {}, mark(outcome, true), el('span', { class: 'test-id' }, id)),
      el('p', { class: 'of' }, facts.join(' · ')),
      message === null ? null : el('p', { class: 'told' }, message),
      rerunLines(details.rerun),
      ...details.tries.map((each) => tryBlock(each, details.tries.length, message)),
      outcome === 'flaky'
        ? el('p', { class: 'passed-then' }, mark('passed'), 'It passed when it was tried again.')
        : null,
      model.logs.length === 0 ? null : search,
    ),
    history === null ? null : historyPlot(details.runs, history),
  );
}

/** The details of a test, once they are unpacked; null where there are none. */
async function detailsOf(place: number): Promise<TestDetails | null> {
  const number = Math.floor(place / detailsTogether);
  const group =
    groups.get(number) ??
    unpacked(`details-${number}`).then((text) => (text === '' ? [] : parsed<readonly TestDetails[]>(text)));
  groups.delete(number);
  groups.set(number, group);
  const [oldest] = groups.keys();
  if (groups.size > keptGroups && oldest !== undefined) groups.delete(oldest);
  return (await group)[place % detailsTogether] ?? null;
}

function tryBlock({ attempt, failures }: PageTry, of: number, told: string | null): HTMLElement {
  return el(
    'section',
    { class: 'try' },
    of === 1 ? null : el('h3', {}, attempt === null ? 'A try' : `Try ${attempt}`),
    ...failures.flatMap(({ message, place, excerpt }) => [
      message === null || message === told ? null : el('p', { class: 'told' }, message),
      place === null ? null : el('p', { class: 'place' }, place),
      excerpt.length === 0
        ? null
        : el('pre', { class: 'excerpt', tabindex: 0, 'aria-label': 'What was printed' }, excerpt.join('\n')),
    ]),
  );
}

/** What of an id a log most likely has as it is: the name that it ends with, without parameters. */
function lastName(id: string): string {
  return id.slice(nameStart(id)).replace(/\[.*$/s, '').slice(0, 100);
}
