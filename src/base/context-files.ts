import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';

/** A file of a build context. */
export interface ContextEntry {
  /** Relative to the context, with `/`. */
  readonly path: string;
  /** Absolute path on this machine. */
  readonly file: string;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * The files and links of a build context, sorted, less what `.dockerignore` leaves out (by the Docker builder's
 * own rules, which @balena/dockerignore follows) and dox's own `.dox`. Sockets and devices are left out as well.
 */
export function contextFiles(context: string): readonly ContextEntry[] {
  const rules = readOrEmpty(join(context, '.dockerignore'));
  const ignore = dockerignore.default({ ignorecase: false }).add(rules);
  const found: ContextEntry[] = [];
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(context, folder)).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (path === '.dox') continue;
      const file = join(context, path);
      const stat = lstatSync(file);
      if (stat.isDirectory()) walk(path);
      else if ((stat.isFile() || stat.isSymbolicLink()) && !ignore.ignores(path)) {
        found.push({ path, file, mode: stat.mode & 0o777 });
      }
    }
  };
  walk('');
  return found;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
