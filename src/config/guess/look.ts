import { parse } from 'smol-toml';
import type { ProjectFiles } from '../project-files.ts';

/** No file that is looked at for a guess is read further. */
const mostBytes = 256 * 1024;
/** As many entries of folders are looked at for one question, and no more. */
const mostEntries = 3000;
/** Folders of tools, in which there is nothing of the project's own. */
const foreign =
  /^(?:\.|node_modules$|vendor$|venv$|env$|build$|dist$|target$|deps$|_build$|__pycache__$|.*\.egg-info$)/;

/** What is read from a file of settings: any mapping. */
export type Table = Readonly<Record<string, unknown>>;

/** A project's files as a guess sees them: what cannot be read is empty, and nothing is read without bound. */
export class Look {
  readonly #files: ProjectFiles;

  constructor(files: ProjectFiles) {
    this.#files = files;
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
    return attempt(() => JSON.parse(this.text(path)));
  }

  toml(path: string): Table {
    return attempt(() => parse(this.text(path)));
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
  find(pattern: RegExp, depth = 3): readonly string[] {
    const found: string[] = [];
    const folders: (readonly [path: string, depth: number])[] = [['', 0]];
    let left = mostEntries;
    for (let next = folders.shift(); next !== undefined && left > 0; next = folders.shift()) {
      const [folder, level] = next;
      for (const name of this.#files.list(folder === '' ? '.' : folder)) {
        left -= 1;
        if (left <= 0) break;
        const path = folder === '' ? name : `${folder}/${name}`;
        if (pattern.test(name) && this.has(path)) found.push(path);
        else if (level < depth && !foreign.test(name) && this.hasFolder(path)) folders.push([path, level + 1]);
      }
    }
    return found;
  }
}

/** A mapping, or an empty one where it is none or cannot be read. */
function attempt(read: () => unknown): Table {
  try {
    return tableOf(read());
  } catch {
    return {}; // a file that its own tool will complain of
  }
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
