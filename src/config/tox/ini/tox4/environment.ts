import type { Place } from '../../../../base/diagnostic.ts';
import type { Posargs, ToxCommand, ToxEnv } from '../../tox-project.ts';
import { Budget } from '../budget.ts';
import { PosargsText } from '../posargs-text.ts';
import { ProblemLog } from '../problem-log.ts';
import { splitting4 } from '../split-command.ts';
import { toTokens } from '../virtual-paths.ts';
import { Command4 } from './command.ts';
import type { ConfigSet4 } from './config-set.ts';
import { type EnvParts4, envSet, lookIn4 } from './env-set.ts';
import { SetEnv4 } from './set-env.ts';

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

const oldNames: ReadonlyMap<string, string> = new Map([
  ['set_env', 'setenv'],
  ['pass_env', 'passenv'],
  ['change_dir', 'changedir'],
  ['env_dir', 'envdir'],
  ['env_tmp_dir', 'envtmpdir'],
  ['base_python', 'basepython'],
  ['use_develop', 'usedevelop'],
  ['system_site_packages', 'sitepackages'],
]);

function placesOf(name: string, parts: EnvParts4): Readonly<Record<string, Place>> {
  const places: Record<string, Place> = {};
  for (const section of [...lookIn4(name, parts)].reverse()) {
    for (const value of parts.source.sections.get(section)?.values.values() ?? []) {
      places[oldNames.get(value.key) ?? value.key] = parts.place(value.offset);
    }
  }
  return places;
}
