import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, posix, resolve } from 'node:path';

/** Git's folder of a tree that has it elsewhere: what must be mounted for git to work inside. */
export interface OutsideGit {
  /** Absolute, on this machine. */
  readonly source: string;
  /** Absolute, where the tree's `.git` leads in the container. */
  readonly target: string;
  /** A submodule's `config` says where its tree is: its path in the container, and what it must say there. */
  readonly config: { readonly path: string; readonly text: string } | null;
}

/**
 * In a git worktree or submodule `.git` is a file that names a folder elsewhere (gitrepository-layout(5)). Null where
 * there is none, or where it lies in the tree. `mountedAt` is the tree's path in the container.
 */
export function outsideGit(root: string, mountedAt: string): OutsideGit | null {
  const pointer = read(resolve(root, '.git'));
  const named = pointer === null ? null : /^gitdir: (.+)$/m.exec(pointer)?.[1];
  if (!named) return null;
  const folder = resolve(root, named);
  const common = read(resolve(folder, 'commondir'))?.trim();
  const top = common === undefined ? folder : resolve(folder, common);
  if (!isFolder(folder) || !isFolder(top) || top.startsWith(`${root}/`)) return null;
  const source = top === folder ? folder : longestParent(top, folder);
  const inside = isAbsolute(named) ? folder : posix.resolve(mountedAt, named);
  const below = folder.slice(source.length);
  const target = inside.slice(0, inside.length - below.length);
  return { source, target, config: submoduleConfig(folder, inside, mountedAt) };
}

/** The git folders of a checkout, all absolute. */
interface GitFolders {
  /** The checkout's top folder. */
  readonly top: string;
  /** The checkout's own: with an index, a HEAD. */
  readonly own: string;
  /** The one that all worktrees of the repository share; for an ordinary checkout `own`. */
  readonly common: string;
}

/** Those of the checkout that a folder is in; null where it is in none. */
export function gitFolders(root: string): GitFolders | null {
  for (let top = root; ; top = dirname(top)) {
    const path = resolve(top, '.git');
    const named = /^gitdir: (.+)$/m.exec(read(path) ?? '')?.[1];
    const own = named === undefined ? path : resolve(top, named);
    if (isFolder(own)) return { top, own, common: resolve(own, read(resolve(own, 'commondir'))?.trim() ?? '.') };
    if (top === '/') return null;
  }
}

/** A worktree's own folder lies under the common one (`.git/worktrees/x`); if it does not, the parent of both. */
function longestParent(a: string, b: string): string {
  let parent = a;
  while (b !== parent && !b.startsWith(`${parent}/`) && parent !== '/') parent = dirname(parent);
  return parent === '/' ? a : parent;
}

/** `core.worktree` is relative to git's folder, and in the container the tree is not where it says. */
function submoduleConfig(folder: string, inside: string, mountedAt: string): OutsideGit['config'] {
  const text = read(resolve(folder, 'config'));
  const worktree = /^([ \t]*worktree[ \t]*=[ \t]*)(\S.*)$/m;
  if (text === null || !worktree.test(text)) return null;
  return { path: posix.join(inside, 'config'), text: text.replace(worktree, `$1${mountedAt}`) };
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
