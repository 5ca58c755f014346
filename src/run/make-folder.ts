import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';

/**
 * Makes a folder of the tree, `/`-separated and relative to its root, with those above it. Throws `usage` where one of
 * them is a link: the container would not see what is behind it, and what the commands have linked is not to be
 * written through.
 */
export function makeFolder(root: string, relative: string): void {
  let path = root;
  for (const name of relative.split('/')) {
    path = join(path, name);
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there?.isSymbolicLink()) {
      const hint = 'remove the link: the container must see a real folder there';
      throw new DoxError('usage', `${path} is a link`, { hint });
    }
    if (there === undefined) make(path);
  }
}

/** Without `recursive`, for which Node says of a read-only file system that there is no such folder. */
function make(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const isThere = errorCode(error) === 'EEXIST';
    if (!isThere) throw error; // else another dox has just made it
  }
}
