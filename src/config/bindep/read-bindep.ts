import type { Diagnostic } from '../../base/diagnostic.ts';
import { quoted } from '../../base/printable.ts';
import type { ReadResult } from '../config-source.ts';
import type { ProjectFiles } from '../project-files.ts';
import type { Bindep } from './bindep-rule.ts';
import { type ParsedBindep, parseBindep } from './parse-bindep.ts';
import { narrowRules } from './select-rules.ts';

/** What is asked for by the key `bindep`; null where there is none: then the file counts if it is there. */
export interface BindepWish {
  readonly isWanted: boolean;
  /** Relative to the project's root; null: bindep.txt, else other-requirements.txt. */
  readonly file: string | null;
  /** Null: `test`. */
  readonly profiles: readonly string[] | null;
}

/** The names under which bindep looks for its file, the first one preferred. */
export const bindepNames = ['bindep.txt', 'other-requirements.txt'] as const;

/** The profiles where nobody names any. */
const usualProfiles: readonly string[] = ['test'];
/** The profile that bindep itself takes where it is given none. */
const bindepDefault: readonly string[] = ['default'];

/** Reads a project's bindep.txt, each file once however many targets ask for it. */
export class BindepFiles {
  readonly #read: ProjectFiles['read'];
  readonly #shown: (relative: string) => string;
  readonly #parsed = new Map<string, ParsedBindep | null>();

  constructor(read: ProjectFiles['read'], shown: (relative: string) => string) {
    this.#read = read;
    this.#shown = shown;
  }

  /** Null: none is wanted, or none is there; where one was asked for, `problem` then says which. */
  find(wish: BindepWish | null): { readonly bindep: Bindep | null; readonly problem?: string } {
    if (wish !== null && !wish.isWanted) return { bindep: null };
    const names = wish === null || wish.file === null ? bindepNames : [wish.file];
    const file = names.find((name) => this.#parse(name) !== null);
    const parsed = file === undefined ? null : this.#parse(file);
    if (file === undefined || parsed === null) {
      const problem = `there is no ${names.map((name) => quoted(name)).join(' or ')} in the project`;
      return wish === null ? { bindep: null } : { bindep: null, problem };
    }
    const asked = wish?.profiles ?? usualProfiles;
    const profiles = asked.length === 0 ? bindepDefault : asked;
    return { bindep: { file: this.#shown(file), profiles, rules: narrowRules(parsed.rules, profiles) } };
  }

  /** All that is wrong in the files that were read. */
  diagnostics(): readonly Diagnostic[] {
    return [...this.#parsed.values()].flatMap((parsed) => parsed?.diagnostics ?? []).map(withWayOut);
  }

  #parse(file: string): ParsedBindep | null {
    const known = this.#parsed.get(file);
    if (known !== undefined) return known;
    const bytes = this.#read(file);
    const parsed = bytes === null ? null : parseBindep(asOpened(bytes), this.#shown(file));
    this.#parsed.set(file, parsed);
    return parsed;
  }
}

/**
 * The bytes as bindep has them: it opens its file as text (bindep/main.py), where Python makes a newline of every line end,
 * and only then reads by a grammar that knows no other.
 */
function asOpened(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(0x0d)) return bytes;
  return Buffer.from(Buffer.from(bytes).toString('latin1').replace(/\r\n?/g, '\n'), 'latin1');
}

function withWayOut(diagnostic: Diagnostic): Diagnostic {
  const { hint } = diagnostic;
  const wayOut = '"bindep: false" in dox.yml leaves the file alone';
  return { ...diagnostic, hint: hint === undefined ? wayOut : `${hint}; ${wayOut}` };
}

/** What another tool's file (or a guess) gave, with the project's bindep.txt for each target, where there is one. */
export function withBindep(
  result: ReadResult,
  files: Pick<ProjectFiles, 'read'>,
  shown: (relative: string) => string,
): ReadResult {
  const { config } = result;
  if (config === null) return result;
  const reader = new BindepFiles(files.read, shown);
  const { bindep } = reader.find(null);
  if (bindep === null) return result;
  const place = { file: bindep.file, line: 1, column: 1 };
  const targets = config.targets.map((target) => {
    return { ...target, bindep: target.bindep ?? bindep, places: { bindep: place, ...target.places } };
  });
  const diagnostics = [...result.diagnostics, ...reader.diagnostics()];
  const isBroken = reader.diagnostics().length > 0;
  return { config: isBroken ? null : { ...config, targets }, diagnostics };
}
