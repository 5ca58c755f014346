import { quoted } from '../../../base/printable.ts';
import type { DiagnosticLog } from '../../diagnostic-log.ts';
import { kindName, member, type TomlTable, textOf } from './toml-tree.ts';

/** What a pyproject.toml has for tox. */
export type PyprojectPart =
  | { readonly kind: 'none' }
  /** `[tool.tox]` in TOML, which counts before `legacy_tox_ini`. */
  | { readonly kind: 'native'; readonly root: TomlTable; readonly settings: TomlTable }
  /** `offset` is where its text begins, with the quotes. */
  | { readonly kind: 'legacy'; readonly ini: string; readonly offset: number }
  /** It is no TOML, or what it has is no such thing: the log says where. */
  | { readonly kind: 'wrong' };

/** Finds what a pyproject.toml has for tox. `root` is null if it is no TOML. */
export function pyprojectPart(root: TomlTable | null, log: DiagnosticLog): PyprojectPart {
  if (root === null) return { kind: 'wrong' };
  const settings = member(member(root, 'tool'), 'tox');
  if (settings === undefined) return { kind: 'none' };
  if (settings.kind !== 'table') {
    log.error(settings.span, `"tool.tox" must be a table, but is ${kindName(settings)}`);
    return { kind: 'wrong' };
  }
  const legacy = member(settings, 'legacy_tox_ini');
  if (settings.entries.size > (legacy === undefined ? 0 : 1)) return { kind: 'native', root, settings };
  if (legacy === undefined) return { kind: 'none' };
  const ini = textOf(legacy);
  if (ini !== undefined) return { kind: 'legacy', ini, offset: legacy.span.start };
  log.error(legacy.span, `${quoted('legacy_tox_ini')} must be a text, but is ${kindName(legacy)}`);
  return { kind: 'wrong' };
}
