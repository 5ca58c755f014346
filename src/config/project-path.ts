import { posix } from 'node:path';

/** What is at a path relative to the project's root. */
export type Exists = (relative: string) => PathKind | null;

export type PathKind = 'file' | 'folder';

/** A path of the project in its plain form (`./a//b/` is `a/b`, the root is `.`), or null if it is outside the tree. */
export function projectPath(written: string): string | null {
  if (written.startsWith('/') || written.startsWith('~/') || written === '~') return null;
  const path = posix.normalize(written).replace(/\/$/, '');
  return path === '..' || path.startsWith('../') ? null : path;
}
