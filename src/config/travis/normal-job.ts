import { isNothing, type MapTree, type Tree } from '../yaml-tree.ts';
import { readJobEnv } from './env-rows.ts';
import { matrixKeys, valueNames } from './languages.ts';
import { normalEntries } from './normal-keys.ts';
import type { Notes } from './notes.ts';
import { firstText, flatItems, listOf, mapOf, rubyText, textOf } from './tree-values.ts';

/** A job (or what is said of all jobs) by Travis's names of the keys, each value in one shape. */
export type RawJob = ReadonlyMap<string, Tree>;

/** Keys whose value is a list, whatever stands there. */
const listKeys: ReadonlySet<string> = new Set(
  `before_install install before_script script before_cache after_success after_failure before_deploy after_deploy
  after_script services apt_packages`.split(/\s+/),
);
/** Keys whose value is one text. */
const textKeys: ReadonlySet<string> = new Set(
  `language dist name stage if group virt bundler_args npm_args composer_args gobuild_args go_import_path sbt_args lein
  r_build_args r_check_args`.split(/\s+/),
);

/** An entry of `include`, `exclude` or `allow_failures`: matrix keys have one value, `env` all its rows. */
export function normalJob(tree: MapTree, notes: Notes): RawJob {
  const job = new Map<string, Tree>();
  for (const [key, { value }] of normalEntries(tree, 'job')) {
    if (key === 'env') job.set(key, readJobEnv(value, notes));
    else if (matrixKeys.includes(key)) job.set(key, oneText(key, value));
    else if (!isNothing(value)) job.set(key, normalValue(key, value));
    else if (listKeys.has(key)) job.set(key, listOf([], value.span));
  }
  return job;
}

/** A value of a key that is no key of the matrix. */
export function normalValue(key: string, value: Tree): Tree {
  if (listKeys.has(key)) return textList(key, value);
  if (textKeys.has(key)) return oneText(key, value);
  return key === 'addons' ? normalAddons(value) : value;
}

/** All values of a matrix key of the file itself. */
export function textList(key: string, value: Tree): Tree {
  if (isNothing(value)) return value;
  const items = flatItems(value).map((item) => (item.kind === 'text' ? named(key, item) : item));
  return listOf(items, value.span);
}

function oneText(key: string, value: Tree): Tree {
  const text = firstText(value);
  return text === null ? value : named(key, text);
}

function named(key: string, value: Tree): Tree {
  if (value.kind !== 'text') return value;
  const text = rubyText(value);
  const nameOf = Object.hasOwn(valueNames, key) ? valueNames[key] : undefined;
  return nameOf === undefined ? text : { ...text, text: nameOf(text.text) };
}

/** `apt: [a, b]` are its packages; a source that is a text is a name. */
function normalAddons(value: Tree): Tree {
  if (value.kind !== 'map') return value;
  const addons = new Map<string, Tree>();
  for (const [key, { value: addon }] of normalEntries(value, 'addons')) {
    if (key === 'apt') addons.set(key, normalApt(addon));
    else addons.set(key, key === 'apt_packages' ? textList(key, addon) : addon);
  }
  return mapOf(addons, value.span);
}

function normalApt(value: Tree): Tree {
  if (value.kind === 'text' && typeof value.value === 'boolean') {
    return mapOf([['enabled', textOf(String(value.value), value.span)]], value.span);
  }
  if (value.kind !== 'map') return mapOf([['packages', textList('packages', value)]], value.span);
  const apt = new Map<string, Tree>();
  for (const [key, { value: part }] of normalEntries(value, 'addons')) {
    if (key === 'packages') apt.set(key, textList(key, part));
    else if (key === 'sources') apt.set(key, listOf(flatItems(part).map(normalSource), part.span));
    else apt.set(key, part);
  }
  return mapOf(apt, value.span);
}

function normalSource(value: Tree): Tree {
  return value.kind === 'text' ? mapOf([['name', rubyText(value)]], value.span) : value;
}
