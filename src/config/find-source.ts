import { statSync } from 'node:fs';
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

/** Travis's names for its file. */
const travisNames = ['.travis.yml', 'travis.yml'] as const;

/**
 * The nearest file of another tool's (tox's before Travis's) in `start` or a folder above it. In a git checkout the search
 * ends at its top. Elsewhere it ends below `home` and `/`, and before a folder of another owner's or one that everybody
 * may write to, such as /tmp: what is found there is hardly of this project, and its commands would be run.
 */
export function findSource(start: string, home: string): FoundSource | null {
  const checkout = checkoutOf(start);
  for (const folder of checkout === null ? ownFolders(start, home) : foldersUpTo(start, checkout)) {
    const files = projectFiles(folder);
    const tox = findTox(files);
    if (tox !== null) return { kind: 'tox', files, file: tox };
    const travis = travisFile(files);
    if (travis !== null) return { kind: 'travis', files, file: travis };
  }
  return null;
}

/** What a person should know of a file that says it too, next to the one that was found: a sentence, or null. */
export function unusedNote({ kind, files }: FoundSource): string | null {
  const travis = kind === 'tox' ? travisFile(files) : null;
  return travis === null ? null : `${travis} is not used: \`--file ${travis}\` takes its jobs instead`;
}

function travisFile(files: ProjectFiles): string | null {
  return travisNames.find((file) => files.exists(file) === 'file') ?? null;
}

/** `start`, and those above it that are likely of the same project though nothing marks its top. */
export function ownFolders(start: string, home: string): readonly string[] {
  const [first = start, ...above] = foldersUpTo(start, resolve('/'));
  const owner = statSync(first, { throwIfNoEntry: false })?.uid;
  const end = above.findIndex((folder) => {
    const stat = statSync(folder, { throwIfNoEntry: false });
    const isForeign = stat === undefined || stat.uid !== owner || (stat.mode & 0o002) !== 0;
    return isForeign || folder === resolve(home) || dirname(folder) === folder;
  });
  // who stands in the home itself has named it
  return first === resolve(home) ? [first] : [first, ...above.slice(0, end)];
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
