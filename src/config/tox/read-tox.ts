import type { Diagnostic } from '../../base/diagnostic.ts';
import { DiagnosticLog } from '../diagnostic-log.ts';
import { findTox, type ToxHome } from './find-tox.ts';
import { readToxIni } from './ini/read-tox-ini.ts';
import type { Surroundings } from './surroundings.ts';
import { parseToml } from './toml/parse-toml.ts';
import { pyprojectPart } from './toml/pyproject-part.ts';
import { readToxSettings, readToxToml } from './toml/read-toml.ts';
import type { ToxReading } from './tox-reading.ts';

/** What came of it, and of which file; null where the project has nothing for tox. */
export type FoundTox = ToxReading & { readonly home: ToxHome };

/** Finds the project's settings for tox and reads them. `shown` gives the name of a file that diagnostics show. */
export function readTox(surroundings: Surroundings, shown: (file: string) => string): FoundTox | null {
  const home = findTox(surroundings.files);
  return home === null ? null : { home, ...readHome(home, surroundings, shown(home.file)) };
}

function readHome(home: ToxHome, surroundings: Surroundings, shown: string): ToxReading {
  if (home.kind === 'unreadable') return refused(shown, home.reason);
  const read = surroundings.files.read(home.file);
  if (read === null) return refused(shown, 'it is gone');
  if (!read.ok) return refused(shown, read.reason);
  const { text } = read;
  if (home.kind === 'ini') return readIni(shown, text, home.homeSection, surroundings);
  if (home.file === 'tox.toml') return readToxToml(shown, text, surroundings);
  return readPyproject(shown, text, surroundings);
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
      const file = files.read(path);
      return file?.ok === true ? file.text : null;
    },
    glob: (pattern) => files.glob(pattern),
  });
}

function refused(shown: string, reason: string): ToxReading {
  const place = { file: shown, line: 1, column: 1 };
  const diagnostic: Diagnostic = { severity: 'error', message: `this file cannot be read: ${reason}`, place };
  return { project: null, diagnostics: [diagnostic] };
}
