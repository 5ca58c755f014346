import type { Place } from '../../../../base/diagnostic.ts';
import { isKnownEnv } from '../../known-env.ts';
import type { ToxCore, ToxProject } from '../../tox-project.ts';
import { Refusal } from '../refusal.ts';
import type { Source } from '../settings.ts';
import { inProject, toTokens } from '../virtual-paths.ts';
import type { ConfigSet4 } from './config-set.ts';
import { readCore4 } from './core.ts';
import { type EnvParts4, readEnv4 } from './environment.ts';
import { readEnvNames } from './factor-groups.ts';
import { FactorLines4 } from './factor-lines.ts';
import { readNames4 } from './names.ts';

/** tox 4's reading of a file. Throws a Refusal where tox 4 could not even list the environments. */
export function readProject4(source: Source, why: string, place: (offset: number) => Place): ToxProject {
  const factorLines = new FactorLines4();
  const core = readCore4(source, factorLines);
  const listed = core.list('env_list');
  const names = readNames4(source, listed, factorLines);
  const labels = readLabels(core);
  const notRun = new Set([core.text('package_env'), core.text('provision_tox_env')]);
  const known = [...new Set([...names.all, ...Object.values(labels).flat()])].filter((name) => !notRun.has(name));
  const defaults = listed.length > 0 ? listed : ['py'];
  const sections = [...names.sectioned];
  const isEnv = (name: string): boolean => names.all.includes(name);
  const parts: EnvParts4 = { source, core, factorLines, place, sectionOf: names.sectionOf, isEnv };
  return {
    rules: 'tox4',
    why,
    defaults,
    all: listed.length > 0 || known.includes('py') ? known : [...known, 'py'],
    core: coreOf(core, labels),
    env: (name, posargs) =>
      known.includes(name) || defaults.includes(name) || isKnownEnv(name, { listed, sections, others: names.all })
        ? readEnv4(name, posargs, parts)
        : null,
  };
}

/** `name = env, env` by line. */
function readLabels(core: ConfigSet4): Readonly<Record<string, readonly string[]>> {
  const labels: Record<string, readonly string[]> = {};
  for (const line of core.text('labels').split('\n')) {
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    if (equals < 0) throw new Refusal(`"${line.trim()}" of labels is not NAME = environments`, { whole: true });
    labels[line.slice(0, equals).trim()] = readEnvNames(line.slice(equals + 1).trim());
  }
  return labels;
}

function coreOf(core: ConfigSet4, labels: ToxCore['labels']): ToxCore {
  const toxworkdir = core.text('work_dir');
  return {
    skipsdist: core.bool('no_package'),
    minversion: core.text('min_version') || null,
    requires: core.list('requires'),
    ignoreBasepythonConflict: core.bool('ignore_base_python_conflict'),
    toxworkdir: toTokens(toxworkdir, {}),
    setupdir: toTokens(inProject(core.text('package_root')), { toxworkdir }),
    skipMissingInterpreters: core.bool('skip_missing_interpreters'),
    labels,
  };
}
