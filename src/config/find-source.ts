import { dirname, resolve } from 'node:path';
import type { SourceKind } from './config-source.ts';
import { type ProjectFiles, projectFiles } from './project-files.ts';
import { findTox } from './tox/find-tox.ts';

/** A file of another tool's that says how a project is tested. */
export interface FoundSource {
  readonly kind: Exclude<SourceKind, 'dox.yml'>;
  readonly files: ProjectFiles;
  /** Relative to the root of `files`. */
  readonly file: string;
}

/** The files of other tools, by their names. */
const kinds: Readonly<Record<string, FoundSource['kind']>> = {
  'tox.ini': 'tox',
  'setup.cfg': 'tox',
  'pyproject.toml': 'tox',
  'tox.toml': 'tox',
  '.travis.yml': 'travis',
  'travis.yml': 'travis',
};

/** Which of these a file is, by its name alone; null if it is none. */
export function sourceKindOf(name: string): FoundSource['kind'] | null {
  return Object.hasOwn(kinds, name) ? (kinds[name] ?? null) : null;
}

/**
 * The nearest file of another tool's (tox's before Travis's) in `start` or a folder above it, not above the top of the git checkout that
 * `start` is in; where it is in none, only in `start` itself.
 */
export function findSource(start: string): FoundSource | null {
  for (const folder of foldersUpTo(start, checkoutOf(start) ?? start)) {
    const files = projectFiles(folder);
    const tox = findTox(files);
    if (tox !== null) return { kind: 'tox', files, file: tox };
    const travis = ['.travis.yml', 'travis.yml'].find((file) => files.exists(file) === 'file');
    if (travis !== undefined) return { kind: 'travis', files, file: travis };
  }
  return null;
}

/** The top folder of the git checkout that `start` is in, or null. */
export function checkoutOf(start: string): string | null {
  const folders = foldersUpTo(start, resolve('/'));
  return folders.find((folder) => projectFiles(folder).exists('.git') !== null) ?? null;
}

function foldersUpTo(start: string, top: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    folders.push(folder);
    if (folder === top || dirname(folder) === folder) return folders;
  }
}
