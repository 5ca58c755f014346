import { DiagnosticLog } from '../diagnostic-log.ts';
import { readIniconfig } from './ini/read-iniconfig.ts';
import { whichRules } from './ini/which-rules.ts';
import type { ProjectFiles } from './project-files.ts';
import { parseToml } from './toml/parse-toml.ts';
import { type PyprojectPart, pyprojectPart } from './toml/pyproject-part.ts';

/** Where a project keeps its settings for tox. */
export type ToxHome =
  | { readonly kind: 'ini'; readonly file: 'tox.ini' | 'setup.cfg'; readonly homeSection: 'tox' | 'tox:tox' }
  /** `legacy_tox_ini` of pyproject.toml. */
  | { readonly kind: 'legacy'; readonly file: 'pyproject.toml' }
  | { readonly kind: 'toml'; readonly file: 'pyproject.toml' | 'tox.toml' }
  /** There is a file of that name, in which nothing can be found. */
  | { readonly kind: 'unreadable'; readonly file: string; readonly reason: string };

const toxIni: ToxHome = { kind: 'ini', file: 'tox.ini', homeSection: 'tox' };
const setupCfg: ToxHome = { kind: 'ini', file: 'setup.cfg', homeSection: 'tox:tox' };
const legacy: ToxHome = { kind: 'legacy', file: 'pyproject.toml' };
const native: ToxHome = { kind: 'toml', file: 'pyproject.toml' };
const toxToml: ToxHome = { kind: 'toml', file: 'tox.toml' };

/**
 * The file in a project's folder that tox would read, or null if there is none. tox 3 looks for `legacy_tox_ini`,
 * tox.ini, then `[tox:tox]` of setup.cfg; tox 4 for tox.ini, setup.cfg, `[tool.tox]`, `legacy_tox_ini`, tox.toml.
 * Where these are two files, it is tox 4's if that one asks for tox 4, and tox 3's otherwise.
 */
export function findTox(files: ProjectFiles): ToxHome | null {
  const ini = files.read('tox.ini');
  const setup = files.read('setup.cfg');
  const found = [
    ...(ini === null ? [] : [{ home: toxIni, text: ini }]),
    ...(setup?.ok === true && hasToxSection(setup.text) ? [{ home: setupCfg, text: setup }] : []),
  ];
  const pyproject = partOf(files);
  const [first] = found;
  if (first === undefined) {
    if (pyproject.kind === 'native') return native;
    if (pyproject.kind === 'legacy') return legacy;
    // tox 4 would stop at a pyproject.toml that is no TOML; its settings for tox, if any, are what matters here.
    if (pyproject.kind === 'wrong') return native;
    return files.read('tox.toml') === null ? null : toxToml;
  }
  if (!first.text.ok) return { kind: 'unreadable', file: first.home.file, reason: first.text.reason };
  if (pyproject.kind !== 'legacy' || first.home.kind !== 'ini') return first.home;
  const { rules } = whichRules(readIniconfig(first.text.text).sections, first.home.homeSection);
  return rules === 'tox4' ? first.home : legacy;
}

function hasToxSection(text: string): boolean {
  return /^\[tox:tox\]/m.test(text);
}

function partOf(files: ProjectFiles): PyprojectPart {
  const file = files.read('pyproject.toml');
  // Most of them say nothing to tox, and then nothing in them is of interest.
  if (file?.ok !== true || !/\btox\b|legacy_tox_ini/.test(file.text)) return { kind: 'none' };
  const log = new DiagnosticLog('pyproject.toml', file.text);
  const part = pyprojectPart(parseToml(file.text, log), log);
  return part.kind === 'wrong' && !/^\s*\[+\s*tool\s*\.\s*tox\b/m.test(file.text) ? { kind: 'none' } : part;
}
