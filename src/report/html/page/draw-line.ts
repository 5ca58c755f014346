import { type Colour, type Look, linePieces } from './ansi.ts';
import { el } from './dom.ts';
import { placesIn, type Query } from './find-lines.ts';
import type { LogLine } from './log-text.ts';

/** What of a line is drawn: more would be slow, and nobody reads it sideways. */
const longest = 4000;

/** The pieces of a log's line as elements, with what is looked for marked. */
export function drawLine({ text, look }: LogLine, query: Query): Node[] {
  const { pieces } = linePieces(text, look);
  const whole = pieces.map((piece) => piece.text).join('');
  const marks = placesIn(whole.slice(0, longest), query).map((at) => [at, at + query.text.length] as const);
  const nodes: Node[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (at >= longest) break;
    const shown = piece.text.slice(0, longest - at);
    const inside = cut(shown, at, marks);
    at += shown.length;
    const style = classOf(piece.look);
    if (style === '') nodes.push(...inside);
    else nodes.push(coloured(el('span', { class: style }, ...inside), piece.look));
  }
  if (whole.length > longest) nodes.push(el('span', { class: 'more' }, ` … ${whole.length - longest} more characters`));
  return nodes;
}

/** A piece that begins at `start` of its line, cut where marks begin and end. */
function cut(text: string, start: number, marks: readonly (readonly [number, number])[]): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  for (const [begin, end] of marks) {
    const first = Math.max(from, begin - start);
    const last = Math.min(text.length, end - start);
    if (last <= first) continue;
    if (first > from) nodes.push(document.createTextNode(text.slice(from, first)));
    nodes.push(el('mark', {}, text.slice(first, last)));
    from = last;
  }
  if (from < text.length) nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

function classOf({ fore, back, bold, faint, italic, underline, inverse }: Look): string {
  const classes = [
    bold && 'bold',
    faint && 'faint',
    italic && 'italic',
    underline && 'underline',
    inverse && 'inverse',
  ];
  return [...classes, fore !== null && colourClass(fore, 'f'), back !== null && colourClass(back, 'b')]
    .filter((each) => each !== false)
    .join(' ');
}

function colourClass(colour: Colour, ground: 'f' | 'b'): string {
  return typeof colour === 'number' ? `${ground}${colour}` : `${ground}rgb`;
}

function coloured(element: HTMLElement, { fore, back }: Look): HTMLElement {
  if (fore !== null && typeof fore !== 'number') element.style.setProperty('--fore', `rgb(${fore.join(' ')})`);
  if (back !== null && typeof back !== 'number') element.style.setProperty('--back', `rgb(${back.join(' ')})`);
  return element;
}
