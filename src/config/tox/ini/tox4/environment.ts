import type { Place } from '../../../../base/diagnostic.ts';
import { markerNames } from '../../marker-names.ts';
import type { Posargs, ToxCommand, ToxEnv } from '../../tox-project.ts';
import { Budget } from '../budget.ts';
import { PosargsText } from '../posargs-text.ts';
import { ProblemLog } from '../problem-log.ts';
import { Refusal } from '../refusal.ts';
import type { Source } from '../settings.ts';
import { splitting4 } from '../split-command.ts';
import { pathInProject, toTokens } from '../virtual-paths.ts';
import { Command4 } from './command.ts';
import { Circular, ConfigSet4 } from './config-set.ts';
import { globbed, machineFactors } from './core.ts';
import { envKeys4 } from './env-keys.ts';
import { readFactorGroups } from './factor-groups.ts';
import type { FactorLines4 } from './factor-lines.ts';
import { findValue } from './raw-value.ts';
import { resolveReference } from './references.ts';
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
interface Family extends EnvParts4 {
  readonly posargs: PosargsText;
  readonly isKeep: boolean;
  readonly sets: Map<string, ConfigSet4>;
  readonly budget: Budget;
}

/** The settings of an environment, each worked out when it is asked for. */
function envSet(name: string, parts: Family): ConfigSet4 {
  const known = parts.sets.get(name);
  if (known !== undefined) return known;
  const { source, core, factorLines, isKeep, posargs } = parts;
  const { input, sections } = source;
  const factors = new Set([
    ...(readFactorGroups(name) ?? []).flat().map((factor) => factor.name),
    ...machineFactors(source),
  ]);
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
    return input.env[wanted] ?? fallback;
  };
  const set: ConfigSet4 = new ConfigSet4(
    {
      sections,
      lookIn: lookIn(name, parts),
      factors,
      factorLines,
      lookup: {
        budget: parts.budget,
        variable,
        posargs: (fallback, chain) => (isKeep && !isCommand(chain) ? fallback : posargs.text(fallback)),
        glob: (pattern, fallback) => globbed(source, pattern, fallback),
      },
      reference: (text, section, chain) =>
        resolveReference(text, section, chain, {
          sections,
          factors,
          factorLines,
          coreName: 'tox',
          core: () => core,
          own: () => set,
          env: (other) => (parts.isEnv(other) ? envSet(other, parts) : null),
        }),
      setEnv: { readFile, markerNames: names },
    },
    [],
  );
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
function lookIn(name: string, { source, sectionOf }: EnvParts4): readonly string[] {
  const own = sectionOf(name);
  const base = own === null ? null : findValue(source.sections, own, 'base');
  const text = base?.lines.map((line) => line.text).join('\n') ?? 'testenv';
  const bases = text.split(/[\n,]/).map((one) => one.trim());
  const sections = bases.filter((one) => one !== '').flatMap((one) => [one, sectionOf(one) ?? `testenv:${one}`]);
  return [...(own === null ? [] : [own]), ...sections].filter((section) => source.sections.has(section));
}

