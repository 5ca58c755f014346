import { el } from './dom.ts';
import { nameStart } from './name-start.ts';

/** An id on one line: where there is no room, its name stays and what is before it is cut. */
export function testId(id: string): HTMLElement {
  const start = nameStart(id);
  if (start === 0) return el('span', { class: 'test-id' }, id);
  return el(
    'span',
    { class: 'test-id' },
    el('span', { class: 'path' }, id.slice(0, start)),
    el('span', { class: 'name' }, id.slice(start)),
  );
}
