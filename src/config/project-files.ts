import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Exists, type PathKind, projectPath } from './project-path.ts';

/** What the readers of a project's files may see: its tree and nothing outside, through no link either. Paths are relative to `root`. */
export interface ProjectFiles {
  /** Absolute path of the project's top folder. */
  readonly root: string;
  readonly exists: Exists;
  /** A file's bytes, or null where there is none that can be read, or it is larger than a file of settings can be. */
  readonly read: (relative: string) => Uint8Array | null;
  /** The names in a folder, sorted; empty where there is none. */
  readonly list: (relative: string) => readonly string[];
}

/** A larger file is no file of settings. */
const mostBytes = 16 * 1024 * 1024;

/** The files below `root`, as they are on the disk. */
export function projectFiles(root: string): ProjectFiles {
  const inside = (relative: string): string | null => {
    const path = projectPath(relative);
    return path === null ? null : realPathBelow(root, path);
  };
  return {
    root,
    exists: (relative) => kindOf(inside(relative)),
    read(relative) {
      const path = inside(relative);
      if (path === null || kindOf(path) !== 'file' || statSync(path).size > mostBytes) return null;
      return attempt(() => readFileSync(path));
    },
    list(relative) {
      const path = inside(relative);
      return path === null ? [] : (attempt(() => readdirSync(path).sort()) ?? []);
    },
  };
}

function realPathBelow(root: string, path: string): string | null {
  const real = attempt(() => realpathSync(join(root, path)));
  const top = attempt(() => realpathSync(root));
  if (real === null || top === null) return null;
  return real === top || real.startsWith(top.endsWith(sep) ? top : `${top}${sep}`) ? real : null;
}

function kindOf(path: string | null): PathKind | null {
  const stat = path === null ? undefined : attempt(() => statSync(path, { throwIfNoEntry: false }));
  if (stat === undefined || stat === null) return null;
  return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : null;
}

/** What is not there, or may not be read, is null. */
function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
