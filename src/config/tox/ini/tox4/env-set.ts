import type { Place } from '../../../../base/diagnostic.ts';
import { markerNames } from '../../marker-names.ts';
import type { Budget } from '../budget.ts';
import type { PosargsText } from '../posargs-text.ts';
import { Refusal } from '../refusal.ts';
import { callersVariable, type Source } from '../settings.ts';
import { pathInProject } from '../virtual-paths.ts';
import { Circular, type ConfigSet4 } from './config-set.ts';
import { envKeys4 } from './env-keys.ts';
import { readFactorGroups } from './factor-groups.ts';
import type { FactorLines4 } from './factor-lines.ts';
import { fileSet } from './file-set.ts';
import { findValue } from './raw-value.ts';
import { SetEnv4 } from './set-env.ts';

export interface EnvParts4 {
  readonly source: Source;
  readonly core: ConfigSet4;
  readonly factorLines: FactorLines4;
  readonly place: (offset: number) => Place;
  /** The section that is an environment's own, where it has one: `testenv:py{36,37}` for `py36`. */
  readonly sectionOf: (name: string) => string | null;
  /** Whether the file has an environment of that name, so that `{[testenv:NAME]key}` may mean its value. */
  readonly isEnv: (name: string) => boolean;
}

/** One environment and those that its values refer to, with the same arguments. */
export interface Family extends EnvParts4 {
  readonly posargs: PosargsText;
  readonly isKeep: boolean;
  readonly sets: Map<string, ConfigSet4>;
  readonly budget: Budget;
}

/** The settings of an environment, each worked out when it is asked for. */
export function envSet(name: string, parts: Family): ConfigSet4 {
  const known = parts.sets.get(name);
  if (known !== undefined) return known;
  const { source, core, factorLines, isKeep, posargs } = parts;
  const { input } = source;
  const readFile = (path: string): string | null => {
    const inside = pathInProject(path);
    return inside === null ? null : input.readFile(inside);
  };
  const names = markerNames(input.platform, input.machine);
  const variable = (wanted: string, fallback: string, chain: string[]): string => {
    const link = `env:${wanted}`;
    if (!chain.includes(link)) {
      chain.push(link);
      const own = variableOfSet(set, wanted, chain);
      if (own !== null) return own;
    } else if (chain.at(-1) !== link) {
      throw new Refusal(`the variable ${wanted} of set_env refers to itself`, { whole: false });
    }
    return callersVariable(input, wanted) ?? fallback;
  };
  const set: ConfigSet4 = fileSet({
    source,
    factorLines,
    lookIn: lookIn4(name, parts),
    factors: (readFactorGroups(name) ?? []).flat().map((factor) => factor.name),
    lookup: {
      budget: parts.budget,
      variable,
      posargs: (fallback, chain) => (isKeep && !isCommand(chain) ? fallback : posargs.text(fallback)),
    },
    others: { core: () => core, own: () => set, env: (other) => (parts.isEnv(other) ? envSet(other, parts) : null) },
    setEnv: { readFile, markerNames: names },
  });
  const setEnv = { readFile, markerNames: names, replace: (text: string): string => text };
  for (const key of envKeys4({ name, core, set, setEnv, readFile, allowBlanks: source.isForTox3 })) set.add(key);
  parts.sets.set(name, set);
  return set;
}

function variableOfSet(set: ConfigSet4, name: string, chain: readonly string[]): string | null {
  try {
    const setEnv = set.load('set_env', chain);
    return setEnv instanceof SetEnv4 && setEnv.has(name) ? setEnv.load(name, chain) : null;
  } catch (error) {
    if (error instanceof Circular) return null;
    throw error;
  }
}

function isCommand(chain: readonly string[]): boolean {
  const [first = ''] = chain;
  return /\.commands(_pre|_post)?$/.test(first) && !chain.some((link) => link.startsWith('env:'));
}

/** The environment's own section, then those that `base` names: `[testenv]` by itself. */
export function lookIn4(name: string, { source, sectionOf }: EnvParts4): readonly string[] {
  const own = sectionOf(name);
  const base = own === null ? null : findValue(source.sections, own, 'base');
  const text = base?.lines.map((line) => line.text).join('\n') ?? 'testenv';
  const bases = text.split(/[\n,]/).map((one) => one.trim());
  const sections = bases.filter((one) => one !== '').flatMap((one) => [one, sectionOf(one) ?? `testenv:${one}`]);
  return [...(own === null ? [] : [own]), ...sections].filter((section) => source.sections.has(section));
}
