import { Refusal } from '../refusal.ts';
import { inProject, projectRoot, pythonKind, pythonVersion, sitePackages, toxPython } from '../virtual-paths.ts';
import { checkedBasePython, implementationOf, pythonOfName, versionOf } from './base-python.ts';
import { Command4 } from './command.ts';
import type { ConfigSet4, Key4 } from './config-set.ts';
import { toPath4 } from './convert.ts';
import { constant4, key4 } from './core.ts';
import { SetEnv4, type SetEnvParts } from './set-env.ts';
import type { Value4 } from './value.ts';

interface EnvKeyParts {
  readonly name: string;
  readonly core: ConfigSet4;
  readonly set: ConfigSet4;
  readonly setEnv: SetEnvParts;
  readonly readFile: (path: string) => string | null;
  /** Blanks may be between the names in pass_env. */
  readonly allowBlanks: boolean;
}

/** The keys that an environment has in tox 4, for its own use and for what refers to them. */
export function envKeys4(parts: EnvKeyParts): readonly Key4[] {
  const { name, core, set } = parts;
  const below = (folder: string) => (): Value4 => toPath4(`${core.text('work_dir')}/${name}${folder}`);
  const bin = (): string => `${set.text('env_dir')}/bin`;
  const python = (): string => set.list('base_python')[0] ?? '';
  return [
    constant4('env_name envname', () => name),
    key4('env_dir envdir', 'path', below('')),
    key4('env_tmp_dir envtmpdir', 'path', below('/tmp')),
    key4('env_log_dir envlogdir', 'path', below('/log')),
    key4('set_env setenv', 'set-env', () => new SetEnv4([], parts.setEnv)),
    key4('description', 'text', '', (value) => String(value).replace(/\s+/g, ' ')),
    key4('depends', 'envs', []),
    key4('labels', 'set', []),
    key4('suicide_timeout', 'number', 0),
    key4('interrupt_timeout', 'number', 0.3),
    key4('terminate_timeout', 'number', 0.2),
    key4('platform', 'text', ''),
    key4('pass_env passenv', 'list', [], (value) => checkedPassEnv(value, parts.allowBlanks)),
    key4('disallow_pass_env', 'list', []),
    key4('parallel_show_output', 'bool', false),
    key4('recreate', 'bool', false),
    key4('allowlist_externals', 'list', []),
    key4('list_dependencies_command', 'command', command('python -m pip freeze --all')),
    key4('pip_pre', 'bool', false),
    key4(
      'install_command',
      'command',
      () => installCommand(),
      (value) => withOptions(value, set.bool('pip_pre')),
    ),
    key4('constraints', 'constraints', []),
    key4('constrain_package_deps', 'bool', false),
    key4('use_frozen_constraints', 'bool', false),
    key4('commands_pre', 'commands', []),
    key4('commands', 'commands', []),
    key4('commands_post', 'commands', []),
    key4('recreate_commands', 'commands', []),
    key4('extra_setup_commands', 'commands', []),
    key4('interrupt_post_commands', 'bool', false),
    key4('change_dir changedir', 'path', projectRoot, (value) => absolute(String(value))),
    key4('args_are_paths', 'bool', true),
    key4('ignore_errors', 'bool', false),
    key4('ignore_outcome', 'bool', false),
    key4('fail_fast', 'bool', false),
    key4('commands_retry', 'number', 0),
    key4('default_base_python', 'list', [toxPython]),
    key4('base_python_file', 'list', []),
    key4(
      'base_python basepython',
      'list',
      () => basePython(parts),
      (value) => checkedBasePython(name, toStrings(value), core.bool('ignore_base_python_conflict')),
    ),
    constant4('env_site_packages_dir envsitepackagesdir', () => sitePackages),
    constant4('env_site_packages_dir_plat envsitepackagesdir_plat', () => sitePackages),
    constant4('env_bin_dir envbindir', bin),
    constant4('env_python envpython', () => `${bin()}/python`),
    constant4('py_dot_ver', () => versionOf(python()) ?? pythonVersion),
    constant4('py_impl', () => (python() === toxPython ? pythonKind : implementationOf(python()))),
    key4('deps', 'deps', []),
    key4('dependency_groups', 'extras', []),
    key4('extras', 'extras', []),
    key4('pylock', 'text', ''),
    key4('skip_missing_interpreters', 'bool', () => core.bool('skip_missing_interpreters')),
    key4('system_site_packages sitepackages', 'bool', false),
    key4('always_copy alwayscopy', 'bool', false),
    key4('download', 'bool', false),
    key4('runner', 'text', 'virtualenv'),
    key4('skip_install', 'bool', false),
    key4('use_develop usedevelop', 'bool', false),
    key4('package', 'text', 'sdist'),
    key4('package_env', 'text', () => core.text('package_env')),
  ];
}

function basePython({ name, core, set, readFile }: EnvKeyParts): Value4 {
  let named: string | null = null;
  try {
    named = pythonOfName(name);
  } catch (error) {
    if (!(error instanceof Refusal) || !core.bool('ignore_base_python_conflict')) throw error;
  }
  if (named !== null) return [named];
  const files = set.list('base_python_file');
  if (files.length === 0) return set.list('default_base_python');
  for (const file of files) {
    const lines =
      readFile(file)
        ?.split('\n')
        .map((line) => line.trim()) ?? [];
    const version = lines.find((line) => line !== '' && !line.startsWith('#'));
    if (version !== undefined) return [version];
  }
  throw new Refusal(`base_python_file: no version of Python in ${files.join(', ')}`, { whole: false });
}

function absolute(path: string): string {
  return path.startsWith('/') ? path : inProject(path);
}

function checkedPassEnv(value: Value4, allowBlanks: boolean): Value4 {
  const given = toStrings(value);
  const names = [...new Set(allowBlanks ? given.flatMap((name) => name.split(/\s+/)) : given)].sort();
  const wrong = names.find((name) => /\s/.test(name));
  if (wrong === undefined) return names;
  throw new Refusal(`tox 4 wants commas between the names in pass_env, not blanks: "${wrong}"`, { whole: false });
}

function command(text: string): () => Value4 {
  return () => [new Command4(text.split(' '), 0)];
}

/** tox says `-E` instead of `-I` where it finds a Python 2; it is asked for here without any interpreter. */
function installCommand(): Value4 {
  return command('python -I -m pip install {opts} {packages}')();
}

/** `{opts}` is `--pre` where that is wanted, and nothing else. */
function withOptions(value: Value4, isPre: boolean): Value4 {
  const [given] = Array.isArray(value) ? value : [];
  if (!(given instanceof Command4)) return value;
  const argv = [...given.argv];
  const at = argv.indexOf('{opts}');
  argv.splice(at < 0 ? argv.length : at, at < 0 ? 0 : 1, ...(isPre ? ['--pre'] : []));
  return [new Command4(argv, given.offset)];
}

function toStrings(value: Value4): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
