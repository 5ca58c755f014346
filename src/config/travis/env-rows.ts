import { quoted } from '../../base/printable.ts';
import { isNothing, type MapTree, type Tree } from '../yaml-tree.ts';
import type { Notes } from './notes.ts';
import { parseShellVars } from './shell-vars.ts';
import { firstText, listOf, mapOf, textOf } from './tree-values.ts';

/** The variables of a whole .travis.yml: for all jobs, and the rows of which each makes a job. Null: not given. */
export interface RootEnv {
  readonly global: readonly Tree[] | null;
  readonly rows: readonly Tree[] | null;
}

/** The key `env` of the file itself. What is neither under `global` nor under `jobs` (or `matrix`) are rows. */
export function readRootEnv(tree: Tree, notes: Notes): RootEnv {
  if (tree.kind !== 'map') return { global: null, rows: isNothing(tree) ? null : readVars(tree, notes) };
  const known = new Map<string, Tree>();
  const other = new Map<string, Tree>();
  for (const [name, { value }] of tree.entries) {
    const key = name.trim().replaceAll('-', '_').toLowerCase();
    if (key === 'global' || key === 'jobs') known.set(key, known.get(key) ?? value);
    else if (key === 'matrix') known.set('jobs', value);
    else other.set(name, value);
  }
  const read = (value: Tree | undefined): readonly Tree[] | null =>
    value === undefined || isNothing(value) ? null : readVars(value, notes);
  const plain = other.size === 0 ? null : readVars(mapOf(other, tree.span), notes);
  return { global: read(known.get('global')), rows: read(known.get('jobs')) ?? plain };
}

/** The key `env` of one job: all of its rows are this job's. */
export function readJobEnv(tree: Tree, notes: Notes): Tree {
  return listOf(readVars(tree, notes), tree.span);
}

/** Rows of variables: each a mapping of names to shell text, or of `secure` to what is encrypted. */
function readVars(tree: Tree, notes: Notes): readonly Tree[] {
  switch (tree.kind) {
    case 'text':
      return [isNothing(tree) ? mapOf([], tree.span) : readLine(tree, notes)];
    case 'list':
      return tree.items.flatMap((item) => readVars(item, notes));
    case 'map':
      return [readMapping(tree)];
  }
}

function readLine(tree: Tree, notes: Notes): Tree {
  const text = firstText(tree)?.text ?? '';
  const parsed = parseShellVars(text);
  if (!parsed.ok) {
    notes.add(tree.span, `Travis cannot read the variables ${quoted(text)} and leaves them out: ${parsed.reason}`);
    return mapOf([], tree.span);
  }
  return mapOf(new Map(parsed.vars.map(({ name, raw }) => [name, textOf(raw, tree.span)])), tree.span);
}

function readMapping(tree: MapTree): Tree {
  const values = [...tree.entries].flatMap(([name, { value }]): [string, Tree][] => {
    if (isSecure(value)) return [[name, value]];
    const text = firstText(value);
    return text === null ? [[name, textOf('', value.span)]] : [[name, text]];
  });
  return mapOf(values, tree.span);
}

/** `{secure: …}`: what only Travis can read. */
export function isSecure(tree: Tree): boolean {
  return tree.kind === 'map' && tree.entries.has('secure');
}
