import { quoted } from '../../../base/printable.ts';
import { evaluateMarker } from '../marker.ts';
import { splitExpressions } from './expressions.ts';
import { SettingFailure } from './failure.ts';
import { kindName, member, type TomlTree, textOf } from './toml-tree.ts';

/** What reading `set_env` needs from outside. */
export interface VariablesHost {
  /** Puts values in the place of `{…}`; `chain` names what is being read, so that cycles are found. */
  replace(text: string, chain: readonly string[]): string;
  /** The text of a file that a path of `file` leads to; a `SettingFailure` if there is none. */
  read(path: string): string;
  /** The Python of the environment, for markers: `3.11`. */
  readonly pythonVersion: string;
}

interface Raw {
  readonly text: string;
  readonly marker: string;
}

/** The variables of `set_env` (tox 4, `config/set_env.py`): values are replaced when they are asked for. */
export class Variables {
  readonly #host: VariablesHost;
  readonly #raw = new Map<string, Raw>();
  readonly #done = new Map<string, string>();
  /** Files, each with the names between it and the next file, which it does not override. */
  readonly #files: { readonly path: string; readonly after: Set<string> }[] = [];
  /** Lines that may be a reference to more lines. */
  #lines: string[] = [];

  constructor(tree: TomlTree | null, host: VariablesHost) {
    this.#host = host;
    if (tree === null) return;
    if (tree.kind === 'text') for (const line of tree.text.split(/\r?\n/)) this.#line(line);
    else for (const [name, value] of merged(tree)) this.#entry(name, value);
    for (const { path, after } of this.#files) {
      for (const [name, raw] of this.#fileEntries(path)) if (!after.has(name)) this.#raw.set(name, raw);
    }
  }

  /** Those whose marker holds. */
  names(): ReadonlySet<string> {
    this.#expandLines();
    return new Set([...this.#raw].filter(([, { marker }]) => this.#holds(marker)).map(([name]) => name));
  }

  has(name: string): boolean {
    this.#expandLines();
    const raw = this.#raw.get(name);
    return raw !== undefined && this.#holds(raw.marker);
  }

  value(name: string, chain: readonly string[]): string {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const raw = this.#raw.get(name)?.text ?? '';
    const value = this.#host.replace(raw, [...chain, `env:${name}`]).replaceAll('\\#', '#');
    this.#done.set(name, value);
    return value;
  }

  #entry(name: string, value: TomlTree): void {
    const text = textOf(value);
    const inner = textOf(member(value, 'value'));
    if (name === 'file' && text !== undefined) this.#files.push({ path: text, after: new Set() });
    else if (text !== undefined) this.#set(name, { text, marker: '' });
    else if (inner !== undefined) this.#set(name, { text: inner, marker: textOf(member(value, 'marker')) ?? '' });
    else throw new SettingFailure(`the value of ${name} must be a text, not ${kindName(value)}`, value.span);
  }

  #set(name: string, raw: Raw): void {
    this.#raw.set(name, raw);
    this.#files.at(-1)?.after.add(name);
  }

  /** A line of a text: `NAME=value`, `NAME=value; marker`, `file|path`, or a reference to more lines. */
  #line(line: string): void {
    if (line.trim() === '') return;
    if (line.startsWith('file|')) {
      this.#files.push({ path: line.slice('file|'.length), after: new Set() });
      return;
    }
    const entry = assignment(line);
    if (entry !== null && !entry[0].includes('{')) this.#set(...entry);
    else if (splitExpressions(line).some((piece) => typeof piece !== 'string')) this.#lines.push(line);
    else throw new SettingFailure(`${quoted(line)} is no NAME=value`);
  }

  #expandLines(): void {
    const lines = this.#lines;
    this.#lines = [];
    for (const line of lines) {
      for (const one of this.#host.replace(line, []).split(/\r?\n/)) {
        if (one.trim() === '') continue;
        const entries = one.startsWith('file|') ? this.#fileEntries(one.slice('file|'.length)) : [assignment(one)];
        for (const entry of entries) {
          if (entry === null) throw new SettingFailure(`${quoted(one)} is no NAME=value`);
          if (!this.#raw.has(entry[0])) this.#raw.set(...entry);
        }
      }
    }
  }

  #fileEntries(path: string): readonly [string, Raw][] {
    const lines = this.#host.read(this.#host.replace(path, [])).split(/\r?\n/);
    return lines.flatMap((written): [string, Raw][] => {
      const line = written.trim();
      if (line === '' || line.startsWith('#')) return [];
      const entry = assignment(line);
      if (entry === null) throw new SettingFailure(`${quoted(line)} in ${quoted(path)} is no NAME=value`);
      const [name, { text }] = entry;
      return [[name, { text, marker: '' }]];
    });
  }

  #holds(marker: string): boolean {
    if (marker === '') return true;
    const holds = evaluateMarker(marker, this.#host.pythonVersion);
    if (holds === null) throw new SettingFailure(`${quoted(marker)} is no environment marker`);
    return holds;
  }
}

/** The entries of a table, or of a list of tables, where later ones win and keep the first one's place. */
function merged(tree: TomlTree): ReadonlyMap<string, TomlTree> {
  const entries = new Map<string, TomlTree>();
  const tables = tree.kind === 'list' ? tree.items : [tree];
  for (const table of tables) {
    if (table.kind !== 'table') {
      throw new SettingFailure(`set_env is a table or a list of tables, not ${kindName(table)}`, table.span);
    }
    for (const [name, { value }] of table.entries) entries.set(name, value);
  }
  return entries;
}

function assignment(line: string): [string, Raw] | null {
  const at = line.indexOf('=');
  if (at < 0) return null;
  const { text, marker } = splitMarker(line.slice(at + 1).trim());
  return [line.slice(0, at).trim(), { text, marker }];
}

/** `value; marker`: the first `;` that is neither escaped nor in quotes; quotes that do not close do not count. */
function splitMarker(value: string): Raw {
  for (const respectQuotes of [true, false]) {
    let quote = '';
    for (let at = 0; at < value.length; at += 1) {
      const character = value[at] ?? '';
      if (value[at - 1] === '\\') continue;
      if (respectQuotes && (character === '"' || character === "'")) {
        if (quote === '') quote = character;
        else if (quote === character) quote = '';
      } else if (character === ';' && quote === '') {
        return { text: value.slice(0, at).trim().replaceAll('\\;', ';'), marker: value.slice(at + 1).trim() };
      }
    }
    if (quote === '') break;
  }
  return { text: value.replaceAll('\\;', ';'), marker: '' };
}
