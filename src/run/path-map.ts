import { posix } from 'node:path';
import { DoxError } from '../base/dox-error.ts';

/** The same folder under two names: here, and where the engine runs. */
export interface PathMap {
  readonly local: string;
  readonly remote: string;
}

/** Reads `local:remote`, the first dox's --path-map. */
export function parsePathMap(text: string): PathMap {
  const [local, remote, more] = text.split(':');
  if (!local?.startsWith('/') || !remote?.startsWith('/') || more !== undefined) {
    const hint = 'write local:remote with two absolute paths, for example --path-map /home/me:/mnt/home/me';
    throw new DoxError('usage', `--path-map "${text}" is not a pair of paths`, { hint });
  }
  return { local: local.replace(/(.)\/+$/, '$1'), remote: remote.replace(/(.)\/+$/, '$1') };
}

/** A path of this machine as the engine sees it. */
export function remotePath(path: string, map: PathMap | null): string {
  return map === null || !isMapped(path, map) ? path : posix.join(map.remote, posix.relative(map.local, path));
}

/** Whether the map says where the engine has a path of this machine. */
export function isMapped(path: string, { local }: PathMap): boolean {
  const below = posix.relative(local, path);
  return below !== '..' && !below.startsWith('../');
}
