import { quoted } from '../../../base/printable.ts';
import type { Budget } from '../ini/budget.ts';
import { evaluateCondition } from './condition.ts';
import { deepestReference, SettingFailure } from './failure.ts';
import { keptWords } from './kept-posargs.ts';
import type { Reading } from './reading.ts';
import { kindName, member, type TomlEntry, type TomlTable, type TomlTree, textOf } from './toml-tree.ts';

/** What the replacing of values asks of the one who knows the settings. */
export interface UnrollHost {
  readonly budget: Budget;
  /** Puts values in the place of all `{…}` of a text that is written at `offset`. */
  replace(text: string, reading: Reading, offset: number): string;
  variable(name: string, fallback: string, reading: Reading): string;
  glob(pattern: string): readonly string[];
  /** The raw value that a path of keys leads to, if there is one. */
  raw(path: readonly string[]): TomlTree | undefined;
  /** The value of another environment's setting, as a value of TOML. */
  setting(env: string, key: string, reading: Reading, from: TomlTree): TomlTree;
  /** A variable of the environment in which dox runs; empty where it is not set. */
  hostVariable(name: string): string;
  factors(env: string | null): ReadonlySet<string>;
}

/** How a value is unrolled: `texts` is off for set_env, whose texts are replaced later. */
export interface UnrollOptions {
  readonly reading: Reading;
  readonly texts: boolean;
}

/** Replaces all that is to be replaced in a value: `{…}` in its texts, and tables `{ replace = … }` in it. */
export function unroll(tree: TomlTree, host: UnrollHost, options: UnrollOptions, depth = 0): TomlTree {
  if (depth > deepestReference) throw new SettingFailure('its references lead back to themselves', tree.span);
  host.budget.spend(1);
  switch (tree.kind) {
    case 'text':
      return options.texts ? { ...tree, text: host.replace(tree.text, options.reading, tree.span.start) } : tree;
    case 'list':
      return { ...tree, items: tree.items.flatMap((item) => listItem(item, host, options, depth + 1)) };
    case 'table':
      return replacement(tree, host, options, depth) ?? eachEntry(tree, host, options, depth + 1);
    case 'flag':
    case 'number':
    case 'other':
      return tree;
  }
}

function listItem(item: TomlTree, host: UnrollHost, options: UnrollOptions, depth: number): readonly TomlTree[] {
  const got = unroll(item, host, options, depth);
  if (!isTrue(member(item, 'replace')) || !isTrue(member(item, 'extend'))) return [got];
  if (got.kind === 'text') return got.text === '' ? [] : [got];
  if (got.kind === 'list') return got.items;
  throw new SettingFailure(`only a list can extend a list, not ${kindName(got)}`, item.span);
}

function eachEntry(table: TomlTable, host: UnrollHost, options: UnrollOptions, depth: number): TomlTable {
  const entries = new Map<string, TomlEntry>();
  for (const [key, { keySpan, value }] of table.entries) {
    entries.set(key, { keySpan, value: unroll(value, host, options, depth) });
  }
  return { ...table, entries };
}

/** What stands for `{ replace = … }`; null for a table that tox does not know how to replace. */
function replacement(table: TomlTable, host: UnrollHost, options: UnrollOptions, depth: number): TomlTree | null {
  const value = replaced(table, host, options, depth);
  const marker = member(table, 'marker');
  if (value === null || !isTrue(marker) || marker === undefined) return value;
  const { span } = table;
  const entries = new Map([
    ['value', { keySpan: span, value }],
    ['marker', { keySpan: span, value: marker }],
  ]);
  return { kind: 'table', entries, span };
}

function replaced(table: TomlTable, host: UnrollHost, options: UnrollOptions, depth: number): TomlTree | null {
  switch (textOf(member(table, 'replace'))) {
    case 'posargs':
      return posargs(table, host, options, depth);
    case 'env': {
      const name = need(table, 'name');
      if (name === '') throw new SettingFailure('the variable needs a name', table.span);
      const written = member(table, 'default');
      const fallback = written === undefined ? '' : asText(unroll(written, host, options, depth + 1), 'default');
      return { kind: 'text', text: host.variable(name, fallback, options.reading), span: table.span };
    }
    case 'glob':
      return globbed(table, host);
    case 'if':
      return conditional(table, host, options, depth);
    case 'ref':
      return referred(table, host, options, depth);
    default:
      return null;
  }
}

