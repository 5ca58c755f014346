import { quoted } from '../../../base/printable.ts';
import { kindName, member, type TomlTable, type TomlTree } from './toml-tree.ts';

/** What tox 4.58 takes for the newest and the oldest Python 3 in a range that is open at one end. */
const oldestMinor = 10;
const newestMinor = 14;
/** More environments than these are a mistake, or meant to do harm. */
export const mostEnvs = 10_000;
/** Labels of groups that would hide tox's own substitutions. */
const reserved: ReadonlySet<string> = new Set(['env', 'posargs', 'tty', 'glob', 'factor']);

export type Names =
  | { readonly ok: true; readonly names: readonly string[] }
  /** `at` is the value that is wrong. */
  | { readonly ok: false; readonly message: string; readonly at: TomlTree };

/**
 * The names of a list of environments (`env_list`, `depends`, a label): texts, `{ prefix, start, stop }` for a range
 * of versions, `{ label = [...] }`, and `{ product = [...], exclude = [...] }`; each name once.
 */
export function envNames(list: TomlTree): Names {
  if (list.kind !== 'list') return wrong(`a list of environments is needed here, not ${kindName(list)}`, list);
  const names = new Set<string>();
  for (const item of list.items) {
    const some = itemNames(item);
    if (!some.ok) return some;
    for (const name of some.names) names.add(name);
    if (names.size > mostEnvs) return tooMany(item);
  }
  return { ok: true, names: [...names] };
}

function itemNames(item: TomlTree): Names {
  if (item.kind === 'text') return { ok: true, names: [item.text] };
  if (item.kind !== 'table') {
    return wrong(`an environment is a text, a range, a labelled list or a product, not ${kindName(item)}`, item);
  }
  if (!item.entries.has('product')) return factorGroup(item);
  if (item.entries.has('prefix')) return wrong('a product cannot have a prefix too', item);
  return productNames(item);
}

function productNames(item: TomlTable): Names {
  const groups = member(item, 'product');
  if (groups?.kind !== 'list') return wrong('product takes a list of groups of factors', groups ?? item);
  const combined = product(groups.items);
  if (!combined.ok) return combined;
  const exclude = member(item, 'exclude');
  const left = new Set(
    exclude?.kind === 'list' ? exclude.items.map((one) => (one.kind === 'text' ? one.text : '')) : [],
  );
  return { ok: true, names: combined.names.filter((name) => !left.has(name)) };
}

/** All combinations of one factor of each group, joined with dashes; none where there are no groups. */
export function product(groups: readonly TomlTree[]): Names {
  let names: readonly string[] = [];
  for (const [at, group] of groups.entries()) {
    const factors = factorGroup(group);
    if (!factors.ok) return factors;
    const before = at === 0 ? null : names;
    if ((before?.length ?? 1) * factors.names.length > mostEnvs) return tooMany(group);
    names = before === null ? factors.names : before.flatMap((name) => factors.names.map((one) => `${name}-${one}`));
  }
  return { ok: true, names };
}

/** The factors of one group: a list of texts, a range, or `{ label = [...] }`. */
export function factorGroup(group: TomlTree): Names {
  if (group.kind === 'list') {
    const odd = group.items.find((item) => item.kind !== 'text');
    if (odd !== undefined) return wrong(`a factor is a text, not ${kindName(odd)}`, odd);
    return { ok: true, names: group.items.map((item) => (item.kind === 'text' ? item.text : '')) };
  }
  if (group.kind === 'table' && group.entries.has('prefix')) return range(group);
  const label = factorLabel(group);
  if (label === null) {
    return wrong(
      `a group of factors is a list, { prefix, start, stop } or { label = [...] }, not ${kindName(group)}`,
      group,
    );
  }
  if (reserved.has(label)) return wrong(`${quoted(label)} is a word of tox's own and cannot label factors`, group);
  const values = member(group, label);
  if (values?.kind !== 'list') return wrong(`the factors of ${quoted(label)} must be a list`, values ?? group);
  return { ok: true, names: values.items.map(asText) };
}

/** The label of a group `{ label = [...] }`. */
export function factorLabel(group: TomlTree): string | null {
  if (group.kind !== 'table' || group.entries.size !== 1 || group.entries.has('prefix')) return null;
  return [...group.entries.keys()][0] ?? null;
}

function range(group: TomlTable): Names {
  const start = member(group, 'start');
  const stop = member(group, 'stop');
  if (start === undefined && stop === undefined) return wrong('a range needs start or stop', group);
  const odd = [start, stop].find((one) => one !== undefined && !(one.kind === 'number' && one.isInteger));
  if (odd !== undefined) return wrong('start and stop of a range are whole numbers', odd);
  const first = start?.kind === 'number' ? start.value : oldestMinor;
  const last = stop?.kind === 'number' ? stop.value : newestMinor;
  if (last - first >= mostEnvs) return tooMany(group);
  const prefix = asText(member(group, 'prefix') ?? group);
  return {
    ok: true,
    names: Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => `${prefix}${first + at}`),
  };
}

/** As Python's `str` writes it. */
export function asText(value: TomlTree): string {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'flag') return value.value ? 'True' : 'False';
  if (value.kind !== 'number') return '';
  return value.isInteger || !Number.isInteger(value.value) ? String(value.value) : `${value.value}.0`;
}

function wrong(message: string, at: TomlTree): Names {
  return { ok: false, message, at };
}

function tooMany(at: TomlTree): Names {
  return wrong(`this makes more than ${mostEnvs.toLocaleString('en-US')} environments`, at);
}
