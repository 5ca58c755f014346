import { quoted } from '../../../base/printable.ts';
import { checkedBasePython } from '../ini/tox4/base-python.ts';
import { sortedSet } from '../ini/tox4/convert.ts';
import { normalPath } from '../ini/virtual-paths.ts';
import type { Defaults } from './defaults.ts';
import type { EnvKey } from './env-keys.ts';
import { SettingFailure } from './failure.ts';
import { type Setting, stringify, text, texts } from './setting.ts';

/** What tox 4 makes of a setting's value in the end (its `post_process`). */
export function finished(key: EnvKey, env: string, setting: Setting, isWritten: boolean, from: Defaults): Setting {
  switch (key) {
    case 'base_python':
      return isWritten ? python(env, listed(setting), from) : setting;
    case 'change_dir':
      return text(below(stringify(from.coreSetting('tox_root')), stringify(setting)));
    case 'dependency_groups':
    case 'extras':
      return texts(sortedSet(listed(setting).map(canonicalName)));
    case 'description':
      return text(stringify(setting).replaceAll('\r', '').replace(/\s+/g, ' '));
    case 'install_command':
      return withOptions(setting, from.envSetting(env, 'pip_pre'));
    case 'package':
      return text(packageKind(env, stringify(setting), from));
    case 'pass_env':
      return passed(listed(setting));
    default:
      return setting;
  }
}

function python(env: string, pythons: readonly string[], from: Defaults): Setting {
  if (listed(from.envSetting(env, 'base_python_file')).length > 0) {
    throw new SettingFailure('base_python and base_python_file cannot both be set');
  }
  return texts(checkedBasePython(env, pythons, isOn(from.coreSetting('ignore_base_python_conflict'))));
}

const packageKinds: ReadonlySet<string> = new Set([
  'wheel',
  'sdist',
  'sdist-wheel',
  'editable',
  'editable-legacy',
  'deps-only',
  'skip',
  'external',
]);

function packageKind(env: string, written: string, from: Defaults): string {
  if (isOn(from.coreSetting('no_package')) || isOn(from.envSetting(env, 'skip_install'))) return 'skip';
  if (isOn(from.envSetting(env, 'use_develop'))) return 'editable';
  if (packageKinds.has(written)) return written;
  throw new SettingFailure(`${quoted(written)} is no way to install a package: ${[...packageKinds].join(', ')} are`);
}

function isOn(setting: Setting): boolean {
  return setting.kind === 'flag' && setting.value;
}

/** `pass_env` without what tox passes anyway. */
function passed(names: readonly string[]): Setting {
  const odd = names.find((name) => /\s/.test(name));
  if (odd !== undefined) throw new SettingFailure(`${quoted(odd)} is no variable's name: it has a blank in it`);
  return texts(sortedSet(names));
}

function withOptions(setting: Setting, pre: Setting): Setting {
  if (setting.kind !== 'commands') return setting;
  const options = isOn(pre) ? ['--pre'] : [];
  return {
    ...setting,
    commands: setting.commands.map((command) => {
      const at = command.argv.indexOf('{opts}');
      const end = command.argv.length;
      const [before, after] = at < 0 ? [end, end] : [at, at + 1];
      return { ...command, argv: [...command.argv.slice(0, before), ...options, ...command.argv.slice(after)] };
    }),
  };
}

/** PEP 503, as package managers compare names. */
function canonicalName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

function below(folder: string, path: string): string {
  return normalPath(path.startsWith('/') ? path : `${folder}/${path}`);
}

function listed(setting: Setting): readonly string[] {
  return setting.kind === 'texts' ? setting.texts : [];
}
