import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** So many files are kept: a few builds of dox, with a few of its commands each. */
const mostFiles = 24;

interface CodeCache {
  /** Null if there is nothing that may be trusted. */
  read(): Buffer | null;
  /** Keeps it if that can be. */
  write(code: Buffer): void;
}

/**
 * What V8 has compiled, kept in a file so that the next start need not compile it again. V8 runs what it reads there, so
 * a file is used only if it belongs to `uid` (null where the system has no such thing) and nobody else may write to it.
 */
export function codeCache(folder: string, name: string, uid: number | null): CodeCache {
  const path = join(folder, name);
  return {
    read() {
      let file: number | undefined;
      try {
        file = openSync(path, 'r');
        const { uid: owner, mode } = fstatSync(file);
        return uid === null || (owner === uid && (mode & 0o022) === 0) ? readFileSync(file) : null;
      } catch {
        return null;
      } finally {
        if (file !== undefined) closeSync(file);
      }
    },
    write(code) {
      try {
        mkdirSync(folder, { recursive: true });
        replaceFile(path, code);
        dropOld(folder);
      } catch {
        // the next start compiles again
      }
    },
  };
}

/** As a whole or not at all, also after a crash: V8 looks only at a file's length. Loads nothing that a start has not. */
function replaceFile(path: string, code: Buffer): void {
  const unfinished = `${path}.${Math.random().toString(36).slice(2)}`;
  const file = openSync(unfinished, 'w', 0o600);
  try {
    writeFileSync(file, code);
    fsyncSync(file);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function dropOld(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const ages = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
  files.sort((a, b) => (ages.get(b) ?? 0) - (ages.get(a) ?? 0));
  for (const file of files.slice(mostFiles)) rmSync(file, { force: true });
}
