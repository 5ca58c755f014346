import { type BraceGroup, groupOfAll, runsOf, templateOf } from './brace-groups.ts';
import { isMap, isSame, type Value, type ValueMap } from './value.ts';

/** What stands below `targets`: a name, or a name with braces, and what is said of it. */
export interface Entry {
  readonly label: string;
  readonly values: ValueMap;
  /** It stands for every target, whatever their names have in common. */
  readonly isForAll: boolean;
}

/** A dox.yml taken apart: what holds for all targets, and each of them. */
export interface Layout {
  readonly top: ValueMap;
  readonly entries: readonly Entry[];
}

type Draft = Record<string, Value>;
type Drafts = ReadonlyMap<string, Draft>;

/** These keys say something of one target only. */
const own: ReadonlySet<string> = new Set(['description', 'allow_empty']);

/**
 * Puts what all targets share to the top, and what some of them share but for their names below a name with braces. The
 * targets, what each says and their order stay the same.
 */
export function layOut(targets: ReadonlyMap<string, ValueMap>): Layout {
  const drafts: Drafts = new Map([...targets].map(([name, values]) => [name, { ...values }]));
  const names = [...targets.keys()];
  const top = targets.size < 2 ? {} : shared(drafts);
  const all = groupOfAll(names);
  const groups = [...(all === null || runsOf(names)[0]?.names.length === names.length ? [] : [all]), ...runsOf(names)];
  const grouped = groups.flatMap((group) => {
    const whole = { group, values: generated(group, drafts) };
    const parts = group === all ? [] : partsOf(group, drafts);
    return [whole, ...parts].filter(({ values }) => Object.keys(values).length > 0);
  });
  const entries: Entry[] = [];
  const named = new Set<string>();
  for (const { group, values } of grouped.filter(({ group }) => group === all)) {
    entries.push({ label: group.label, values, isForAll: true });
    for (const name of group.names) named.add(name);
  }
  for (const [name, values] of drafts) {
    for (const { group, values: common } of grouped) {
      if (group === all || group.names[0] !== name) continue;
      entries.push({ label: group.label, values: common, isForAll: false });
      for (const each of group.names) named.add(each);
    }
    if (!named.has(name) || Object.keys(values).length > 0) entries.push({ label: name, values, isForAll: false });
  }
  return { top, entries };
}

/** What all targets say, taken away from them. */
function shared(drafts: Drafts): ValueMap {
  const all = [...drafts.values()];
  const [first = {}] = all;
  const top: Draft = {};
  for (const [key, value] of Object.entries(first)) {
    if (own.has(key)) continue;
    if (key === 'env') {
      const common = Object.keys(variables(first)).filter((name) =>
        all.every((each) => isSame(variables(each)[name], variables(first)[name])),
      );
      moveVariables(all, common);
      if (common.length > 0) top.env = pick(isMap(value) ? value : {}, common);
    } else if (!isEmptyList(value) && all.every((each) => isSame(each[key], value))) {
      top[key] = value;
      for (const each of all) delete each[key];
    }
  }
  return top;
}

/** What the group's targets say but for their names, taken away from them; nothing if it is not worth a name with braces. */
function generated(group: BraceGroup, drafts: Drafts): ValueMap {
  const members = [...drafts].filter(([name]) => group.names.includes(name)).map(([, draft]) => draft);
  const [first = {}] = members;
  const values: Draft = {};
  for (const key of Object.keys(first)) {
    if (key === 'env') continue;
    const template = sharedTemplate(
      members.map((each) => each[key]),
      group,
    );
    if (template !== undefined) values[key] = template;
  }
  const env: Draft = {};
  for (const name of Object.keys(variables(first))) {
    const template = sharedTemplate(
      members.map((each) => variables(each)[name]),
      group,
    );
    if (template !== undefined) env[name] = template;
  }
  if (Object.keys(env).length > 0) values.env = env;
  // whether a list of commands may be empty is said beside it
  if (values.commands === undefined) delete values.allow_empty;
  const isWorth = linesOf(values) * (members.length - 1) > 3;
  if (!isWorth) return {};
  for (const each of members) for (const key of Object.keys(values)) if (key !== 'env') delete each[key];
  moveVariables(members, Object.keys(env));
  return values;
}

/** What neighbours within a group say alike, once what all of it says is taken away. */
function partsOf(group: BraceGroup, drafts: Drafts): readonly { group: BraceGroup; values: ValueMap }[] {
  const found: { group: BraceGroup; values: ValueMap }[] = [];
  const { names } = group;
  for (let from = 0; from < names.length - 1; from += 1) {
    const alike = (to: number): BraceGroup | null => {
      const [part] = runsOf(names.slice(from, to));
      const prep = names.slice(from, to).map((name) => drafts.get(name)?.prep);
      const isWhole = part !== undefined && part.names.length === to - from && to - from < names.length;
      return isWhole && sharedTemplate(prep, part) !== undefined ? part : null;
    };
    let to = from + 1;
    while (to < names.length && alike(to + 1) !== null) to += 1;
    const part = alike(to);
    if (part === null) continue;
    found.push({ group: part, values: generated(part, drafts) });
    from = to - 1;
  }
  return found;
}

function sharedTemplate(values: readonly (Value | undefined)[], group: BraceGroup): Value | undefined {
  const there = values.flatMap((value) => (value === undefined ? [] : [value]));
  return there.length === values.length ? templateOf(there, group) : undefined;
}

function variables(draft: Draft): ValueMap {
  return isMap(draft.env) ? draft.env : {};
}

function moveVariables(drafts: readonly Draft[], names: readonly string[]): void {
  for (const draft of drafts) {
    const rest = Object.entries(variables(draft)).filter(([name]) => !names.includes(name));
    if (rest.length === 0) delete draft.env;
    else draft.env = Object.fromEntries(rest);
  }
}

function pick(values: ValueMap, names: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

function isEmptyList(value: Value): boolean {
  return Array.isArray(value) && value.length === 0;
}

function linesOf(value: Value): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, each: Value) => sum + linesOf(each), 0);
}
