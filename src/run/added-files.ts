import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';

/** A file that `add` copies into the prepared image. */
export interface AddedFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** 0o755 where the owner may execute it, else 0o644: other bits differ between machines for no reason. */
  readonly mode: number;
  /** Hex digest of the bytes. */
  readonly sha256: string;
}

/** Reads the files and folders that `add` names, sorted by path; links are followed as far as the files they name. */
export function addedFiles(root: string, add: readonly string[]): readonly AddedFile[] {
  const found = new Map<string, AddedFile>();
  for (const path of add) collect(root, path.replace(/^\.\/|\/+$/g, ''), found);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function collect(root: string, path: string, found: Map<string, AddedFile>): void {
  const full = join(root, path);
  try {
    const stat = lstatSync(full);
    if (stat.isDirectory()) {
      for (const name of readdirSync(full).sort()) if (name !== '.dox') collect(root, `${path}/${name}`, found);
      return;
    }
    const bytes = readFileSync(full);
    const mode = (lstatSync(full).mode & 0o100) !== 0 && !stat.isSymbolicLink() ? 0o755 : 0o644;
    found.set(path, { path, bytes, mode, sha256: createHash('sha256').update(bytes).digest('hex') });
  } catch (cause) {
    const isLink = lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    const what = isLink ? `is a link to ${readlinkSync(full)}, which cannot be read` : 'cannot be read';
    const hint = '`add` names files and folders of the project that `prep` needs';
    throw new DoxError('usage', `add: ${path} ${what}`, { cause, hint });
  }
}
