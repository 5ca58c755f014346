import type { Diagnostic } from '../../base/diagnostic.ts';
import type { SourceInput } from '../config-source.ts';
import { decodeText } from '../decode-text.ts';
import { DiagnosticLog } from '../diagnostic-log.ts';
import { readToxIni } from './ini/read-tox-ini.ts';
import { globIn } from './python-glob.ts';
import type { Surroundings } from './surroundings.ts';
import { parseToml } from './toml/parse-toml.ts';
import { pyprojectPart } from './toml/pyproject-part.ts';
import { readToxSettings, readToxToml } from './toml/read-toml.ts';
import type { ToxReading } from './tox-reading.ts';

/**
 * What tox makes of a file of settings, by its name: pyproject.toml (`[tool.tox]` or `legacy_tox_ini`), any other
 * .toml, setup.cfg, or tox.ini under whatever name. Never throws.
 */
export function readTox(input: Pick<SourceInput, 'files' | 'file' | 'shown' | 'env'>): ToxReading {
  const shown = input.shown(input.file);
  const bytes = input.files.read(input.file);
  const decoded = bytes === null ? ({ ok: false, reason: 'it is not there' } as const) : decodeText(bytes);
  if (!decoded.ok) return refused(shown, decoded.reason);
  const name = input.file.slice(input.file.lastIndexOf('/') + 1);
  if (name === 'pyproject.toml') return readPyproject(shown, decoded.text, input);
  if (name.endsWith('.toml')) return readToxToml(shown, decoded.text, input);
  return readIni(shown, decoded.text, name === 'setup.cfg' ? 'tox:tox' : 'tox', input);
}

function readPyproject(shown: string, text: string, surroundings: Surroundings): ToxReading {
  const log = new DiagnosticLog(shown, text);
  const root = parseToml(text, log);
  const part = pyprojectPart(root, log);
  switch (part.kind) {
    case 'native':
      return readToxSettings({ root: part.root, settings: part.settings }, log, shown, surroundings);
    case 'legacy':
      return readIni(shown, inPlace(text, part), 'tox', surroundings);
    case 'none':
      return refused(shown, 'it has no [tool.tox]');
    case 'wrong':
      return { project: null, diagnostics: log.diagnostics() };
  }
}

/** The INI text with empty lines before it, so that its lines have the numbers that they have in the file. */
function inPlace(text: string, { ini, offset }: { readonly ini: string; readonly offset: number }): string {
  const start = text.indexOf(ini, offset);
  const before = text.slice(0, start < 0 ? offset : start);
  return '\n'.repeat(before.split('\n').length - 1) + ini;
}

function readIni(
  shown: string,
  text: string,
  homeSection: 'tox' | 'tox:tox',
  { files, env }: Surroundings,
): ToxReading {
  return readToxIni({
    file: shown,
    text,
    homeSection,
    env,
    readFile: (path) => {
      const bytes = files.read(path);
      const decoded = bytes === null ? null : decodeText(bytes);
      return decoded?.ok === true ? decoded.text : null;
    },
    glob: (pattern) => globIn(files, pattern),
  });
}

function refused(shown: string, reason: string): ToxReading {
  const place = { file: shown, line: 1, column: 1 };
  const diagnostic: Diagnostic = { severity: 'error', message: `this file cannot be read for tox: ${reason}`, place };
  return { project: null, diagnostics: [diagnostic] };
}
