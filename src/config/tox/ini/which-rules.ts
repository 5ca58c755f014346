import type { ToxRules } from '../tox-project.ts';
import { type IniSections, textOf } from './ini-file.ts';

export interface Rules {
  readonly rules: ToxRules;
  /** The end of a sentence. */
  readonly why: string;
}

/** Keys that only tox 4 reads. `package` and `labels` are not among them: old files have them for plugins. */
const newKeys: ReadonlySet<string> = new Set(
  (
    'env_list set_env pass_env change_dir base_python env_dir env_tmp_dir env_log_dir use_develop ' +
    'package_env wheel_build_env work_dir no_package package_root constrain_package_deps use_frozen_constraints ' +
    'dependency_groups system_site_packages disallow_pass_env pylock default_base_python base_python_file ' +
    'ignore_base_python_conflict runner base fail_fast commands_retry constraints'
  ).split(' '),
);

/** Where a line that begins with `! ` is for tox 4: tox 3 would run a program of that name. */
const commandKeys: ReadonlySet<string> = new Set(['commands', 'commands_pre', 'commands_post']);

/** The mark, after the factors for which the line is. */
const inverted = /^\s*(?:[^\s:]{1,200}:\s+)?!\s/;

const newNames =
  /\{(?:tox_root|work_dir|env_name|env_dir|env_tmp_dir|env_log_dir|env_bin_dir|env_python|env_site_packages_dir(?:_plat)?|base_python|py_dot_ver|py_impl|package_root)\}|\{(?:glob|factor):/;

/** Whether the file asks for tox 4, and by what. `sections` are as tox 3 reads them, or as tox 4 does. */
export function whichRules(sections: IniSections, home: string): Rules {
  return { ...(askedFor(sections, home) ?? { rules: 'tox3', why: 'nothing in the file asks for tox 4' }) };
}

function askedFor(sections: IniSections, home: string): Rules | null {
  const core = sections.get(home)?.values;
  for (const key of ['minversion', 'min_version']) {
    const value = core?.get(key);
    const version = value === undefined ? '' : textOf(value).trim();
    if (Number.parseInt(version, 10) >= 4) return tox4(`${key} is ${version}`);
  }
  const requires = core?.get('requires');
  const needed = requires?.lines.find(({ text }) => needsTox4(text));
  if (needed !== undefined) return tox4(`requires has "${needed.text}"`);
  for (const section of sections.values()) {
    if (section.name !== home && section.name !== 'testenv' && !section.name.startsWith('testenv:')) continue;
    for (const value of section.values.values()) {
      if (newKeys.has(value.key)) return tox4(`[${section.name}] has the key ${value.key}`);
      const name = value.lines.map(({ text }) => newNames.exec(text)).find((match) => match !== null);
      const isInverted = commandKeys.has(value.key) && value.lines.some(({ text }) => inverted.test(text));
      if (isInverted) return tox4(`a command in [${section.name}] begins with "! "`);
      if (name !== undefined) return tox4(`[${section.name}] uses ${name?.[0]}${name?.[0].endsWith(':') ? '…}' : ''}`);
    }
  }
  return null;
}

function needsTox4(requirement: string): boolean {
  const match = /^\s*tox\s*(?:\[[^\]]*\])?\s*(.*)$/i.exec(requirement.split(';', 1)[0] ?? '');
  if (match === null) return false;
  return (match[1] ?? '').split(',').some((specifier) => {
    const bound = /^\s*(>=|>|==|~=|===)\s*(\d+)/.exec(specifier);
    return bound !== null && Number(bound[2]) >= 4;
  });
}

function tox4(why: string): Rules {
  return { rules: 'tox4', why };
}
