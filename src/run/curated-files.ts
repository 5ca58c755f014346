import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContextFile } from '../engine/engine.ts';

/** The folder images/ of this dox: beside dist/ where it is built and installed, above src/ in a checkout's tests. */
const folder = ['../images', '../../images']
  .map((path) => join(import.meta.dirname, path))
  .find((path) => existsSync(join(path, 'apt-install')));

/** The script that installs Debian packages while an image is built, as text for `sh`. */
export function aptInstall(): string {
  return readFileSync(join(images(), 'apt-install'), 'utf8');
}

/** The part of images/ that a component's Dockerfile, `NAME/Dockerfile`, is built from. */
export function curatedContext(name: string): ReadonlyMap<string, ContextFile> {
  const own = readdirSync(join(images(), name)).map((file) => `${name}/${file}`);
  const paths = ['apt-install', ...own.sort()];
  // permission bits differ between checkouts and packages, and none are needed
  return new Map(paths.map((path) => [path, { bytes: readFileSync(join(images(), path)), mode: 0o644 }]));
}

/** One digest of all files of a context with their names, for content keys. */
export function contextEntries(files: ReadonlyMap<string, ContextFile>) {
  return [...files].map(([path, { bytes, mode }]) => {
    return { path, mode, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
}

function images(): string {
  if (folder === undefined) throw new Error('the folder images/ is missing from this installation of dox');
  return folder;
}
