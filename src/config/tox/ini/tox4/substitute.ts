import type { Budget } from '../budget.ts';
import { Refusal } from '../refusal.ts';
import { hasMatch, type MatchPiece, type Piece, readPieces } from './expression.ts';
import { LocatedText, type Mark } from './located-text.ts';

/** How deep tox 4 follows what stands for something that stands for something. */
const deepest = 100;

/** Too deep: whoever put the text in leaves it as it is. */
class TooDeep extends Error {}

/** Where the words of a `{…}` are looked up. `chain` tells what is being worked out already. */
export interface Lookup {
  readonly budget: Budget;
  /** Adds the variable to the chain. */
  variable(name: string, fallback: string, chain: string[]): string;
  posargs(fallback: string, chain: readonly string[]): string;
  glob(pattern: string, fallback: string): string;
  /** The environment's factor of the group with that label; only TOML has labels. */
  factor?(label: string): string | undefined;
  /** `{key}`, `{[section]key}`, each with a default: null where nothing has that name. */
  reference(text: string, chain: readonly string[]): string | null;
}

/** Replaces all that stands for something in a value, as tox 4 does; what stands for nothing stays as it is. */
export function substitute4(value: LocatedText, chain: readonly string[], lookup: Lookup): LocatedText {
  const marks: Mark[] = [];
  let text = '';
  for (const piece of readPieces(value.text)) {
    const offset = value.offsetOf(piece.start);
    marks.push(piece.kind === 'text' ? { at: text.length, offset } : { at: text.length, offset, isWhole: true });
    text += lookup.budget.fits(replacedAt(piece, chain, lookup, offset));
  }
  return new LocatedText(lookup.budget.fits(text), marks);
}

function replacedAt(piece: Piece, chain: readonly string[], lookup: Lookup, offset: number): string {
  if (piece.kind === 'text') return piece.text;
  try {
    return lookup.budget.deeper(() => replaceMatch(piece, { chain, lookup, depth: 0 }));
  } catch (error) {
    throw error instanceof Refusal ? error.at(offset) : error;
  }
}

interface At {
  readonly chain: readonly string[];
  readonly lookup: Lookup;
  readonly depth: number;
}

function joined(pieces: readonly Piece[], at: At): string {
  let text = '';
  for (const piece of pieces) {
    text += piece.kind === 'text' ? piece.text : at.lookup.budget.deeper(() => replaceMatch(piece, at));
  }
  return at.lookup.budget.fits(text);
}

function replaceMatch(piece: MatchPiece, at: At): string {
  const [type = '', ...args] = piece.args.map((arg) => joined(arg, at));
  const chain = [...at.chain];
  const value = standsFor(type, args, chain, at.lookup);
  if (value === null) return `{${[type, ...args].join(':')}}`;
  at.lookup.budget.spend(value.length);
  if (!hasMatch(value)) return value;
  try {
    if (at.depth + 1 > deepest) throw new TooDeep();
    return joined(readPieces(value), { chain, lookup: at.lookup, depth: at.depth + 1 });
  } catch (error) {
    if (error instanceof TooDeep) return value;
    throw error;
  }
}

/** `chain` grows by the variable that is read, for what its value refers to. */
function standsFor(type: string, args: readonly string[], chain: string[], lookup: Lookup): string | null {
  if (type === '/') return '/';
  if (type === '' && args.length === 1 && args[0] === '') return ':';
  const [first = '', ...rest] = args;
  switch (type) {
    case 'env':
      if (first === '') throw new Refusal('"{env}" names no variable', { whole: false });
      return lookup.variable(first, rest.join(':'), chain);
    case 'tty':
      return args[1] ?? '';
    case 'posargs':
      return lookup.posargs(args.join(':'), chain);
    case 'glob':
      if (first === '') throw new Refusal('"{glob}" has no pattern', { whole: false });
      return lookup.glob(first, rest.join(':'));
    case 'factor':
      if (first === '') throw new Refusal('"{factor}" names no label', { whole: false });
      return lookup.factor?.(first) ?? rest.join(':');
    default:
      return lookup.reference([type, ...args].join(':'), chain);
  }
}
