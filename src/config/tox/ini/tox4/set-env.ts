import { strip } from '../python-text.ts';
import { Refusal } from '../refusal.ts';
import { hasMatch } from './expression.ts';
import { type MarkerNames, markerHolds } from './marker.ts';

export interface SetEnvParts {
  /** Replaces what stands for something in a text; `chain` says what is being worked out already. */
  readonly replace: (text: string, chain: readonly string[]) => string;
  /** A file of the project; null if there is none. */
  readonly readFile: (path: string) => string | null;
  readonly markerNames: MarkerNames;
}

/** A part of what `set_env` says, in its order. */
export type SetEnvPart =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'variable'; readonly name: string; readonly value: string; readonly marker: string }
  /** Which variables it holds is only known when it is replaced. */
  | { readonly kind: 'lines'; readonly text: string };

/** The parts of a `set_env` that is a text: `NAME=value; marker`, `file|path`, and references to more lines. */
export function setEnvParts(text: string): readonly SetEnvPart[] {
  return text.split('\n').flatMap((line): readonly SetEnvPart[] => {
    if (strip(line) === '') return [];
    if (line.startsWith('file|')) return [{ kind: 'file', path: line.slice('file|'.length) }];
    const entry = readEntry(line);
    if (entry !== null && !entry.name.includes('{')) return [{ kind: 'variable', ...entry }];
    if (hasMatch(line)) return [{ kind: 'lines', text: line }];
    throw new Refusal(`"${line}" is not NAME=value`, { whole: false });
  });
}

/** The variables of `set_env` in tox 4: each is worked out when it is asked for. */
export class SetEnv4 {
  readonly #parts: SetEnvParts;
  readonly #raw = new Map<string, string>();
  readonly #loaded = new Map<string, string>();
  readonly #defined = new Set<string>();
  readonly #markers = new Map<string, boolean>();
  /** Lines that only say which variables they hold when they are replaced. */
  readonly #lines: string[] = [];

  constructor(written: readonly SetEnvPart[], parts: SetEnvParts) {
    this.#parts = parts;
    const files: { readonly path: string; readonly after: Set<string> }[] = [];
    for (const part of written) {
      switch (part.kind) {
        case 'file':
          files.push({ path: part.path, after: new Set() });
          break;
        case 'lines':
          this.#lines.push(part.text);
          break;
        case 'variable':
          this.#raw.set(part.name, part.value);
          this.#defined.add(part.name);
          files.at(-1)?.after.add(part.name);
          if (part.marker !== '') this.#markers.set(part.name, markerHolds(part.marker, parts.markerNames));
          break;
      }
    }
    for (const file of files) {
      for (const { name, value } of this.#fileEntries(file.path)) if (!file.after.has(name)) this.#raw.set(name, value);
    }
  }

  has(name: string): boolean {
    if ((this.#raw.has(name) || this.#loaded.has(name)) && (this.#markers.get(name) ?? true)) return true;
    while (this.#lines.length > 0) {
      for (const fresh of this.#expand(this.#lines.shift() ?? '')) if (fresh === name) return true;
    }
    return false;
  }

  /** The names of those whose marker holds. */
  *names(): Generator<string> {
    const known = new Set([...this.#loaded.keys(), ...this.#raw.keys()]);
    for (const name of known) if (this.#markers.get(name) ?? true) yield name;
    while (this.#lines.length > 0) yield* this.#expand(this.#lines.shift() ?? '');
  }

  load(name: string, chain: readonly string[]): string {
    const loaded = this.#loaded.get(name);
    if (loaded !== undefined) return loaded;
    const raw = this.#raw.get(name) ?? '';
    const value = this.#parts.replace(raw, [...chain, `env:${name}`]).replaceAll('\\#', '#');
    this.#loaded.set(name, value);
    return value;
  }

  *#expand(line: string): Generator<string> {
    const fresh = new Map<string, string>();
    const isFree = (name: string): boolean => !this.#raw.has(name) && !this.#defined.has(name);
    for (const one of this.#parts.replace(line, []).split('\n')) {
      if (one === '') continue;
      if (one.startsWith('file|')) {
        for (const { name, value } of this.#fileEntries(one.slice('file|'.length)))
          if (isFree(name)) fresh.set(name, value);
        continue;
      }
      const entry = readEntry(one);
      if (entry === null) throw new Refusal(`"${one}" is not NAME=value`, { whole: false });
      if (isFree(entry.name)) fresh.set(entry.name, entry.value);
      if (entry.marker !== '') this.#markers.set(entry.name, markerHolds(entry.marker, this.#parts.markerNames));
    }
    for (const [name, value] of fresh) {
      this.#loaded.delete(name);
      this.#raw.set(name, value);
    }
    for (const name of fresh.keys()) if (this.#markers.get(name) ?? true) yield name;
  }

  #fileEntries(path: string): readonly Entry[] {
    const file = this.#parts.replace(path, []);
    const content = this.#parts.readFile(file);
    if (content === null) throw new Refusal(`there is no file "${file}" for set_env`, { whole: false });
    return content.split(/\r?\n/).flatMap((line) => {
      const text = strip(line);
      if (text === '' || text.startsWith('#')) return [];
      const entry = readEntry(text);
      if (entry === null) throw new Refusal(`"${text}" in ${file} is not NAME=value`, { whole: false });
      return [entry];
    });
  }
}

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly marker: string;
}

function readEntry(line: string): Entry | null {
  const equals = line.indexOf('=');
  if (equals < 0) return null;
  const rest = strip(line.slice(equals + 1));
  const end = markerStart(rest, true) ?? markerStart(rest, false) ?? rest.length;
  const value = (end < rest.length ? strip(rest.slice(0, end)) : rest).replaceAll('\\;', ';');
  return { name: strip(line.slice(0, equals)), value, marker: strip(rest.slice(end + 1)) };
}

/** Where the `;` of a marker is, the text's length if there is none, null if a quote has no end. */
function markerStart(text: string, respectQuotes: boolean): number | null {
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const isPlain = at === 0 || text[at - 1] !== '\\';
    if (respectQuotes && isPlain && (character === '"' || character === "'")) {
      if (quote === '') quote = character;
      else if (quote === character) quote = '';
    } else if (character === ';' && quote === '' && isPlain) {
      return at;
    }
  }
  return quote === '' ? text.length : null;
}
