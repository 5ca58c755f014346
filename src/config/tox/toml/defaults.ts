import { Refusal } from '../ini/refusal.ts';
import { pythonOfName } from '../ini/tox4/base-python.ts';
import type { SetEnv4 } from '../ini/tox4/set-env.ts';
import { projectRoot, toxPython } from '../ini/virtual-paths.ts';
import type { ToxCommand } from '../tox-project.ts';
import { type CoreKey, coreKeys, type EnvKey, envKeys, type KeyType } from './env-keys.ts';
import { SettingFailure } from './failure.ts';
import { flag, type Setting, stringify, text, texts } from './setting.ts';

/** What defaults are made of. */
export interface Defaults {
  envSetting(env: string, key: EnvKey): Setting;
  coreSetting(key: CoreKey): Setting;
  noVariables(): SetEnv4;
  readFile(path: string): string | null;
}

/** What tox 4 takes where no section has an environment's setting. */
export function defaultEnv(key: EnvKey, env: string, from: Defaults): Setting {
  switch (key) {
    case 'args_are_paths':
      return flag(true);
    case 'base_python':
      return texts(defaultPython(env, from));
    case 'change_dir':
      return from.coreSetting('tox_root');
    case 'default_base_python':
      return texts([toxPython]);
    case 'env_dir':
      return text(`${stringify(from.coreSetting('work_dir'))}/${env}`);
    case 'env_log_dir':
      return text(`${stringify(from.coreSetting('work_dir'))}/${env}/log`);
    case 'env_tmp_dir':
      return text(`${stringify(from.coreSetting('work_dir'))}/${env}/tmp`);
    case 'install_command':
      // It depends on the Python, so without one there is none.
      from.envSetting(env, 'base_python');
      return command(['python', '-I', '-m', 'pip', 'install', '{opts}', '{packages}']);
    case 'interrupt_timeout':
      return number('0.3');
    case 'list_dependencies_command':
      return command(['python', '-m', 'pip', 'freeze', '--all']);
    case 'package':
      return text('sdist');
    case 'package_env':
      return from.coreSetting('package_env');
    case 'runner':
      return text('virtualenv');
    case 'set_env':
      return { kind: 'variables', variables: from.noVariables() };
    case 'skip_missing_interpreters':
      return from.coreSetting('skip_missing_interpreters');
    case 'suicide_timeout':
      return number('0.0');
    case 'system_site_packages':
      return flag(siteWide(env, from));
    case 'terminate_timeout':
      return number('0.2');
    default:
      return empty(envKeys[key].type);
  }
}

/** What tox 4 takes where the file does not have a setting of tox itself. */
export function defaultCore(key: CoreKey, from: Defaults): Setting {
  switch (key) {
    case 'package_env':
      return text('.pkg');
    case 'package_root':
      return from.coreSetting('tox_root');
    case 'provision_tox_env':
      return text('.tox');
    case 'temp_dir':
      return text(`${stringify(from.coreSetting('work_dir'))}/.tmp`);
    case 'tox_root':
      return text(projectRoot);
    case 'work_dir':
      return text(`${stringify(from.coreSetting('tox_root'))}/.tox`);
    default:
      return empty(coreKeys[key].type);
  }
}

function empty(type: KeyType): Setting {
  switch (type) {
    case 'flag':
      return flag(false);
    case 'integer':
    case 'number':
      return number('0');
    case 'text':
    case 'path':
      return text('');
    case 'texts':
    case 'set':
    case 'text or texts':
    case 'deps':
    case 'constraints':
    case 'envs':
      return texts([]);
    case 'command':
    case 'commands':
    case 'variables':
      return { kind: 'commands', commands: [] };
    case 'labels':
      return { kind: 'groups', groups: {} };
  }
}

function number(written: string): Setting {
  return { kind: 'number', value: Number(written), text: written };
}

function command(argv: readonly string[]): Setting {
  const one: ToxCommand = { argv, ignoreExit: false, invertExit: false, place: null };
  return { kind: 'commands', commands: [one] };
}

function defaultPython(env: string, from: Defaults): readonly string[] {
  const implied = nameImplies(env, from);
  if (implied !== null) return [implied];
  const files = listed(from.envSetting(env, 'base_python_file'));
  if (files.length === 0) return listed(from.envSetting(env, 'default_base_python'));
  for (const file of files) {
    const lines = from.readFile(file)?.split(/\r?\n/) ?? [];
    const first = lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#'));
    if (first !== undefined) return [first];
  }
  throw new SettingFailure(`no version of Python is in ${files.join(' or ')}`);
}

function nameImplies(env: string, from: Defaults): string | null {
  const ignore = from.coreSetting('ignore_base_python_conflict');
  try {
    return pythonOfName(env);
  } catch (error) {
    // Of a name that speaks of two nothing is taken.
    if (error instanceof Refusal && ignore.kind === 'flag' && ignore.value) return null;
    throw error;
  }
}

function listed(setting: Setting): readonly string[] {
  return setting.kind === 'texts' ? setting.texts : [];
}

/** virtualenv's own variable counts where set_env has it. */
function siteWide(env: string, from: Defaults): boolean {
  // tox reads all of them for it, so that one that fails makes this one fail.
  from.envSetting(env, 'pass_env');
  const setting = from.envSetting(env, 'set_env');
  if (setting.kind !== 'variables') return false;
  const values = new Map([...setting.variables.names()].map((name) => [name, setting.variables.load(name, [])]));
  return /^(?:true|1|yes|on)$/i.test((values.get('VIRTUALENV_SYSTEM_SITE_PACKAGES') ?? '').trim());
}
