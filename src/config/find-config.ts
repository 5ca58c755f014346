import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The names under which a project keeps its file, the first one preferred. */
const fileNames = ['dox.yml', 'dox.yaml'] as const;

/** The absolute path of the nearest dox.yml (else dox.yaml) in `cwd` or a folder above it, or null. */
export function findConfigFile(cwd: string): string | null {
  return findFileAbove(cwd, fileNames);
}

/** The absolute path of the first file with one of these names, the first one preferred, in `cwd` or the nearest folder above it. */
export function findFileAbove(cwd: string, names: readonly string[]): string | null {
  let folder = resolve(cwd);
  for (;;) {
    for (const name of names) {
      const path = join(folder, name);
      if (isFile(path)) return path;
    }
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false; // Not there, or in a folder that may not be read: the walk goes on.
  }
}
