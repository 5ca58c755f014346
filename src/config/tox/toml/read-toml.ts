import { DiagnosticLog } from '../../diagnostic-log.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ToxReading } from '../tox-reading.ts';
import { parseToml } from './parse-toml.ts';
import { tomlProject } from './toml-project.ts';
import { tomlSource } from './toml-source.ts';
import type { TomlTable } from './toml-tree.ts';

/** What tox 4 makes of a tox.toml; `file` is the name that diagnostics show. Never throws. */
export function readToxToml(file: string, text: string, surroundings: Surroundings): ToxReading {
  const log = new DiagnosticLog(file, text);
  const root = parseToml(text, log);
  if (root === null) return { project: null, diagnostics: log.diagnostics() };
  const source = tomlSource({ file, prefix: [], root, settings: root }, log);
  const project = tomlProject(source, log, surroundings, 'only tox 4 reads tox.toml');
  return { project, diagnostics: log.diagnostics() };
}

/** What tox 4 makes of `[tool.tox]` of a pyproject.toml, whose whole is `root`. */
export function readToxSettings(
  { root, settings }: { readonly root: TomlTable; readonly settings: TomlTable },
  log: DiagnosticLog,
  file: string,
  surroundings: Surroundings,
): ToxReading {
  const source = tomlSource({ file, prefix: ['tool', 'tox'], root, settings }, log);
  const project = tomlProject(source, log, surroundings, 'only tox 4 reads [tool.tox]');
  return { project, diagnostics: log.diagnostics() };
}
