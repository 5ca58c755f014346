import { Budget } from '../budget.ts';
import { callersVariable, type Source } from '../settings.ts';
import { projectRoot, toxPython } from '../virtual-paths.ts';
import type { ConfigSet4, Key4, Kind4 } from './config-set.ts';
import type { FactorLines4 } from './factor-lines.ts';
import { fileSet } from './file-set.ts';
import type { Value4 } from './value.ts';

/** A key whose value is plainly of that kind. */
export function key4(names: string, kind: Kind4, fallback: Value4 | (() => Value4), finish?: Key4['finish']): Key4 {
  const instead = typeof fallback === 'function' ? fallback : (): Value4 => fallback;
  return { names: names.split(' '), kind, fallback: instead, ...(finish === undefined ? {} : { finish }) };
}

/** A key that no file sets. */
export function constant4(names: string, value: () => Value4): Key4 {
  return { names: names.split(' '), kind: 'text', fallback: value, finish: value };
}

/** `[tox]` by tox 4's rules. */
export function readCore4(source: Source, factorLines: FactorLines4): ConfigSet4 {
  const { input } = source;
  const core: ConfigSet4 = fileSet({
    source,
    factorLines,
    lookIn: [input.homeSection],
    factors: [],
    lookup: {
      budget: new Budget(source.spent),
      variable: (name, fallback) => callersVariable(input, name) ?? fallback,
      posargs: (fallback) => fallback,
    },
    others: { core: () => core, own: () => null, env: () => null },
    setEnv: { readFile: () => null, markerNames: {} },
  });
  const keys = [
    key4('env_list envlist', 'envs', []),
    key4('tox_root toxinidir', 'path', projectRoot),
    key4('work_dir toxworkdir', 'path', `${projectRoot}/.tox`),
    key4('temp_dir', 'path', () => `${core.text('work_dir')}/.tmp`),
    constant4('host_python', () => toxPython),
    constant4('config_file_path', () => `${projectRoot}/${input.file.split('/').at(-1)}`),
    constant4('on_platform', () => input.platform ?? 'linux'),
    key4('min_version minversion', 'text', ''),
    key4('provision_tox_env', 'text', '.tox'),
    key4('requires', 'list', []),
    key4('no_package skipsdist', 'bool', false),
    key4('package_env isolated_build_env', 'text', '.pkg'),
    key4('package_root setupdir', 'path', projectRoot),
    key4('skip_missing_interpreters', 'bool', false),
    key4('ignore_base_python_conflict ignore_basepython_conflict', 'bool', false),
    key4('labels', 'text', ''),
  ];
  for (const key of keys) core.add(key);
  return core;
}
