import { dirname, resolve } from 'node:path';
import type { SourceKind } from './config-source.ts';
import { type ProjectFiles, projectFiles } from './project-files.ts';

/** A file of another tool's that says how a project is tested. */
export interface FoundSource {
  readonly kind: Exclude<SourceKind, 'dox.yml'>;
  readonly files: ProjectFiles;
  /** Relative to the root of `files`. */
  readonly file: string;
}

interface Candidate {
  readonly kind: FoundSource['kind'];
  readonly file: string;
  /** What its text must have, where the file is mostly about something else. */
  readonly claims?: RegExp;
}

/** What dox reads where there is no dox.yml, the first that is there; the order is that of tox and of the first dox. */
const candidates: readonly Candidate[] = [
  { kind: 'tox', file: 'tox.ini', claims: /^\[(?:tox|testenv)\b/m },
  { kind: 'tox', file: 'setup.cfg', claims: /^\[tox:tox\]/m },
  { kind: 'tox', file: 'pyproject.toml', claims: /^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*tox[ \t]*[\].]/m },
  { kind: 'tox', file: 'tox.toml' },
  { kind: 'travis', file: '.travis.yml' },
  { kind: 'travis', file: 'travis.yml' },
];

/** Which of these a file is, by its name alone; null if it is none. */
export function sourceKindOf(name: string): FoundSource['kind'] | null {
  return candidates.find(({ file }) => file === name)?.kind ?? null;
}

/**
 * The nearest file of another tool's in `start` or a folder above it, not above the top of the git checkout that
 * `start` is in; where it is in none, only in `start` itself.
 */
export function findSource(start: string): FoundSource | null {
  for (const folder of foldersUpTo(start, checkoutOf(start) ?? start)) {
    const files = projectFiles(folder);
    const found = candidates.find((each) => isThere(each, files));
    if (found !== undefined) return { kind: found.kind, files, file: found.file };
  }
  return null;
}

/** The top folder of the git checkout that `start` is in, or null. */
export function checkoutOf(start: string): string | null {
  const folders = foldersUpTo(start, resolve('/'));
  return folders.find((folder) => projectFiles(folder).exists('.git') !== null) ?? null;
}

function isThere({ file, claims }: Candidate, files: ProjectFiles): boolean {
  if (files.exists(file) !== 'file') return false;
  return claims === undefined || claims.test(Buffer.from(files.read(file) ?? '').toString('utf8'));
}

function foldersUpTo(start: string, top: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    folders.push(folder);
    if (folder === top || dirname(folder) === folder) return folders;
  }
}
