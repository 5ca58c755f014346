import { posix } from 'node:path';
import type { ProjectFiles } from '../../project-files.ts';
import { projectPath } from '../../project-path.ts';

/** What pip reads besides its command line. */
export interface RequirementFiles {
  /** The files of the tree, with those that they include, relative to the root. */
  readonly paths: readonly string[];
  /** Files that are named and are not there. */
  readonly missing: readonly string[];
  /** Whether one of them names something to be cloned. */
  readonly needGit: boolean;
}

/** More files than a project has. */
const mostFiles = 500;

/**
 * Requirement and constraint files with all that they include (pip's documentation, "Requirements file format"), and
 * the archives in the tree that they name. What is outside of the tree, or at an address, is left to pip.
 */
export function requirementFiles(files: ProjectFiles, first: readonly string[]): RequirementFiles {
  const paths = new Set<string>();
  const missing = new Set<string>();
  const waiting = [...first];
  let needGit = false;
  for (let path = waiting.pop(); path !== undefined && paths.size < mostFiles; path = waiting.pop()) {
    if (paths.has(path)) continue;
    if (files.exists(path) !== 'file') {
      missing.add(path);
      continue;
    }
    paths.add(path);
    for (const line of logicalLines(Buffer.from(files.read(path) ?? '').toString('utf8'))) {
      needGit ||= line.includes('git+');
      const included = includedFile(line);
      const inside = included === null ? null : besides(path, included);
      if (inside !== null) waiting.push(inside);
      const archive = besides('', line.split(/[\s;#]/)[0] ?? '');
      if (archive !== null && isArchive(archive) && files.exists(archive) === 'file') paths.add(archive);
    }
  }
  return { paths: [...paths].sort(), missing: [...missing].sort(), needGit };
}

/** A file that pip installs as it is. */
export function isArchive(path: string): boolean {
  return /\.(?:whl|zip|tar\.gz|tar\.bz2|tgz)$/.test(path);
}

/** The file that a line includes, or null: `-r a.txt`, `-ra.txt`, `--requirement=a.txt`, `-c`, `--constraint`. */
export function includedFile(line: string): string | null {
  const match = /^(?:-[rc]|--requirement|--constraint)[ \t=]*(\S.*)$/.exec(line);
  return match?.[1]?.replace(/(?:^|\s+)#.*$/, '').trim() ?? null;
}

function logicalLines(text: string): readonly string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** A path that stands in a file, relative to the root; null for what is no path in the tree. */
function besides(file: string, written: string): string | null {
  if (written === '' || /^(?:\/|[a-z][a-z+]*:)|\$\{/i.test(written)) return null;
  return projectPath(posix.join(posix.dirname(file === '' ? '.' : file), written));
}
