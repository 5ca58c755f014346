import type { PageModel } from '../page-model.ts';
import { keepAddress } from './address.ts';
import { el } from './dom.ts';
import { figuresText } from './figures-text.ts';
import { mark } from './mark.ts';
import { testDetail } from './test-detail.ts';
import { filterTests, kindOf, kinds, type TestKind } from './test-filter.ts';
import { testId } from './test-id.ts';
import type { View } from './view.ts';
import { VirtualList } from './virtual-list.ts';

const names: Readonly<Record<TestKind, string>> = {
  all: 'All',
  failed: 'Failed',
  flaky: 'Flaky',
  passed: 'Passed',
  unknown: 'Not told',
};

/** The tests that are known by name: a list with a filter, and beside it all that is known of the selected one. */
export function testsView(model: PageModel): View {
  const { tests, targets } = model;
  let shown = filterTests(tests, 'all', '');
  let kind: TestKind = 'all';
  const detail = el('section', { class: 'detail', 'aria-label': 'Test', tabindex: -1 });
  const input = el('input', {
    type: 'search',
    class: 'find',
    placeholder: 'Filter tests',
    'aria-label': 'Filter tests',
    spellcheck: 'false',
  });
  const count = el('span', { class: 'count', role: 'status' });
  const list = new VirtualList({
    label: 'Tests',
    class: 'tests-list',
    draw(row, index) {
      const test = tests[shown[index] ?? -1];
      if (test === undefined) return;
      const label = targets[test.target]?.label ?? '';
      const told = test.message ?? (test.history === null ? '' : figuresText(test.history));
      row.append(
        mark(test.outcome, true),
        testId(test.id),
        el('span', { class: 'message' }, [label, told].filter((each) => each !== '').join(': ')),
      );
      row.title = test.id;
    },
    onSelect: (index) => {
      const place = shown[index];
      if (place === undefined) return;
      keepAddress({ view: 'tests', numbers: [place] });
      testDetail(model, place).then((made) => {
        if (list.selected === index) detail.replaceChildren(made);
      });
    },
    onOpen: () => {
      element.classList.add('opened');
      detail.focus();
    },
  });
  const apply = (): void => {
    shown = filterTests(tests, kind, input.value);
    count.textContent = `${shown.length} of ${tests.length}`;
    list.reset(shown.length);
    detail.replaceChildren(
      el(
        'p',
        { class: 'empty' },
        tests.length === 0 ? nothing(model) : shown.length === 0 ? 'No test has these words.' : '',
      ),
    );
    if (shown.length > 0) list.select(0);
  };
  input.addEventListener('input', apply);
  const back = el('button', { type: 'button', class: 'back' }, 'All tests');
  back.addEventListener('click', () => view.back?.());
  const element = el(
    'div',
    { class: 'split tests' },
    el(
      'div',
      { class: 'pane-list' },
      el('div', { class: 'bar' }, input, count),
      kindButtons(model, (chosen) => {
        kind = chosen;
        apply();
      }),
      list.element,
    ),
    el('div', { class: 'pane-main' }, back, detail),
  );
  const view: View = {
    element,
    show(numbers) {
      list.redraw();
      const [wanted] = numbers;
      if (wanted !== undefined && !shown.includes(wanted)) {
        input.value = '';
        kind = 'all';
        apply();
      }
      const at = wanted === undefined ? Math.max(0, list.selected) : shown.indexOf(wanted);
      list.select(at, { center: true });
      element.classList.toggle('opened', wanted !== undefined);
    },
    find: () => input.focus(),
    move: (by) => list.move(by),
    open: () => list.open(),
    back() {
      if (element.classList.contains('opened') && getComputedStyle(back).display !== 'none') {
        element.classList.remove('opened');
        list.element.focus();
        return true;
      }
      if (input.value === '') return false;
      input.value = '';
      apply();
      return true;
    },
  };
  apply();
  return view;
}

function nothing({ verdict }: PageModel): string {
  return verdict === 'passed'
    ? 'Nothing failed.'
    : 'No failed test is known by its name; the targets say what went wrong.';
}

function kindButtons({ tests }: PageModel, choose: (kind: TestKind) => void): HTMLElement {
  const group = el('div', { class: 'kinds', role: 'group', 'aria-label': 'Which tests' });
  for (const kind of kinds) {
    const count = kind === 'all' ? tests.length : tests.filter((test) => kindOf(test) === kind).length;
    if (kind !== 'all' && count === 0) continue;
    const button = el('button', { type: 'button', 'aria-pressed': String(kind === 'all') }, `${names[kind]} ${count}`);
    button.addEventListener('click', () => {
      for (const each of group.children) each.setAttribute('aria-pressed', String(each === button));
      choose(kind);
    });
    group.append(button);
  }
  return group;
}
