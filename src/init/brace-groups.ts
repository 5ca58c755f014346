import { expandBraces } from '../base/expand-braces.ts';
import { fillPieces } from '../config/fill-pieces.ts';
import { isSame, mapValue, type Value } from './value.ts';

/** Targets that one name with braces stands for. */
export interface BraceGroup {
  /** `py{27,311}` */
  readonly label: string;
  readonly names: readonly string[];
  /** What the braces give for each of them. */
  readonly pieces: readonly string[];
  /** What each name is with `{1}` in it. */
  readonly pattern: string;
}

/** A longer name is no help. */
const longestLabel = 90;

/** All of them under one name; null if that cannot be. */
export function groupOfAll(names: readonly string[]): BraceGroup | null {
  return groupOf(names, { before: '', pieces: names, after: '' });
}

/**
 * Neighbours whose names differ in one part: `py27`, `py36`, or `py27-lint`, `py36-lint`. Only neighbours, since a name
 * with braces puts its targets one after another.
 */
export function runsOf(names: readonly string[]): readonly BraceGroup[] {
  const groups: BraceGroup[] = [];
  let from = 0;
  while (from < names.length - 1) {
    let found: BraceGroup | null = null;
    for (let to = from + 2; to <= names.length; to += 1) {
      const run = names.slice(from, to);
      const parts = differingPart(run);
      const group = parts === null ? null : groupOf(run, parts);
      if (group === null) break;
      found = group;
    }
    if (found !== null) groups.push(found);
    from += found?.names.length ?? 1;
  }
  return groups;
}

interface Parts {
  readonly before: string;
  readonly pieces: readonly string[];
  readonly after: string;
}

function groupOf(names: readonly string[], { before, pieces, after }: Parts): BraceGroup | null {
  const label = `${before}{${pieces.join(',')}}${after}`;
  if (names.length < 2 || label.length > longestLabel) return null;
  const expansion = expandBraces(label);
  const given = expansion.ok ? expansion.names : [];
  const isMeant = isSame(
    given.map(({ name, pieces: [piece = ''] }) => [name, piece]),
    names.map((name, at) => [name, pieces[at] ?? '']),
  );
  return isMeant ? { label, names, pieces, pattern: `${before}{1}${after}` } : null;
}

/** Names as words, numbers and what is between them. */
function tokens(name: string): readonly string[] {
  return name.match(/\d[\d.]*|\p{L}+|./gu) ?? [];
}

function differingPart(names: readonly string[]): Parts | null {
  const split = names.map(tokens);
  const [first = []] = split;
  if (first.length < 2 || split.some(({ length }) => length !== first.length)) return null;
  const differing = first.flatMap((token, at) => (split.every((each) => each[at] === token) ? [] : [at]));
  const [at] = differing;
  if (at === undefined || differing.length > 1) return null;
  const pieces = split.map((each) => each[at] ?? '');
  return { before: first.slice(0, at).join(''), pieces, after: first.slice(at + 1).join('') };
}

/** One value with `{1}` in it that gives each of these values for its target; undefined if there is none. */
export function templateOf(values: readonly Value[], { names, pieces, pattern }: BraceGroup): Value | undefined {
  const [value] = values;
  const [name = ''] = names;
  const [piece = ''] = pieces;
  if (value === undefined) return undefined;
  const named = mapValue(value, (text) => text.replaceAll(name, () => pattern));
  const pieced = mapValue(value, (text) => text.replaceAll(piece, () => '{1}'));
  const both = mapValue(named, (text) => text.replaceAll(piece, () => '{1}'));
  return [value, named, pieced, both].find((template) =>
    values.every((each, at) =>
      isSame(
        each,
        mapValue(template, (text) => fillPieces(text, [pieces[at] ?? ''])),
      ),
    ),
  );
}
