import { join } from 'node:path';
import { keepJson, keptJson } from '../base/kept-json.ts';
import type { Engine } from '../engine/engine.ts';
import { parseDpkgStatus } from '../plan/dpkg-status.ts';

/** What dox must know of what is inside an image. It cannot change, so it is kept in the cache by the image's id. */
export interface ImageFacts {
  readonly passwd: string | null;
  readonly group: string | null;
  /** Installed Debian packages → their versions; empty where there is no dpkg. */
  readonly packages: ReadonlyMap<string, string>;
  /** The same names → their architectures. */
  readonly architectures: ReadonlyMap<string, string>;
  /** Virtual packages → the installed ones that provide them. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
  /** Whether there is a /bin/sh. */
  readonly hasShell: boolean;
  /** The text of os-release(5), or null. */
  readonly osRelease: string | null;
}

/** As kept in the cache. */
interface Stored {
  readonly passwd: string | null;
  readonly group: string | null;
  readonly packages: readonly (readonly [string, string])[];
  readonly architectures: readonly (readonly [string, string])[];
  readonly providers: readonly (readonly [string, readonly string[]])[];
  readonly hasShell: boolean;
  readonly osRelease: string | null;
}

const files = {
  passwd: '/etc/passwd',
  group: '/etc/group',
  status: '/var/lib/dpkg/status',
  shell: '/bin/sh',
  osRelease: '/etc/os-release',
} as const;

/** The facts of an image, from the cache folder or, the first time, from the image itself. */
export async function imageFacts(engine: Engine, image: string, cacheFolder: string): Promise<ImageFacts> {
  const path = join(cacheFolder, 'images', `v3-${image.replace(/^sha256:/, '')}.json`);
  const known = keptJson<Stored>(path);
  if (known !== null) return toFacts(known);
  const contents = await engine.readImageFiles(image, Object.values(files));
  const text = (file: string): string | null => {
    const bytes = contents.get(file) ?? null;
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  const { packages, architectures, providers } = parseDpkgStatus(text(files.status) ?? '');
  const stored: Stored = {
    passwd: text(files.passwd),
    group: text(files.group),
    packages: [...packages],
    architectures: [...architectures],
    providers: [...providers],
    hasShell: (contents.get(files.shell) ?? null) !== null,
    osRelease: text(files.osRelease),
  };
  keepJson(path, stored);
  return toFacts(stored);
}

function toFacts(stored: Stored): ImageFacts {
  const { packages, architectures, providers } = stored;
  return {
    ...stored,
    packages: new Map(packages),
    architectures: new Map(architectures),
    providers: new Map(providers),
  };
}
