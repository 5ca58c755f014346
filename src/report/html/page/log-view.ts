import type { PageModel } from '../page-model.ts';
import { keepAddress } from './address.ts';
import { plainLook } from './ansi.ts';
import { el } from './dom.ts';
import { drawLine } from './draw-line.ts';
import type { Query } from './find-lines.ts';
import { LogText } from './log-text.ts';
import { type Found, type SearchState, searchLogs } from './search-logs.ts';
import type { View } from './view.ts';
import { VirtualList } from './virtual-list.ts';

/** The logs: one of them whole, and what a search has found in all of them. */
export function logView({ logs }: PageModel): View {
  const texts = logs.map((log) => new LogText(log));
  let current = 0;
  let query: Query = { text: '', exact: false };
  let found: readonly Found[] = [];
  let searching = new AbortController();

  const choice = el(
    'select',
    { 'aria-label': 'Log' },
    ...logs.map(({ name, bytes }, index) => el('option', { value: index }, `${name} (${sizeText(bytes)})`)),
  );
  const input = el('input', {
    type: 'search',
    class: 'find',
    placeholder: 'Search all logs',
    'aria-label': 'Search all logs',
    spellcheck: 'false',
  });
  const exact = el(
    'button',
    { type: 'button', class: 'exact', 'aria-pressed': 'false', 'aria-label': 'Match case', title: 'Match case' },
    'Aa',
  );
  const status = el('span', { class: 'count', role: 'status' });
  const progress = el('progress', { max: 1, value: 0, 'aria-label': 'Searched', hidden: true });

  const lines = new VirtualList({
    label: 'Lines of the log',
    class: 'log-lines',
    draw(row, index) {
      const line = texts[current]?.line(index);
      row.append(el('span', { class: 'number', 'aria-hidden': 'true' }, String(index + 1)));
      if (line === undefined) row.append(el('span', { class: 'more' }, '… this part of the log is left out'));
      else if (line === null) loadSeen();
      else row.append(el('span', { class: 'text' }, ...drawLine(line, query)));
    },
    onSelect: (index) => keepAddress({ view: 'log', numbers: [current, index] }),
  });
  let loading = false;
  const loadSeen = (): void => {
    if (loading) return;
    loading = true;
    requestAnimationFrame(() => {
      const text = texts[current];
      const { first, end } = lines.seen;
      if (text === undefined) return;
      text.load(first, end).then(() => {
        loading = false;
        lines.redraw();
      });
    });
  };
  const results = new VirtualList({
    label: 'Lines found',
    class: 'results-list',
    draw(row, index) {
      const each = found[index];
      if (each === undefined) return;
      const where = logs.length > 1 ? `${logs[each.log]?.name ?? ''}, line ${each.line + 1}` : `line ${each.line + 1}`;
      row.append(
        el('span', { class: 'of' }, where),
        el('span', { class: 'text' }, ...drawLine({ text: each.text, look: plainLook }, query)),
      );
    },
    onSelect(index) {
      const each = found[index];
      if (each !== undefined) goTo(each.log, each.line);
    },
  });
  const goTo = (log: number, line: number): void => {
    if (log !== current) change(log);
    lines.select(line, { center: true });
  };
  const change = (log: number): void => {
    current = log;
    choice.value = String(log);
    loading = false;
    lines.reset(texts[log]?.lines ?? 0);
  };
  const element = el(
    'div',
    { class: 'split logs' },
    el('div', { class: 'bar' }, choice, input, exact, status, progress),
    el('div', { class: 'pane-list', hidden: true }, results.element),
    el(
      'div',
      { class: 'pane-main' },
      logs.length === 0 ? el('p', { class: 'empty' }, 'There is no log.') : lines.element,
    ),
  );
  const tell = ({ found: now, done, full }: SearchState): void => {
    const before = results.selected;
    found = now;
    status.textContent = `${full ? 'the first ' : ''}${now.length} ${now.length === 1 ? 'line' : 'lines'}`;
    progress.value = done;
    progress.hidden = done === 1 || full;
    if (results.count === 0 && now.length > 0) {
      results.reset(now.length);
      results.select(0);
    } else results.grow(now.length);
    if (before < 0 && now.length === 0 && done === 1) lines.redraw();
  };
  const search = (): void => {
    searching.abort();
    searching = new AbortController();
    query = { text: input.value, exact: exact.ariaPressed === 'true' };
    found = [];
    results.reset(0);
    const isIdle = query.text === '';
    element.classList.toggle('searching', !isIdle);
    results.element.parentElement?.toggleAttribute('hidden', isIdle);
    status.textContent = '';
    progress.hidden = isIdle;
    progress.value = 0;
    lines.redraw();
    if (!isIdle) searchLogs(logs, query, tell, searching.signal);
  };
  let soon = 0;
  input.addEventListener('input', () => {
    clearTimeout(soon);
    soon = setTimeout(search, 150);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (input.value === query.text) results.move(event.shiftKey ? -1 : 1);
    else search();
  });
  exact.addEventListener('click', () => {
    exact.ariaPressed = String(exact.ariaPressed !== 'true');
    search();
  });
  choice.addEventListener('change', () => change(Number(choice.value)));
  change(0);
  return {
    element,
    show([log, line]) {
      if (log !== undefined && log !== current && log < logs.length) change(log);
      lines.redraw();
      if (line !== undefined) lines.select(line, { center: true });
    },
    find: () => input.select(),
    search(text) {
      input.value = text;
      search();
    },
    move: (by) => (query.text === '' ? lines : results).move(by),
    open: () => lines.element.focus(),
    back() {
      if (input.value === '') return false;
      input.value = '';
      search();
      return true;
    },
  };
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
