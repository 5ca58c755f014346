import { DiagnosticLog } from '../../diagnostic-log.ts';
import type { ToxProject, ToxRules } from '../tox-project.ts';
import type { ToxReading } from '../tox-reading.ts';
import type { Spent } from './budget.ts';
import type { IniReading } from './ini-file.ts';
import { readConfigparser } from './read-configparser.ts';
import { readIniconfig } from './read-iniconfig.ts';
import { Refusal } from './refusal.ts';
import type { ToxIniInput } from './settings.ts';
import { hasDoubts } from './tox3/doubts.ts';
import { readProject3 } from './tox3/project.ts';
import { readProject4 } from './tox4/project.ts';
import { whichRules } from './which-rules.ts';

export interface ReadOptions {
  /** Whose rules to read by, whatever the file asks for, and nothing instead. */
  readonly rules?: ToxRules;
}

/** Longer files are none that a person wrote. */
const longestText = 5_000_000;

/** tox 3 refuses a file for any of its environments; in a file where that may be, so many are tried. */
const mostTried = 300;

/** Nor are more tried once so many characters have been looked at. */
const mostTriedWork = 20_000_000;

/**
 * Reads a tox.ini, the tox part of a setup.cfg, or the text of `legacy_tox_ini`: by tox 4's rules where the file asks
 * for tox 4, else by tox 3's, and by tox 4's again where tox 3 would refuse the file. An environment is worked out
 * only when the project is asked for it. Never throws.
 */
export function readToxIni(input: ToxIniInput, options: ReadOptions = {}): ToxReading {
  const log = new DiagnosticLog(input.file, input.text.length > longestText ? '' : input.text);
  if (input.text.length > longestText) {
    log.error({ start: 0, end: 0 }, `the file has more than ${longestText} characters`);
    return { project: null, diagnostics: log.diagnostics() };
  }
  const project = new ToxIniReader(input, log).read(options.rules ?? null);
  return { project, diagnostics: log.diagnostics() };
}

class ToxIniReader {
  readonly #input: ToxIniInput;
  readonly #log: DiagnosticLog;
  readonly #spent: Spent = { work: 0 };

  constructor(input: ToxIniInput, log: DiagnosticLog) {
    this.#input = input;
    this.#log = log;
  }

  read(rules: ToxRules | null): ToxProject | null {
    const reading = readIniconfig(this.#input.text);
    const asked = whichRules(reading.sections, this.#input.homeSection);
    if ((rules ?? asked.rules) === 'tox4') return this.#reported(() => this.#read4(asked.why, false));
    const refusal = mistakeOf(reading) ?? this.#tried(reading, asked.why);
    if (!(refusal instanceof Refusal)) return refusal;
    if (rules !== null) return this.#reported(() => refusal);
    return this.#instead(refusal);
  }

  /** tox 3's reading, or why tox 3 refuses the file. */
  #tried({ sections }: IniReading, why: string): ToxProject | Refusal {
    const source = { input: this.#input, sections, isForTox3: true, spent: this.#spent };
    const project = refusalOf(() => readProject3(source, why, (offset) => this.#log.place(offset)));
    if (project instanceof Refusal) return project;
    for (const name of hasDoubts(sections) ? project.all.slice(0, mostTried) : []) {
      const env = refusalOf(() => project.env(name, []));
      if (env instanceof Refusal) return env;
      if (this.#spent.work > mostTriedWork) break;
    }
    return this.#lenient(project);
  }

  /** Where tox 3 would refuse an environment after all, it is what tox 4 makes of it. */
  #lenient(project: ToxProject): ToxProject {
    let other: ToxProject | 'none' | null = null;
    return {
      ...project,
      env: (name, posargs) => {
        const env = refusalOf(() => project.env(name, posargs));
        if (!(env instanceof Refusal)) return env;
        other ??= unlessRefused(() => this.#read4(project.why, true)) ?? 'none';
        return other === 'none' ? null : other.env(name, posargs);
      },
    };
  }

  #read4(why: string, isForTox3: boolean): ToxProject {
    const reading = readConfigparser(this.#input.text);
    const mistake = mistakeOf(reading);
    if (mistake !== null) throw mistake;
    const source = { input: this.#input, sections: reading.sections, isForTox3, spent: this.#spent };
    const project = readProject4(source, why, (offset) => this.#log.place(offset));
    // Only a name that stands for too many others is refused as a whole.
    return { ...project, env: (name, posargs) => unlessRefused(() => project.env(name, posargs)) };
  }

  /** tox 4's reading of a file that tox 3 refuses; if tox 4 does as well, tox 3's word counts. */
  #instead(refusal: Refusal): ToxProject | null {
    const { line } = this.#log.place(refusal.offset ?? 0);
    const project = refusalOf(() => this.#read4(`tox 3 would refuse line ${line}`, true));
    if (project instanceof Refusal) return this.#reported(() => refusal);
    const span = this.#span(refusal);
    this.#log.warning(span, `tox 3 refuses the file: ${refusal.message}`, 'it is read as tox 4 reads it');
    return project;
  }

  /** What the reading comes to, or null with a diagnostic. */
  #reported(work: () => ToxProject | Refusal): ToxProject | null {
    const project = refusalOf(work);
    if (!(project instanceof Refusal)) return project;
    const reading = readConfigparser(this.#input.text);
    this.#log.error(this.#span(project), project.message, hintOf(reading, project));
    for (const { start, end, message, hint } of reading.mistakes) {
      if (start !== project.offset) this.#log.error({ start, end }, message, hint);
    }
    return null;
  }

  #span({ offset }: Refusal): { readonly start: number; readonly end: number } {
    const start = offset ?? 0;
    const lineEnd = this.#input.text.indexOf('\n', start);
    return { start, end: lineEnd < 0 ? this.#input.text.length : lineEnd };
  }
}

function mistakeOf({ mistakes: [first] }: IniReading): Refusal | null {
  return first === undefined ? null : new Refusal(first.message, { whole: true, offset: first.start });
}

function hintOf({ mistakes }: IniReading, refusal: Refusal): string | undefined {
  return mistakes.find(({ start }) => start === refusal.offset)?.hint;
}

function unlessRefused<T>(work: () => T): T | null {
  const result = refusalOf(work);
  return result instanceof Refusal ? null : result;
}

/** The work's result, or the Refusal that it threw. */
function refusalOf<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
