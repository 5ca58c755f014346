import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { parseDpkgStatus } from '../plan/dpkg-status.ts';

/** What dox must know of what is inside an image. It cannot change, so it is kept in the cache by the image's id. */
export interface ImageFacts {
  readonly passwd: string | null;
  readonly group: string | null;
  /** Installed Debian packages → their versions; empty where there is no dpkg. */
  readonly packages: ReadonlyMap<string, string>;
  /** Virtual packages → the installed ones that provide them. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
}

/** As kept in the cache. */
interface Stored {
  readonly passwd: string | null;
  readonly group: string | null;
  readonly packages: readonly (readonly [string, string])[];
  readonly providers: readonly (readonly [string, readonly string[]])[];
}

const files = { passwd: '/etc/passwd', group: '/etc/group', status: '/var/lib/dpkg/status' } as const;

/** The facts of an image, from the cache folder or, the first time, from the image itself. */
export async function imageFacts(engine: Engine, image: string, cacheFolder: string): Promise<ImageFacts> {
  const path = join(cacheFolder, 'images', `v1-${image.replace(/^sha256:/, '')}.json`);
  const known = await read(path);
  if (known !== null) return toFacts(known);
  const contents = await engine.readImageFiles(image, Object.values(files));
  const text = (file: string): string | null => {
    const bytes = contents.get(file) ?? null;
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  const { packages, providers } = parseDpkgStatus(text(files.status) ?? '');
  const stored: Stored = {
    passwd: text(files.passwd),
    group: text(files.group),
    packages: [...packages],
    providers: [...providers],
  };
  await write(path, stored);
  return toFacts(stored);
}

function toFacts(stored: Stored): ImageFacts {
  return { ...stored, packages: new Map(stored.packages), providers: new Map(stored.providers) };
}

async function read(path: string): Promise<Stored | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null; // not there, or damaged: it is made again
  }
}

async function write(path: string, facts: Stored): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(temporary, JSON.stringify(facts));
    await rename(temporary, path);
  } catch {
    // a cache that cannot be written costs time, not truth
  }
}
