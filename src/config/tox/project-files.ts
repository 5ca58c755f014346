import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Decoded, decodeText } from '../decode-text.ts';
import { type FolderEntry, pythonGlob } from './python-glob.ts';

/** What a project's settings may ask of its files; all paths are below the project's folder, with `/`. */
export interface ProjectFiles {
  /** The text of a file, or why it has none; null if there is no such file in the project. */
  read(path: string): Decoded | null;
  /** The files and folders that a pattern of Python's `glob` (with `**`) finds, in no order. */
  glob(pattern: string): readonly string[];
}

/** The files below a folder. What a symbolic link makes of others is not read. */
export function projectFiles(root: string): ProjectFiles {
  const home = attempt(() => realpathSync(root)) ?? root;
  const inside = (path: string): string | null => {
    const real = attempt(() => realpathSync(join(home, path)));
    return real !== null && (real === home || real.startsWith(`${home}/`)) ? real : null;
  };
  return {
    read(path) {
      const real = inside(path);
      if (real === null || attempt(() => statSync(real).isFile()) !== true) return null;
      return attempt(() => decodeText(readFileSync(real))) ?? { ok: false, reason: 'it cannot be read' };
    },
    glob: (pattern) =>
      pythonGlob(pattern, (folder): readonly FolderEntry[] => {
        const real = inside(folder);
        const entries = real === null ? null : attempt(() => readdirSync(real, { withFileTypes: true }));
        return (entries ?? []).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
      }),
  };
}

/** What the disk says, or null where it says no. */
function attempt<Value>(ask: () => Value): Value | null {
  try {
    return ask();
  } catch {
    return null;
  }
}
