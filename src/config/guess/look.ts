import { parse } from 'smol-toml';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { DiagnosticLog } from '../diagnostic-log.ts';
import type { ProjectFiles } from '../project-files.ts';
import { parseToml } from '../tox/toml/parse-toml.ts';
import { jsonMistake } from './json-mistake.ts';

/** No file that is looked at for a guess is read further. */
const mostBytes = 256 * 1024;
/** As many entries of folders are looked at, and no more. */
const mostEntries = 3000;
/** How many folders down. */
const deepest = 3;
/** Folders of tools, in which there is nothing of the project's own. */
const foreign =
  /^(?:\.|node_modules$|vendor$|venv$|env$|build$|dist$|target$|deps$|_build$|__pycache__$|.*\.egg-info$)/;

/** What is read from a file of settings: any mapping. */
export type Table = Readonly<Record<string, unknown>>;

/** A project's files as a guess sees them: what cannot be read is empty, and said by `mistakes`; nothing is read without bound. */
export class Look {
  readonly #files: ProjectFiles;
  readonly #shown: (path: string) => string;
  readonly #logs = new Map<string, DiagnosticLog>();
  #tree: readonly Entry[] | null = null;

  /** `shown` is how diagnostics name a file. */
  constructor(files: ProjectFiles, shown: (path: string) => string) {
    this.#files = files;
    this.#shown = shown;
  }

  /** What is wrong with the files that were read so far as JSON or TOML. */
  get mistakes(): readonly Diagnostic[] {
    return [...this.#logs.values()].flatMap((log) => log.diagnostics());
  }

  has(path: string): boolean {
    return this.#files.exists(path) === 'file';
  }

  hasFolder(path: string): boolean {
    return this.#files.exists(path) === 'folder';
  }

  /** The first of them that is there, or null. */
  first(paths: readonly string[]): string | null {
    return paths.find((path) => this.has(path)) ?? null;
  }

  /** Those of them that are there. */
  present(paths: readonly string[]): readonly string[] {
    return paths.filter((path) => this.has(path));
  }

  text(path: string): string {
    const bytes = this.has(path) ? this.#files.read(path) : null;
    return bytes === null
      ? ''
      : Buffer.from(bytes.subarray(0, mostBytes))
          .toString('utf8')
          .replace(/^\ufeff/, '');
  }

  json(path: string): Table {
    const text = this.text(path);
    return this.#attempt(path, text, JSON.parse, (log) => {
      const mistake = jsonMistake(text);
      if (mistake === null) return;
      const { offset, reason } = mistake;
      log.error({ start: offset, end: offset + 1 }, `JSON: ${reason}`);
    });
  }

  toml(path: string): Table {
    const text = this.text(path);
    return this.#attempt(path, text, parse, (log) => parseToml(text, log));
  }

  /** A mapping, or an empty one where it is none or cannot be read. */
  #attempt(path: string, text: string, read: (text: string) => unknown, tell: (log: DiagnosticLog) => void): Table {
    try {
      return tableOf(read(text));
    } catch {
      const isCut = (this.#files.read(path)?.length ?? 0) > mostBytes;
      if (this.has(path) && !isCut && !this.#logs.has(path)) {
        const log = new DiagnosticLog(this.#shown(path), text);
        tell(log);
        this.#logs.set(path, log);
      }
      return {};
    }
  }

  /** Names of the files of a folder that match. */
  named(pattern: RegExp, folder = '.'): readonly string[] {
    const names = this.#files
      .list(folder)
      .slice(0, mostEntries)
      .filter((name) => pattern.test(name));
    return names.filter((name) => this.has(folder === '.' ? name : `${folder}/${name}`));
  }

  /** Paths of files whose names match, in the project's folders down to a depth; some of them, if there are many. */
  find(pattern: RegExp, depth = deepest): readonly string[] {
    this.#tree ??= this.#walk();
    return this.#tree.filter(({ name, level }) => level <= depth && pattern.test(name)).map(({ path }) => path);
  }

  /** The files of the project's own folders, level by level. */
  #walk(): readonly Entry[] {
    const files: Entry[] = [];
    const folders: Entry[] = [{ path: '', name: '', level: -1 }];
    let left = mostEntries;
    for (let folder = folders.shift(); folder !== undefined && left > 0; folder = folders.shift()) {
      const level = folder.level + 1;
      for (const name of this.#files.list(folder.path === '' ? '.' : folder.path)) {
        left -= 1;
        if (left <= 0) break;
        const path = folder.path === '' ? name : `${folder.path}/${name}`;
        const kind = this.#files.exists(path);
        if (kind === 'file') files.push({ path, name, level });
        if (kind === 'folder' && level < deepest && !foreign.test(name)) folders.push({ path, name, level });
      }
    }
    return files;
  }
}

interface Entry {
  readonly path: string;
  readonly name: string;
  /** Folders above it, within the project. */
  readonly level: number;
}

/** The value as a mapping, empty where it is none. */
export function tableOf(value: unknown): Table {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  // a plain object of a parser's: its values are still unknown
  return isTable ? (value as Table) : {};
}

/** What a mapping holds below these keys, as a mapping. */
export function tableAt(table: Table, ...keys: readonly string[]): Table {
  return keys.reduce<Table>((inner, key) => tableOf(Object.hasOwn(inner, key) ? inner[key] : null), table);
}

/** A text of a mapping, or null. */
export function textAt(table: Table, key: string): string | null {
  const value = Object.hasOwn(table, key) ? table[key] : null;
  return typeof value === 'string' ? value : null;
}

/** The texts of a list in a mapping. */
export function textsAt(table: Table, key: string): readonly string[] {
  const value = Object.hasOwn(table, key) ? table[key] : null;
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
