import type { PageModel } from '../page-model.ts';
import { el } from './dom.ts';
import { isListed, summaryView } from './summary-view.ts';
import { testDetail } from './test-detail.ts';
import { timelineView } from './timeline-view.ts';

/** So many failures are printed in full. */
const printed = 50;

/**
 * On paper there is the summary, then the first failures in full and the timeline, whatever is on the screen. The failures
 * are made when the page has come to rest, since a browser that prints does not wait for what has to be unpacked.
 */
export function preparePrint(model: PageModel, main: HTMLElement): void {
  let failures: HTMLElement[] = [];
  const failed = model.tests.flatMap((test, index) => (isListed(test) ? [index] : []));
  setTimeout(() => {
    Promise.all(failed.slice(0, printed).map((index) => testDetail(model, index))).then((made) => {
      failures = made;
    });
  }, 300);
  const paper = el('div', { class: 'paper' });
  addEventListener('beforeprint', () => {
    const rest = failed.length - failures.length;
    paper.replaceChildren(
      summaryView(model).element,
      ...failures,
      ...(rest > 0 ? [el('p', {}, `And ${rest} more, which are in the page.`)] : []),
      ...(model.timeline === null ? [] : [timelineView(model).element]),
    );
    main.after(paper);
  });
  addEventListener('afterprint', () => paper.remove());
}
