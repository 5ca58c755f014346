import { once } from 'node:events';
import { createReadStream, type Dirent } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import dockerignore from '@balena/dockerignore';
import { type Header, type Pack, pack } from 'tar-stream';
import type { BuildSpec } from './engine.ts';

/**
 * A build's context as a tar archive that depends on nothing but its content: sorted, without dates and owners, so
 * that the builder's cache holds. The stream fails if a file cannot be read, and stops when the signal aborts.
 */
export function buildContext({ context, dockerfile }: BuildSpec, signal: AbortSignal): Readable {
  const archive = pack();
  const closed = new AbortController();
  archive.on('close', () => closed.abort());
  const stop = AbortSignal.any([signal, closed.signal]);
  const written =
    context.kind === 'files'
      ? writeFiles(archive, context.files)
      : writeFolder(archive, { root: context.path, dockerfile, stop });
  written.then(
    () => archive.finalize(),
    (error) => archive.destroy(error),
  );
  return Readable.from(archive, { objectMode: false });
}

type Entry = Partial<Header> & Pick<Header, 'name'>;

const always = { mtime: new Date(0), uid: 0, gid: 0 };

function entry(archive: Pack, header: Entry, bytes: Uint8Array = Buffer.alloc(0)): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ ...header, ...always }, bytes, (error) => (error ? reject(error) : resolve()));
  });
}

type Files = Extract<BuildSpec['context'], { kind: 'files' }>['files'];

async function writeFiles(archive: Pack, files: Files): Promise<void> {
  for (const [name, { bytes, mode }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await entry(archive, { name, mode }, bytes);
  }
}

interface Folder {
  readonly root: string;
  readonly dockerfile: string;
  readonly stop: AbortSignal;
}

async function writeFolder(archive: Pack, { root, dockerfile, stop }: Folder): Promise<void> {
  const rules = await ignoreRules(root, dockerfile);
  const walk = async (folder: string): Promise<void> => {
    const children = await readdir(join(root, folder), { withFileTypes: true });
    for (const child of children.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      stop.throwIfAborted();
      const path = folder === '' ? child.name : `${folder}/${child.name}`;
      const isLeftOut = rules.isLeftOut(path);
      if (!isLeftOut) await writeEntry({ archive, path, source: join(root, path), stop }, child);
      if (child.isDirectory() && (!isLeftOut || rules.hasExceptions)) await walk(path);
    }
  };
  await walk('');
}

interface Place {
  readonly archive: Pack;
  /** Within the context. */
  readonly path: string;
  readonly source: string;
  readonly stop: AbortSignal;
}

async function writeEntry(place: Place, child: Dirent): Promise<void> {
  const { archive, path, source } = place;
  if (child.isSymbolicLink()) {
    await entry(archive, { name: path, type: 'symlink', linkname: await readlink(source), mode: 0o777 });
    return;
  }
  const { mode, size } = await lstat(source);
  if (child.isDirectory()) await entry(archive, { name: `${path}/`, type: 'directory', mode: mode & 0o7777 });
  else if (child.isFile()) await writeFile(place, { name: path, mode: mode & 0o7777, size });
  // a socket, a pipe or a device is no part of an image
}

async function writeFile({ archive, source, stop }: Place, header: Entry & { readonly size: number }): Promise<void> {
  if (header.size === 0) return entry(archive, header);
  await new Promise<void>((resolve, reject) => {
    const sink = archive.entry({ ...header, ...always }, (error) => (error ? reject(error) : resolve()));
    const copy = async (): Promise<void> => {
      // a file that grows meanwhile must not spoil the archive
      for await (const chunk of createReadStream(source, { end: header.size - 1, signal: stop })) {
        if (!sink.write(chunk)) await once(sink, 'drain', { signal: stop });
      }
      sink.end(undefined);
    };
    copy().catch(reject);
  });
}

interface Rules {
  readonly isLeftOut: (path: string) => boolean;
  /** There are `!` lines, so that something within a folder that is left out may be in. */
  readonly hasExceptions: boolean;
}

/** `Dockerfile.dockerignore` beside the Dockerfile, else `.dockerignore`; the builder needs both files themselves. */
async function ignoreRules(root: string, dockerfile: string): Promise<Rules> {
  const own = await readOrNull(join(root, `${dockerfile}.dockerignore`));
  const text = own ?? (await readOrNull(join(root, '.dockerignore')));
  if (text === null) return { isLeftOut: () => false, hasExceptions: false };
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const matcher = dockerignore.default().add(lines);
  const kept = new Set([dockerfile, '.dockerignore', `${dockerfile}.dockerignore`]);
  const needed = (path: string): boolean => kept.has(path) || dockerfile.startsWith(`${path}/`);
  return {
    isLeftOut: (path) => !needed(path) && matcher.ignores(path),
    hasExceptions: dockerfile.includes('/') || lines.some((line) => line.trimStart().startsWith('!')),
  };
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
