/** How a setting is converted (tox 4, `loader/convert.py`). */
export type KeyType =
  | 'flag'
  | 'integer'
  | 'number'
  | 'text'
  | 'path'
  | 'texts'
  /** A set, which tox sorts where it prints it. */
  | 'set'
  /** A list of texts, or one. */
  | 'text or texts'
  | 'command'
  | 'commands'
  | 'deps'
  | 'constraints'
  | 'envs'
  | 'labels'
  | 'variables';

export interface ToxKey {
  /** Other spellings, tried after its own in each section. */
  readonly aliases: readonly string[];
  readonly type: KeyType;
}

function key(type: KeyType, ...aliases: readonly string[]): ToxKey {
  return { type, aliases };
}

/** The settings of an environment of tox 4.58's virtualenv runner, by their first spelling. */
export const envKeys = {
  allowlist_externals: key('texts'),
  always_copy: key('flag', 'alwayscopy'),
  args_are_paths: key('flag'),
  base: key('texts'),
  base_python: key('text or texts', 'basepython'),
  base_python_file: key('text or texts'),
  change_dir: key('path', 'changedir'),
  commands: key('commands'),
  commands_post: key('commands'),
  commands_pre: key('commands'),
  commands_retry: key('integer'),
  constrain_package_deps: key('flag'),
  constraints: key('constraints'),
  default_base_python: key('text or texts'),
  dependency_groups: key('set'),
  depends: key('envs'),
  deps: key('deps'),
  description: key('text'),
  disallow_pass_env: key('texts'),
  download: key('flag'),
  env_dir: key('path', 'envdir'),
  env_log_dir: key('path', 'envlogdir'),
  env_tmp_dir: key('path', 'envtmpdir'),
  extra_setup_commands: key('commands'),
  extras: key('set'),
  fail_fast: key('flag'),
  ignore_errors: key('flag'),
  ignore_outcome: key('flag'),
  install_command: key('command'),
  interrupt_post_commands: key('flag'),
  interrupt_timeout: key('number'),
  labels: key('set'),
  list_dependencies_command: key('command'),
  package: key('text'),
  package_env: key('text'),
  parallel_show_output: key('flag'),
  pass_env: key('texts', 'passenv'),
  pip_pre: key('flag'),
  platform: key('text'),
  pylock: key('text'),
  recreate: key('flag'),
  recreate_commands: key('commands'),
  runner: key('text'),
  set_env: key('variables', 'setenv'),
  skip_install: key('flag'),
  skip_missing_interpreters: key('flag'),
  suicide_timeout: key('number'),
  system_site_packages: key('flag', 'sitepackages'),
  terminate_timeout: key('number'),
  use_develop: key('flag', 'usedevelop'),
  use_frozen_constraints: key('flag'),
  virtualenv_spec: key('text'),
  wheel_build_env: key('text'),
} as const satisfies Readonly<Record<string, ToxKey>>;

/** The settings of tox itself. */
export const coreKeys = {
  env_list: key('envs', 'envlist'),
  ignore_base_python_conflict: key('flag', 'ignore_basepython_conflict'),
  labels: key('labels'),
  min_version: key('text', 'minversion'),
  no_package: key('flag', 'skipsdist'),
  on_platform: key('text'),
  package_env: key('text', 'isolated_build_env'),
  package_root: key('path', 'setupdir'),
  provision_tox_env: key('text'),
  requires: key('deps'),
  skip_missing_interpreters: key('flag'),
  temp_dir: key('path'),
  tox_root: key('path', 'toxinidir'),
  work_dir: key('path', 'toxworkdir'),
} as const satisfies Readonly<Record<string, ToxKey>>;

export type EnvKey = keyof typeof envKeys;
export type CoreKey = keyof typeof coreKeys;

const envSpellings = spellings(envKeys);
const coreSpellings = spellings(coreKeys);

/** The first spelling of an environment's setting, or undefined if tox has none of that name. */
export function envKey(spelling: string): EnvKey | undefined {
  return envSpellings.get(spelling);
}

/** The first spelling of a setting of tox itself. */
export function coreKey(spelling: string): CoreKey | undefined {
  return coreSpellings.get(spelling);
}

function spellings<Name extends string>(keys: Readonly<Record<Name, ToxKey>>): ReadonlyMap<string, Name> {
  const names = Object.keys(keys) as Name[]; // the table has no other keys
  return new Map(names.flatMap((name) => [name, ...keys[name].aliases].map((spelling) => [spelling, name] as const)));
}
