import { DiagnosticLog } from '../diagnostic-log.ts';
import type { ProjectFiles } from '../project-files.ts';
import { readIniconfig } from './ini/read-iniconfig.ts';
import { whichRules } from './ini/which-rules.ts';
import { parseToml } from './toml/parse-toml.ts';
import { type PyprojectPart, pyprojectPart } from './toml/pyproject-part.ts';

/** A file in which tox looks for a project's settings. */
export type ToxFile = 'tox.ini' | 'setup.cfg' | 'pyproject.toml' | 'tox.toml';

/**
 * The file in a project's folder that tox would read, or null if there is none. tox 3 looks for `legacy_tox_ini` of
 * pyproject.toml, tox.ini, then `[tox:tox]` of setup.cfg; tox 4 for tox.ini, setup.cfg, `[tool.tox]` and
 * `legacy_tox_ini` of pyproject.toml, then tox.toml. Where these are two files, it is tox 4's if that one asks for tox 4,
 * and tox 3's otherwise. A tox.ini that has settings for other tools only does not count, though it does for tox.
 */
export function findTox(files: ProjectFiles): ToxFile | null {
  const ini = iniFile(files);
  const { kind } = partOf(files);
  if (ini !== null && kind === 'legacy') return asksForTox4(ini) ? ini.name : 'pyproject.toml';
  if (ini !== null) return ini.name;
  // tox 4 stops at a pyproject.toml that is no TOML.
  if (kind !== 'none') return 'pyproject.toml';
  return files.exists('tox.toml') === 'file' ? 'tox.toml' : null;
}

interface IniFile {
  readonly name: 'tox.ini' | 'setup.cfg';
  readonly text: string;
  readonly homeSection: 'tox' | 'tox:tox';
}

function iniFile(files: ProjectFiles): IniFile | null {
  const text = textIn(files, 'tox.ini');
  if (/^\[(?:tox|testenv)\b/m.test(text)) return { name: 'tox.ini', text, homeSection: 'tox' };
  const setup = textIn(files, 'setup.cfg');
  return /^\[tox:tox\]/m.test(setup) ? { name: 'setup.cfg', text: setup, homeSection: 'tox:tox' } : null;
}

function asksForTox4({ text, homeSection }: IniFile): boolean {
  return whichRules(readIniconfig(text).sections, homeSection).rules === 'tox4';
}

function partOf(files: ProjectFiles): Pick<PyprojectPart, 'kind'> {
  const text = textIn(files, 'pyproject.toml');
  // Most of them say nothing to tox, and then nothing in them is of interest.
  if (!/\btox\b|\blegacy_tox_ini\b/.test(text)) return { kind: 'none' };
  const log = new DiagnosticLog('pyproject.toml', text);
  const root = parseToml(text, log);
  if (root === null) return { kind: /^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*tox\b/m.test(text) ? 'wrong' : 'none' };
  return pyprojectPart(root, log);
}

/** What cannot be read as text is told when it is read for its settings; here it is as good as empty. */
function textIn(files: ProjectFiles, name: string): string {
  const bytes = files.read(name);
  return bytes === null ? '' : Buffer.from(bytes).toString('utf8');
}
