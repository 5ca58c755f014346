import { quoted } from '../../../base/printable.ts';
import type { DiagnosticLog } from '../../diagnostic-log.ts';
import { asText, factorGroup, factorLabel, type Names, product } from './env-names.ts';
import { kindName, member, type TomlEntry, type TomlTable, type TomlTree } from './toml-tree.ts';

/** A table that settings are read from. */
export interface Section {
  /** Its path, as tox names it: `tool.tox.env.lint`. */
  readonly key: string;
  readonly table: TomlTable;
}

/** A file in tox 4's TOML: where its sections are and which environments it makes of templates. */
export interface TomlSource {
  readonly file: string;
  /** `tool`, `tox` in pyproject.toml; nothing in tox.toml. */
  readonly prefix: readonly string[];
  /** The whole file, for references. */
  readonly root: TomlTable;
  readonly settings: TomlTable;
  /** Names of environments with a section, in the order of the file. */
  readonly sections: readonly string[];
  /** Environments made of `env_base` templates, with the template's name. */
  readonly generated: ReadonlyMap<string, string>;
  /** Factors by the label or the number of their group, for `{factor:LABEL}`. */
  readonly factorLabels: ReadonlyMap<string, readonly string[]>;
}

const bases = ['env_run_base', 'env_pkg_base'];

/** Finds what is where; mistakes that make the whole file useless go to the log. */
export function tomlSource(
  where: Pick<TomlSource, 'file' | 'prefix' | 'root' | 'settings'>,
  log: DiagnosticLog,
): TomlSource {
  const { settings } = where;
  const labels = new Map<string, readonly string[]>();
  const envs = tableOfTables(settings, 'env', log);
  for (const name of bases) {
    const base = settings.entries.get(name);
    if (base !== undefined && base.value.kind !== 'table') reportNoTable(name, base, log);
  }
  const generated = templates(settings, labels, log);
  listLabels(settings, labels);
  return { ...where, sections: [...envs.keys()], generated, factorLabels: labels };
}

/** The section of an environment itself, if it has one. */
export function ownSection(source: TomlSource, env: string): Section | null {
  const table = member(member(source.settings, 'env'), env);
  return table?.kind === 'table' ? { key: [...source.prefix, 'env', env].join('.'), table } : null;
}

/** The sections that an environment without `base` inherits from. */
export function defaultBases(source: TomlSource, env: string): readonly string[] {
  const template = source.generated.get(env);
  const run = [...source.prefix, 'env_run_base'].join('.');
  return template === undefined ? [run] : [[...source.prefix, 'env_base', template].join('.'), run];
}

/** The sections that an entry of `base` names: a top-level table, and an environment. */
export function baseSections(source: TomlSource, entry: string): readonly Section[] {
  const own = source.prefix.length === 0 ? '' : `${source.prefix.join('.')}.`;
  const name = entry.startsWith(own) ? entry.slice(own.length) : entry;
  const template = name.startsWith('env_base.') ? name.slice('env_base.'.length) : null;
  const found: readonly (readonly [string, TomlTree | undefined])[] =
    template === null
      ? [
          [name, member(source.settings, name)],
          [`env.${entry}`, member(member(source.settings, 'env'), entry)],
        ]
      : [[name, member(member(source.settings, 'env_base'), template)]];
  return found.flatMap(([path, table]) => (table?.kind === 'table' ? [{ key: `${own}${path}`, table }] : []));
}

/** The raw value that a path of keys leads to from the top of the file. */
export function rawValue(source: TomlSource, path: readonly string[]): TomlTree | undefined {
  return path.reduce<TomlTree | undefined>((tree, key) => member(tree, key), source.root);
}

function tableOfTables(settings: TomlTable, key: string, log: DiagnosticLog): ReadonlyMap<string, TomlEntry> {
  const entry = settings.entries.get(key);
  if (entry === undefined) return new Map();
  if (entry.value.kind !== 'table') {
    reportNoTable(key, entry, log);
    return new Map();
  }
  for (const [name, below] of entry.value.entries) {
    if (below.value.kind !== 'table') reportNoTable(`${key}.${name}`, below, log);
  }
  return entry.value.entries;
}

function reportNoTable(name: string, { keySpan, value }: TomlEntry, log: DiagnosticLog): void {
  log.error(keySpan, `${quoted(name)} must be a table, but is ${kindName(value)}`);
}

function templates(
  settings: TomlTable,
  labels: Map<string, readonly string[]>,
  log: DiagnosticLog,
): ReadonlyMap<string, string> {
  const generated = new Map<string, string>();
  for (const [name, { keySpan, value }] of tableOfTables(settings, 'env_base', log)) {
    if (value.kind !== 'table') continue;
    const factors = member(value, 'factors');
    if (factors?.kind !== 'list') {
      const hint = `a template makes an environment of each factor; one environment alone is [env.${name}]`;
      log.error(factors?.span ?? keySpan, `the template ${quoted(name)} needs a list of factors`, hint);
      continue;
    }
    const suffixes = templateNames(factors.items, labels);
    if (!suffixes.ok) log.error(suffixes.at.span, suffixes.message);
    else for (const suffix of suffixes.names) generated.set(`${name}-${suffix}`, name);
  }
  return generated;
}

function templateNames(factors: readonly TomlTree[], labels: Map<string, readonly string[]>): Names {
  const [first] = factors;
  if (first?.kind !== 'list' && first?.kind !== 'table') return { ok: true, names: factors.map(asText) };
  addLabels(factors, labels);
  return product(factors);
}

function listLabels(settings: TomlTable, labels: Map<string, readonly string[]>): void {
  // The other spelling, envlist, gives no labels (tox 4.58, _extract_env_list_labels).
  const list = member(settings, 'env_list');
  for (const item of list?.kind === 'list' ? list.items : []) {
    const groups = member(item, 'product');
    if (groups?.kind === 'list') addLabels(groups.items, labels);
  }
}

function addLabels(groups: readonly TomlTree[], labels: Map<string, readonly string[]>): void {
  for (const [at, group] of groups.entries()) {
    const factors = factorGroup(group);
    if (!factors.ok) continue;
    labels.set(String(at), factors.names);
    const label = factorLabel(group);
    if (label !== null) labels.set(label, factors.names);
  }
}
