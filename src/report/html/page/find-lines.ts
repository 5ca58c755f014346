import { lineText } from './ansi.ts';

/** What is looked for: the text itself, not an expression. */
export interface Query {
  readonly text: string;
  /** Whether capitals matter. */
  readonly exact: boolean;
}

/** Colours, which are most of the escape sequences of a log; none goes over a line's end. */
const colours = /\x1b\[[\d;:]*m/g;

/** The places of the lines in a chunk of a log that show the text, from 0. */
export function findLines(chunk: string, query: Query): readonly number[] {
  if (query.text === '') return [];
  const bare = chunk.includes('\x1b') ? chunk.replace(colours, '') : chunk;
  // what a terminal shows as it is can be searched whole
  return /[\x1b\r]/.test(bare) ? findAmong(chunk, query) : findWhole(bare, query);
}

function findWhole(chunk: string, { text, exact }: Query): readonly number[] {
  const where = exact ? chunk : chunk.toLowerCase();
  const what = exact ? text : text.toLowerCase();
  const found: number[] = [];
  let line = 0;
  let counted = 0;
  for (let at = where.indexOf(what); at >= 0; ) {
    for (let end = where.indexOf('\n', counted); end >= 0 && end < at; end = where.indexOf('\n', counted)) {
      line += 1;
      counted = end + 1;
    }
    found.push(line);
    const next = where.indexOf('\n', at);
    at = next < 0 ? -1 : where.indexOf(what, next);
  }
  return found;
}

function findAmong(chunk: string, query: Query): readonly number[] {
  const lines = chunk.split('\n');
  return lines.flatMap((line, index) => (placesIn(lineText(line), query).length > 0 ? [index] : []));
}

/** Where the text begins in a line, each place after the end of the one before. */
export function placesIn(line: string, { text, exact }: Query): readonly number[] {
  if (text === '') return [];
  const where = exact ? line : line.toLowerCase();
  const what = exact ? text : text.toLowerCase();
  const places: number[] = [];
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + what.length)) places.push(at);
  return places;
}
