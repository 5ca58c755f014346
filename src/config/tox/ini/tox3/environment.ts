import type { Posargs, ToxEnv } from '../../tox-project.ts';
import { Refusal } from '../refusal.ts';
import { callersVariable } from '../settings.ts';
import { pathInProject, toTokens, toxPython } from '../virtual-paths.ts';
import type { Core3 } from './core.ts';
import { readDependency } from './dependency.ts';
import { expandEnvList } from './env-list.ts';
import { impliedPython } from './implied-python.ts';
import { type EnvParts3, KeyReader3 } from './key-reader.ts';
import { readSetenv, Setenv } from './setenv.ts';

/**
 * Works out one environment by tox 3's rules, key after key in tox's order, since a key can only be named in those
 * behind it. Throws a Refusal for what would make tox 3 refuse the whole file.
 */
export function readEnv3(name: string, posargs: Posargs, parts: EnvParts3): ToxEnv {
  const { core } = parts;
  const keys = new KeyReader3(name, posargs, parts);
  const { reader } = keys;
  keys.envdir = keys.path('envdir', '{toxworkdir}/{envname}');
  const setenv = readVariables(keys, parts);
  setenv.define('TOX_ENV_NAME', name);
  setenv.define('TOX_ENV_DIR', keys.envdir);
  reader.environ = (variable) => setenv.get(variable);
  const basepython = basepythonOf(name, keys, core);
  const description = keys.string('description', '').replaceAll('\n', ' ');
  const envtmpdir = keys.path('envtmpdir', '{envdir}/tmp');
  keys.path('envlogdir', '{envdir}/log');
  const changedir = keys.path('changedir', '{toxinidir}');
  const argsArePaths = keys.bool('args_are_paths', true);
  keys.takePosargs(false);
  const skipInstall = keys.bool('skip_install', false);
  const ignoreErrors = keys.bool('ignore_errors', false);
  const recreate = keys.bool('recreate', false);
  const passenv = keys.list('passenv').flatMap((line) => line.split(' ').filter((word) => word !== ''));
  const allowlistExternals = [...keys.list('allowlist_externals'), ...keys.list('whitelist_externals')];
  const platform = keys.string('platform', '.*');
  const sitepackages = keys.bool('sitepackages', false);
  keys.bool('download', false);
  keys.bool('alwayscopy', false);
  const pipPre = keys.bool('pip_pre', false);
  const usedevelop = keys.bool('usedevelop', false);
  const installCommand = installCommandOf(keys);
  const listDependenciesCommand = keys.argv('list_dependencies_command', 'python -m pip freeze');
  const deps = keys.list('deps').map((line) => keys.whole('deps', () => readDependency(line, core.indexServers)));
  const timeouts = keys.timeouts();
  const setenvValues = exportedValues(keys, setenv);
  keys.takePosargs(true);
  const commands = keys.commands('commands');
  const commandsPre = keys.commands('commands_pre');
  const commandsPost = keys.commands('commands_post');
  keys.takePosargs(false);
  const ignoreOutcome = keys.bool('ignore_outcome', false);
  const extras = keys.list('extras');
  const dependsLines = reader.lines('depends') ?? [];
  const depends = keys.get('depends', [], () => expandEnvList(dependsLines.map((line) => line.text).join('\n')));
  const parallelShowOutput = keys.bool('parallel_show_output', false);
  return {
    name,
    commandsPre,
    commands,
    commandsPost,
    deps: deps.map((dep) => keys.told(dep)),
    constraints: [],
    extras: extras.map((extra) => keys.told(extra)),
    dependencyGroups: [],
    setenv: setenvValues,
    passenv: passenv.map((variable) => keys.told(variable)),
    changedir: keys.told(changedir),
    envdir: toTokens(keys.envdir, { toxworkdir: core.toxworkdir }),
    envtmpdir: keys.told(envtmpdir),
    description: keys.told(description),
    platform: keys.told(platform),
    basepython: basepython === toxPython ? null : keys.told(basepython),
    skipInstall,
    usedevelop,
    package: keys.ofTox4('package')[0] ?? null,
    ignoreErrors,
    ignoreOutcome,
    recreate,
    sitepackages,
    pipPre,
    argsArePaths,
    parallelShowOutput,
    allowlistExternals: allowlistExternals.map((external) => keys.told(external)),
    installCommand,
    listDependenciesCommand,
    depends,
    labels: keys.ofTox4('labels'),
    timeouts,
    places: keys.places(),
    problems: keys.log.problems,
  };
}

function readVariables(keys: KeyReader3, parts: EnvParts3): Setenv {
  const { input } = parts.source;
  const readFile = (path: string): string | null => {
    const inside = pathInProject(path);
    return inside === null ? null : input.readFile(inside);
  };
  const outside = (variable: string): string | null => callersVariable(input, variable);
  const written = keys.get('setenv', new Map<string, string>(), () =>
    readSetenv(keys.reader.text('setenv', null, true) ?? '', readFile),
  );
  return new Setenv(written, keys.reader, outside);
}

/** What cannot be worked out here costs tox 3 only the run of this environment, not the file. */
function exportedValues(keys: KeyReader3, setenv: Setenv): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const variable of setenv.variables) {
    const offset = keys.reader.find('setenv')?.offset ?? null;
    const value = keys.log.get('setenv', offset, null, () => setenv.exported(variable));
    if (value !== null) values[variable] = keys.told(value);
  }
  return values;
}

function basepythonOf(name: string, keys: KeyReader3, core: Core3): string {
  const implied = impliedPython(name.split('-'));
  const named = keys.get('basepython', null, () => keys.reader.text('basepython', null));
  const chosen = core.ignoreBasepythonConflict && implied !== null ? implied : (named ?? implied ?? toxPython);
  keys.reader.names.set('basepython', chosen);
  return chosen;
}

function installCommandOf(keys: KeyReader3): readonly string[] {
  const argv = keys.argv('install_command', 'python -m pip install {opts} {packages}');
  if (argv.includes('{packages}') || keys.log.problems.install_command !== undefined) return argv;
  const offset = keys.reader.find('install_command')?.offset ?? null;
  throw new Refusal('"install_command" must contain {packages}', { whole: true, offset });
}