function posargs(table: TomlTable, host: UnrollHost, options: UnrollOptions, depth: number): TomlTree {
  const { span } = table;
  const given = options.reading.posargs;
  if (given !== null && given !== 'keep') {
    return { kind: 'list', items: given.map((text) => ({ kind: 'text', text, span })), span };
  }
  const written = member(table, 'default');
  if (written !== undefined && written.kind !== 'list') {
    throw new SettingFailure(`the default of posargs is a list, not ${kindName(written)}`, written.span);
  }
  const items = (written?.items ?? []).map((item) => unroll(item, host, options, depth + 1));
  const words = items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  // Where the default is whole commands, arguments have no place.
  if (given === null || words.length < items.length) return { kind: 'list', items, span };
  return { kind: 'list', items: [{ kind: 'text', text: keptWords(words), span }], span };
}

function globbed(table: TomlTable, host: UnrollHost): TomlTree {
  const pattern = need(table, 'pattern');
  if (pattern === '') throw new SettingFailure('the glob needs a pattern', table.span);
  const { span } = table;
  const extend = isTrue(member(table, 'extend'));
  const paths = host.glob(pattern);
  if (paths.length > 0 && !extend) return { kind: 'text', text: paths.join(' '), span };
  if (paths.length > 0) return { kind: 'list', items: paths.map((text) => ({ kind: 'text', text, span })), span };
  const fallback = member(table, 'default');
  if (fallback === undefined) return extend ? { kind: 'list', items: [], span } : { kind: 'text', text: '', span };
  if (fallback.kind !== (extend ? 'list' : 'text')) {
    const wanted = extend ? 'a list where extend is true' : 'a text where extend is not true';
    throw new SettingFailure(`the default of this glob must be ${wanted}`, fallback.span);
  }
  return fallback;
}

function conditional(table: TomlTable, host: UnrollHost, options: UnrollOptions, depth: number): TomlTree {
  const condition = textOf(member(table, 'condition'));
  if (!condition) throw new SettingFailure('the if needs a condition, which is a text', table.span);
  const whenTrue = member(table, 'then');
  if (whenTrue === undefined) throw new SettingFailure('the if needs a value for "then"', table.span);
  const { env } = options.reading;
  const verdict = evaluateCondition(condition, {
    envName: env ?? '',
    factors: host.factors(env),
    variable: (name) => host.hostVariable(name),
  });
  if (!verdict.ok) throw new SettingFailure(verdict.message, member(table, 'condition')?.span ?? table.span);
  const chosen = verdict.holds ? whenTrue : member(table, 'else');
  if (chosen === undefined) return { kind: 'text', text: '', span: table.span };
  return unroll(chosen, host, options, depth + 1);
}

function referred(table: TomlTable, host: UnrollHost, options: UnrollOptions, depth: number): TomlTree {
  const env = textOf(member(table, 'env'));
  const key = textOf(member(table, 'key'));
  if (env && key) return host.setting(env, key, options.reading, table);
  const of = member(table, 'of');
  if (of === undefined || !isTrue(of)) return table;
  const path = of.kind === 'list' ? of.items.map(textOf) : [];
  if (path.length === 0 || path.includes(undefined)) {
    throw new SettingFailure('"of" is a list of keys, such as ["env_run_base", "deps"]', of.span);
  }
  // tox joins the keys with dots and splits them again, so that a name with a dot is not found.
  const raw = host.raw(path.join('.').split('.'));
  if (raw === undefined) throw new SettingFailure(`there is no ${quoted(path.join('.'))} in this file`, of.span);
  return unroll(raw, host, options, depth + 1);
}

function need(table: TomlTable, key: string): string {
  const value = member(table, key);
  if (value === undefined) throw new SettingFailure(`the replacement needs ${quoted(key)}`, table.span);
  return asText(value, key);
}

function asText(tree: TomlTree, key: string): string {
  if (tree.kind === 'text') return tree.text;
  throw new SettingFailure(`${quoted(key)} must be a text, not ${kindName(tree)}`, tree.span);
}

/** As Python has it: an empty value does not count. */
function isTrue(tree: TomlTree | undefined): boolean {
  if (tree === undefined) return false;
  switch (tree.kind) {
    case 'text':
      return tree.text !== '';
    case 'flag':
      return tree.value;
    case 'number':
      return tree.value !== 0;
    case 'list':
      return tree.items.length > 0;
    case 'table':
      return tree.entries.size > 0;
    case 'other':
      return true;
  }
}
