import type { Place } from '../../../../base/diagnostic.ts';
import type { Posargs, ToxCore, ToxEnv, ToxProject } from '../../tox-project.ts';
import { Refusal } from '../refusal.ts';
import type { Source } from '../settings.ts';
import { toTokens } from '../virtual-paths.ts';
import { type Core3, readCore3 } from './core.ts';
import { readEnv3 } from './environment.ts';
import { FactorLines } from './factor-lines.ts';
import { generatedSections } from './generated-sections.ts';
import { isPythonFactor } from './implied-python.ts';

const prefix = 'testenv:';

/** tox 3's reading of a file. `env` throws a Refusal where tox 3 would refuse the file because of the environment. */
export function readProject3(written: Source, why: string, place: (offset: number) => Place): ToxProject {
  const source: Source = { ...written, sections: generatedSections(written.sections) };
  const factorLines = new FactorLines();
  const core = readCore3(source, factorLines);
  const all = allNames(source, core);
  const defaults = core.envlist.length > 0 ? core.envlist : all;
  let factors: ReadonlySet<string> | null = null;
  const isKnown = (name: string): boolean => {
    if (name === core.packageEnv) return false;
    if (source.sections.has(prefix + name)) return true;
    factors ??= knownFactors(source, core, factorLines);
    return name.split('-').every((factor) => factors?.has(factor) || isPythonFactor(factor));
  };
  const env = (name: string, posargs: Posargs): ToxEnv | null =>
    isKnown(name) ? readEnv3(name, posargs, { source, core, factorLines, place }) : null;
  return { rules: 'tox3', why, defaults, all, core: coreOf(core, () => developsAll(defaults, env)), env };
}

function allNames({ sections }: Source, core: Core3): readonly string[] {
  const names = new Set(core.envlist);
  for (const section of sections.keys()) {
    const name = section.startsWith(prefix) ? section.slice(prefix.length) : null;
    if (name !== null && name !== core.packageEnv) names.add(name);
  }
  return names.size > 0 ? [...names] : ['python'];
}

/** The factors that a name may be made of: those of the list, and those in conditions of `[testenv]`. */
function knownFactors({ sections }: Source, core: Core3, factorLines: FactorLines): ReadonlySet<string> {
  const factors = new Set(['py', 'python', ...core.envlist.flatMap((name) => name.split('-'))]);
  for (const value of sections.get('testenv')?.values.values() ?? []) {
    for (const factor of factorLines.factorsIn(value.lines)) factors.add(factor);
  }
  return factors;
}

function developsAll(names: readonly string[], env: (name: string, posargs: Posargs) => ToxEnv | null): boolean {
  return names.every((name) => {
    try {
      return env(name, [])?.usedevelop ?? false;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  });
}

function coreOf(core: Core3, develops: () => boolean): ToxCore {
  let skipsdist = core.skipsdist;
  return {
    get skipsdist(): boolean {
      skipsdist ??= develops();
      return skipsdist;
    },
    minversion: core.minversion,
    requires: core.requires,
    ignoreBasepythonConflict: core.ignoreBasepythonConflict,
    toxworkdir: toTokens(core.toxworkdir, {}),
    setupdir: toTokens(core.setupdir, { toxworkdir: core.toxworkdir }),
    skipMissingInterpreters: core.skipMissingInterpreters,
    labels: {},
  };
}
