import { posix } from 'node:path';
import { extract } from 'tar-stream';
import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import { type ApiClient, ApiError, readBytes } from './api-client.ts';
import type { Connection } from './connection.ts';
import { removeContainer } from './container-calls.ts';
import { engineError, isNotFound } from './engine-error.ts';

/**
 * Files of an image, read from a container that is made of it, never started, and removed. null where there is none;
 * symlinks are followed within the image.
 */
export async function readImageFiles(
  image: string,
  paths: readonly string[],
  { client, labels }: Connection,
): Promise<ReadonlyMap<string, Uint8Array | null>> {
  try {
    const id = await createUnstarted(client, image, labels);
    try {
      const read = async (path: string) => [path, await readFile(client, id, path)] as const;
      return new Map(await Promise.all(paths.map(read)));
    } finally {
      await removeContainer(client, id);
    }
  } catch (error) {
    if (isNotFound(error)) throw new DoxError('not-found', `image ${image} is not there`, { cause: error });
    throw engineError(error, `reading files of image ${image}`);
  }
}

async function createUnstarted(client: ApiClient, image: string, labels: Connection['labels']): Promise<string> {
  const { Id } = await client.json<{ readonly Id: string }>({
    method: 'POST',
    path: '/containers/create',
    body: {
      Image: image,
      // an image without a command cannot be made a container of; this one is never run
      Entrypoint: ['dox'],
      Cmd: [],
      Labels: { ...labels, [Label.kind]: 'probe' },
      HostConfig: { NetworkMode: 'none' },
    },
  });
  return Id;
}

const linkLimit = 20;

async function readFile(client: ApiClient, container: string, path: string): Promise<Uint8Array | null> {
  let at = path;
  for (let links = 0; links < linkLimit; links += 1) {
    const found = await readEntry(client, container, at);
    if (found === null || found.link === null) return found?.bytes ?? null;
    at = posix.resolve(posix.dirname(at), found.link);
  }
  return null;
}

interface Found {
  readonly bytes: Uint8Array | null;
  /** Where a symlink points to; null for anything else. */
  readonly link: string | null;
}

/** The first entry of the archive that the engine makes of a path: the file, or the symlink, itself. */
async function readEntry(client: ApiClient, container: string, path: string): Promise<Found | null> {
  try {
    const response = await client.open({ method: 'GET', path: `/containers/${container}/archive`, query: { path } });
    const archive = extract();
    archive.end(await readBytes(response));
    for await (const entry of archive) {
      const { type, linkname } = entry.header;
      if (type === 'symlink') return { bytes: null, link: linkname };
      if (type !== 'file' && type !== 'contiguous-file') return { bytes: null, link: null };
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      return { bytes: Buffer.concat(chunks), link: null };
    }
    return null;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || notThere.test(error.message))) return null;
    throw error;
  }
}

/** What engines say, with 500 too, of a path below a file and of symlinks that lead nowhere or in a circle. */
const notThere =
  /no such file or directory|not a directory|could not find the file|too many (?:links|levels of symbolic links)/i;
