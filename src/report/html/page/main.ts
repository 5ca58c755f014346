import type { PageModel } from '../page-model.ts';
import { el } from './dom.ts';
import { helpDialog } from './help.ts';
import { historyView } from './history-view.ts';
import { listenToKeys } from './keys.ts';
import { logView } from './log-view.ts';
import { colourOf, mark } from './mark.ts';
import { parsed } from './packed.ts';
import { preparePrint } from './print.ts';
import { parseRoute, type ViewName, views } from './route.ts';
import { summaryView } from './summary-view.ts';
import { testsView } from './tests-view.ts';
import { themeButton } from './theme.ts';
import { timelineView } from './timeline-view.ts';
import type { View } from './view.ts';

/** Which views this page has: a log has no timeline, and not every project a history. */
function makers(model: PageModel): Readonly<Partial<Record<ViewName, () => View>>> {
  return {
    summary: () => summaryView(model),
    tests: () => testsView(model),
    ...(model.kind === 'run' ? { timeline: () => timelineView(model) } : {}),
    log: () => logView(model),
    ...(model.hasHistory ? { history: () => historyView(model) } : {}),
  };
}

const titles: Readonly<Record<ViewName, string>> = {
  summary: 'Summary',
  tests: 'Tests',
  timeline: 'Timeline',
  log: 'Log',
  history: 'History',
};

function start(): void {
  const model = parsed<PageModel>(document.getElementById('model')?.textContent ?? '');
  document.title = `${model.title}: ${model.verdict}`;
  document.documentElement.dataset.verdict = colourOf(model.verdict);
  const all = makers(model);
  const made = new Map<ViewName, View>();
  const main = el('main', { id: 'main', tabindex: -1 });
  const help = helpDialog();
  const theme = themeButton();
  const helpButton = el('button', { type: 'button', class: 'tool', 'aria-label': 'Keys', title: 'Keys (?)' }, '?');
  helpButton.addEventListener('click', () => help.showModal());
  const links = views.filter((name) => all[name] !== undefined).map((name) => link(name, model));
  const header = el(
    'header',
    { class: 'top' },
    el('a', { class: 'skip', href: '#main' }, 'Skip to the content'),
    el(
      'a',
      { class: 'brand', href: '#summary' },
      mark(model.verdict),
      el('b', {}, model.title),
      el('span', {}, model.verdict),
    ),
    el('nav', { 'aria-label': 'Views' }, ...links),
    el('div', { class: 'tools' }, theme, helpButton),
  );
  let current: View | null = null;
  const show = (): void => {
    const route = parseRoute(location.hash);
    const name = all[route.view] === undefined ? 'summary' : route.view;
    const view = made.get(name) ?? all[name]?.();
    if (view === undefined) return;
    made.set(name, view);
    document.body.dataset.view = name;
    for (const each of links) {
      if (each.dataset.view === name) each.setAttribute('aria-current', 'page');
      else each.removeAttribute('aria-current');
    }
    if (current !== view) {
      main.replaceChildren(view.element);
      scrollTo(0, 0);
    }
    current = view;
    view.show(route.numbers);
  };
  document.body.append(header, main, help);
  header.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
  const go = (name: ViewName): void => {
    if (all[name] === undefined) return;
    history.pushState(null, '', `#${name}`);
    show();
  };
  addEventListener('hashchange', show);
  document.addEventListener('find-in-log', (event) => {
    if (!(event instanceof CustomEvent) || typeof event.detail !== 'string') return;
    go('log');
    current?.search?.(event.detail);
  });
  listenToKeys({
    view: () => current ?? { element: main, show: () => undefined },
    go,
    help: () => help.showModal(),
    theme: () => theme.click(),
  });
  preparePrint(model, main);
  show();
}

function link(name: ViewName, { tests }: PageModel): HTMLAnchorElement {
  const failed = tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'error').length;
  const badge = name === 'tests' && failed > 0 ? el('span', { class: 'badge' }, String(failed)) : null;
  return el('a', { href: `#${name}`, 'data-view': name }, titles[name], badge);
}

start();
