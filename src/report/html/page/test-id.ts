import { el } from './dom.ts';

/** What parts ids of tests: `a/b.py::T::test`, `file › suite › title`, `suite > title`, `pkg.Class.method`. */
const separators = ['::', ' › ', ' > ', '/', '.'];
/** A longer end is no name. */
const longestName = 64;

/** Where the name begins that an id ends with: after its last separator. Parameters in brackets belong to the name. */
export function nameStart(id: string): number {
  const bracket = id.indexOf('[');
  const before = bracket > 0 ? id.slice(0, bracket) : id;
  const starts = separators.map((separator) => {
    const at = before.lastIndexOf(separator);
    return at < 0 ? 0 : at + separator.length;
  });
  const start = starts.find((each) => each > 0) ?? 0;
  return id.length - start > longestName || start === id.length ? 0 : start;
}

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
