import { quoted } from '../../../base/printable.ts';
import { DiagnosticLog } from '../../diagnostic-log.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ToxReading } from '../tox-reading.ts';
import { parseToml } from './parse-toml.ts';
import { tomlProject } from './toml-project.ts';
import { tomlSource } from './toml-source.ts';
import { kindName, member, type TomlTable, textOf } from './toml-tree.ts';

/** What tox 4 makes of a tox.toml. `file` is the name that diagnostics show. */
export function readToxToml(file: string, text: string, surroundings: Surroundings): ToxReading {
  const log = new DiagnosticLog(file, text);
  const root = parseToml(text, log);
  if (root === null) return { project: null, diagnostics: log.diagnostics() };
  const source = tomlSource({ file, prefix: [], root, settings: root }, log);
  return { project: tomlProject(source, log, surroundings, 'only tox 4 reads tox.toml'), diagnostics: log.diagnostics() };
}

/** What a pyproject.toml has for tox. */
export type PyprojectPart =
  | { readonly kind: 'none' }
  /** `[tool.tox]` in TOML, which tox 4 prefers to what is beside it. */
  | { readonly kind: 'native'; readonly settings: TomlTable }
  | { readonly kind: 'legacy'; readonly ini: string; readonly offset: number }
  /** It is no TOML, or `tool.tox` no table: the log says where. */
  | { readonly kind: 'wrong' };

/** Finds what a pyproject.toml has for tox; `legacy_tox_ini` counts where nothing else does. */
export function pyprojectPart(root: TomlTable | null, log: DiagnosticLog): PyprojectPart {
  if (root === null) return { kind: 'wrong' };
  const settings = member(member(root, 'tool'), 'tox');
  if (settings === undefined) return { kind: 'none' };
  if (settings.kind !== 'table') {
    log.error(settings.span, `"tool.tox" must be a table, but is ${kindName(settings)}`);
    return { kind: 'wrong' };
  }
  const legacy = member(settings, 'legacy_tox_ini');
  if (settings.entries.size > (legacy === undefined ? 0 : 1)) return { kind: 'native', settings };
  const ini = textOf(legacy);
  if (legacy === undefined) return { kind: 'none' };
  if (ini !== undefined) return { kind: 'legacy', ini, offset: legacy.span.start };
  log.error(legacy.span, `${quoted('legacy_tox_ini')} must be a text, but is ${kindName(legacy)}`);
  return { kind: 'wrong' };
}
