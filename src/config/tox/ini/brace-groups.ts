import { Refusal } from './refusal.ts';

/** More names than these come of no list that a person wrote. */
const mostNames = 10_000;

/** Splits at commas outside of `{…}`; a text without anything between two commas gives no item. */
export function splitOutsideBraces(text: string): readonly string[] {
  const items: string[] = [];
  let item = '';
  let noneCloses = false;
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? '';
    const close = character === '{' && !noneCloses ? text.indexOf('}', at + 1) : -1;
    if (character === '{' && close < 0) noneCloses = true;
    if (close > at + 1) {
      item += text.slice(at, close + 1);
      at = close + 1;
    } else {
      if (character === ',') {
        if (item !== '') items.push(item);
        item = '';
      } else {
        item += character;
      }
      at += 1;
    }
  }
  if (item !== '') items.push(item);
  return items;
}

/** `py{27,36}-x` as its pieces in turn, text and what stands in braces: `py`, `27,36`, `-x`. */
export function bracePieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let rest = 0;
  for (let open = text.indexOf('{'); open >= 0; ) {
    const close = text.indexOf('}', open + 1);
    if (close < 0) break;
    if (close === open + 1) {
      open = text.indexOf('{', open + 1);
      continue;
    }
    pieces.push(text.slice(rest, open), text.slice(open + 1, close));
    rest = close + 1;
    open = text.indexOf('{', rest);
  }
  pieces.push(text.slice(rest));
  return pieces;
}

/** One of each part, in every combination, the last part changing first. Throws a Refusal if there are too many. */
export function combinations(parts: readonly (readonly string[])[]): readonly string[] {
  let made: readonly string[] = [''];
  for (const part of parts) {
    if (made.length * part.length > mostNames) throw tooMany();
    made = made.flatMap((start) => part.map((piece) => start + piece));
  }
  return made;
}

/** Throws a Refusal where a list has more names than a person writes. */
export function bounded(names: string[], more: readonly string[]): string[] {
  if (names.length + more.length > mostNames) throw tooMany();
  for (const name of more) names.push(name);
  return names;
}

/** Conditions of a whole file stand for no more groups of factors than these. */
export const mostGroups = 200_000;

export function tooManyGroups(offset: number): Refusal {
  return new Refusal(`the file's conditions stand for more than ${mostGroups} names`, { whole: false, offset });
}

/** The work's result; a Refusal gets the place. */
export function expandedAt<T>(offset: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Refusal ? error.at(offset) : error;
  }
}

function tooMany(): Refusal {
  return new Refusal(`its braces stand for more than ${mostNames} names`, { whole: false });
}