/** Works out one environment by tox 4's rules. What cannot be worked out is in its problems. */
export function readEnv4(name: string, posargs: Posargs, parts: EnvParts4): ToxEnv {
  const text = new PosargsText(posargs);
  const budget = new Budget(parts.source.spent);
  const set = envSet(name, { ...parts, posargs: text, isKeep: posargs === 'keep', sets: new Map(), budget });
  const log = new ProblemLog(parts.place);
  const toxworkdir = parts.core.text('work_dir');
  const get = <T>(key: string, instead: T, work: () => T): T => log.get(key, set.offsetOf(key), instead, work);
  const envdir = get('envdir', '', () => set.text('env_dir'));
  const told = (value: string): string => toTokens(value, { envdir, toxworkdir });
  const string = (key: string): string => get(key, '', () => told(set.text(key)));
  const bool = (key: string): boolean => get(key, false, () => set.bool(key));
  const list = (key: string): readonly string[] => get(key, [], () => set.list(key).map(told));
  const lineOf = (line: string | null): Pick<ToxCommand, 'line'> =>
    line === null ? {} : { line: { text: told(line), splitting: splitting4 } };
  const commandOf = (command: Command4): ToxCommand => ({
    argv: command.argv.map((word) => told(text.restore(word))),
    ignoreExit: command.ignoreExit,
    invertExit: command.invertExit,
    ...lineOf(text.keptLine(command.line, command.argv)),
    place: parts.place(command.offset),
  });
  const commands = (key: string): readonly ToxCommand[] => get(key, [], () => commandsIn(set, key).map(commandOf));
  const words = (key: string): readonly string[] =>
    get(key, [], () => commandsIn(set, key).flatMap((command) => command.argv.map(told)));
  // In this order, since a line of set_env that cannot be replaced costs only the first value that reads it.
  const commandsNow = commands('commands');
  const commandsPre = commands('commands_pre');
  const commandsPost = commands('commands_post');
  const deps = list('deps');
  const setenv = get('setenv', {}, () => setEnvOf(set, told));
  const passenv = list('passenv');
  const sitepackages = bool('sitepackages');
  // Where it is not set, tox 4 asks the environment's variables for virtualenv's own default.
  const problem = log.problems.setenv ?? log.problems.passenv;
  if (problem !== undefined && set.offsetOf('sitepackages') === null) log.problems.sitepackages ??= problem;
  return {
    name,
    commandsPre,
    commands: commandsNow,
    commandsPost,
    deps,
    constraints: list('constraints'),
    extras: list('extras'),
    dependencyGroups: list('dependency_groups'),
    setenv,
    passenv,
    changedir: get('changedir', '{toxinidir}', () => told(set.text('change_dir'))),
    envdir: toTokens(envdir, { toxworkdir }),
    envtmpdir: string('envtmpdir'),
    description: string('description'),
    platform: string('platform'),
    basepython: list('basepython'),
    skipInstall: bool('skip_install'),
    usedevelop: bool('usedevelop'),
    package: get('package', 'sdist', () => packageOf(set, parts.core)),
    ignoreErrors: bool('ignore_errors'),
    ignoreOutcome: bool('ignore_outcome'),
    recreate: bool('recreate'),
    sitepackages,
    pipPre: bool('pip_pre'),
    argsArePaths: bool('args_are_paths'),
    parallelShowOutput: bool('parallel_show_output'),
    allowlistExternals: list('allowlist_externals'),
    installCommand: words('install_command'),
    listDependenciesCommand: words('list_dependencies_command'),
    depends: list('depends'),
    labels: list('labels'),
    timeouts: timeoutsOf(set, get),
    places: placesOf(name, parts),
    problems: log.problems,
  };
}

function commandsIn(set: ConfigSet4, key: string): readonly Command4[] {
  const value = set.load(key);
  return Array.isArray(value) ? value.filter((item) => item instanceof Command4) : [];
}

function setEnvOf(set: ConfigSet4, told: (text: string) => string): Readonly<Record<string, string>> {
  const setEnv = set.load('set_env');
  if (!(setEnv instanceof SetEnv4)) return {};
  const values = [...setEnv.names()].map((name) => [name, told(setEnv.load(name, []))] as const);
  // tox 4 sets this one itself, whatever the file says.
  return Object.fromEntries(values.map(([name, value]) => [name, name === 'PYTHONIOENCODING' ? 'utf-8' : value]));
}

function packageOf(set: ConfigSet4, core: ConfigSet4): string {
  if (core.bool('no_package') || set.bool('skip_install')) return 'skip';
  return set.bool('use_develop') ? 'editable' : set.text('package');
}

type Get = <T>(key: string, instead: T, work: () => T) => T;

function timeoutsOf(set: ConfigSet4, get: Get): Readonly<Record<string, number>> {
  const keys = ['suicide_timeout', 'interrupt_timeout', 'terminate_timeout'].filter(
    (key) => set.offsetOf(key) !== null,
  );
  return Object.fromEntries(keys.map((key) => [key, get(key, 0, () => Number(set.load(key)))]));
}

const oldNames: Readonly<Record<string, string>> = {
  set_env: 'setenv',
  pass_env: 'passenv',
  change_dir: 'changedir',
  env_dir: 'envdir',
  env_tmp_dir: 'envtmpdir',
  base_python: 'basepython',
  use_develop: 'usedevelop',
  system_site_packages: 'sitepackages',
};

function placesOf(name: string, parts: EnvParts4): Readonly<Record<string, Place>> {
  const places: Record<string, Place> = {};
  for (const section of [...lookIn(name, parts)].reverse()) {
    for (const value of parts.source.sections.get(section)?.values.values() ?? []) {
      places[oldNames[value.key] ?? value.key] = parts.place(value.offset);
    }
  }
  return places;
}
