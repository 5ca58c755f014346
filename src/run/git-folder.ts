import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * In a git worktree or submodule `.git` is a file that names a folder elsewhere (gitrepository-layout(5)):
 * the absolute path of the folder that must be visible too for git to work inside, or null where there is none.
 */
export function outsideGitFolder(root: string): string | null {
  const pointer = read(resolve(root, '.git'));
  const named = pointer === null ? null : /^gitdir: (.+)$/m.exec(pointer)?.[1];
  if (!named) return null;
  const folder = resolve(root, named);
  const common = read(resolve(folder, 'commondir'))?.trim();
  const top = common === undefined ? folder : resolve(folder, common);
  return top.startsWith(`${root}/`) || !isFolder(top) ? null : top === folder ? folder : longestParent(top, folder);
}

/** A worktree's own folder lies under the common one (`.git/worktrees/x`); if it does not, the parent of both. */
function longestParent(a: string, b: string): string {
  let parent = a;
  while (b !== parent && !b.startsWith(`${parent}/`) && parent !== '/') parent = dirname(parent);
  return parent === '/' ? a : parent;
}

function read(path: string): string | null {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
