import { codesOf, endOfEscape, withoutEscapes } from '../../../base/escape-sequences.ts';
import { printable } from '../../../base/printable.ts';

/** How a piece of a log looks. A colour is the number of one of the 16, or red, green and blue. */
export interface Look {
  readonly fore: Colour | null;
  readonly back: Colour | null;
  readonly bold: boolean;
  readonly faint: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

export type Colour = number | readonly [number, number, number];

export interface Piece {
  readonly text: string;
  readonly look: Look;
}

export const plainLook: Look = {
  fore: null,
  back: null,
  bold: false,
  faint: false,
  italic: false,
  underline: false,
  inverse: false,
};

/** The text of a line as a terminal would leave it: without escape sequences, and only what was written last over itself. */
export function lineText(line: string): string {
  return shown(withoutEscapes(overwritten(line)));
}

/** The same in pieces of one look each, and the look with which the next line begins. */
export function linePieces(line: string, begin: Look): { readonly pieces: readonly Piece[]; readonly look: Look } {
  const text = overwritten(line);
  const codes = codesOf(text);
  const pieces: Piece[] = [];
  let look = line.length === text.length ? begin : lookAfter(line.slice(0, line.length - text.length), begin);
  let from = 0;
  const add = (until: number): void => {
    if (until > from) pieces.push({ text: shown(text.slice(from, until)), look });
  };
  for (let at = text.indexOf('\x1b'); at >= 0; at = text.indexOf('\x1b', from)) {
    add(at);
    const end = endOfEscape(codes, at + 1, codes.length);
    look = afterEscape(text.slice(at, end), look);
    from = end;
  }
  add(text.length);
  return { pieces, look };
}

/** The look after a text whatever it shows. */
export function lookAfter(text: string, begin: Look): Look {
  const codes = codesOf(text);
  let look = begin;
  for (let at = text.indexOf('\x1b'); at >= 0; ) {
    const end = endOfEscape(codes, at + 1, codes.length);
    look = afterEscape(text.slice(at, end), look);
    at = text.indexOf('\x1b', end);
  }
  return look;
}

/** A carriage return that ends the line is the line end's; after another one, the line is written anew. */
function overwritten(line: string): string {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
  return whole.slice(whole.lastIndexOf('\r') + 1);
}

function shown(text: string): string {
  return text.includes('\t') ? text.split('\t').map(printable).join('\t') : printable(text);
}

/** Select Graphic Rendition (ECMA-48, 8.3.117); any other sequence changes nothing. */
function afterEscape(sequence: string, look: Look): Look {
  const [, codes] = /^\x1b\[([\d;:]{0,200})m$/.exec(sequence) ?? [];
  if (codes === undefined) return look;
  const numbers = codes.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  let next = look;
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, length } = extended(numbers.slice(at + 1));
      next = { ...next, [code === 38 ? 'fore' : 'back']: colour };
      at += length;
    } else next = rendition(code, next);
  }
  return next;
}

function rendition(code: number, look: Look): Look {
  if (code === 0) return plainLook;
  if (code >= 30 && code <= 37) return { ...look, fore: code - 30 };
  if (code >= 90 && code <= 97) return { ...look, fore: code - 82 };
  if (code >= 40 && code <= 47) return { ...look, back: code - 40 };
  if (code >= 100 && code <= 107) return { ...look, back: code - 92 };
  return { ...look, ...others[code] };
}

const others: Readonly<Record<number, Partial<Look>>> = {
  1: { bold: true },
  2: { faint: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  22: { bold: false, faint: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  39: { fore: null },
  49: { back: null },
};

/** The colour after 38 or 48, and how many numbers it takes: `5;N` of xterm's 256, `2;R;G;B`. */
function extended([kind, ...values]: readonly number[]): { readonly colour: Colour | null; readonly length: number } {
  const byte = (index: number): number => Math.min(255, values[index] ?? 0);
  if (kind === 5) return { colour: indexed(byte(0)), length: 2 };
  if (kind === 2) return { colour: [byte(0), byte(1), byte(2)], length: 4 };
  return { colour: null, length: 1 };
}

/** xterm's 256 colours: the 16, a cube of 6 × 6 × 6, 24 greys. */
function indexed(index: number): Colour {
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}
