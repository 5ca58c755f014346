import type { Diagnostic } from '../../../base/diagnostic.ts';
import { DiagnosticLog } from '../../diagnostic-log.ts';
import type { ToxProject, ToxRules } from '../tox-project.ts';
import type { IniReading } from './ini-file.ts';
import { readConfigparser } from './read-configparser.ts';
import { readIniconfig } from './read-iniconfig.ts';
import { Refusal } from './refusal.ts';
import { type Source, sourceOf, type ToxIniInput } from './settings.ts';
import { readProject3 } from './tox3/project.ts';
import { readProject4 } from './tox4/project.ts';
import { type Rules, whichRules } from './which-rules.ts';

export interface ToxIniReading {
  /** null where neither tox could read the file: the diagnostics tell why. */
  readonly project: ToxProject | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A test asks for both readings. */
export interface ReadOptions {
  readonly rules?: ToxRules;
}

/**
 * Reads a tox.ini, the tox part of a setup.cfg, or the text of `legacy_tox_ini`: by tox 4's rules where the file asks
 * for tox 4, else by tox 3's, and by tox 4's again where tox 3 would refuse the file. Never throws.
 */
export function readToxIni(input: ToxIniInput, options: ReadOptions = {}): ToxIniReading {
  const log = new DiagnosticLog(input.file, input.text);
  const old = readIniconfig(input.text);
  const asked = options.rules ?? whichRules(old.sections, input.homeSection).rules;
  const { why } = whichRules(old.sections, input.homeSection);
  const project = asked === 'tox3' ? read3(input, old, why, log) : read4(input, why, log);
  return { project, diagnostics: log.diagnostics() };
}

function read3(input: ToxIniInput, reading: IniReading, why: string, log: DiagnosticLog): ToxProject | null {
  report(reading, log);
  return attempt(() => readProject3(sourceOf(input, reading), why, (offset) => log.place(offset)), log);
}

function read4(input: ToxIniInput, why: string, log: DiagnosticLog): ToxProject | null {
  const reading = readConfigparser(input.text);
  report(reading, log);
  return attempt(() => readProject4(sourceOf(input, reading), why, (offset) => log.place(offset)), log);
}

function report(reading: IniReading, log: DiagnosticLog): void {
  for (const { start, end, message, hint } of reading.mistakes) log.error({ start, end }, message, hint);
}

function attempt(work: () => ToxProject, log: DiagnosticLog): ToxProject | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const start = error.offset ?? 0;
    log.error({ start, end: start + 1 }, error.message);
    return null;
  }
}
