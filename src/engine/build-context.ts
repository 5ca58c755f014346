import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Header, type Pack, pack } from 'tar-stream';
import { type ContextEntry, contextEntries } from './context-entries.ts';
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

/** One date for all, and one that a ZIP archive can hold in every time zone: Python's setuptools makes such of files. */
const always = { mtime: new Date('1980-01-02T00:00:00Z'), uid: 0, gid: 0 };

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
  for await (const found of contextEntries(root, dockerfile)) {
    stop.throwIfAborted();
    await writeEntry(archive, found, stop);
  }
}

async function writeEntry(archive: Pack, { kind, path, source, mode }: ContextEntry, stop: AbortSignal): Promise<void> {
  switch (kind) {
    case 'link':
      return entry(archive, { name: path, type: 'symlink', linkname: await readlink(source), mode: 0o777 });
    case 'folder':
      return entry(archive, { name: `${path}/`, type: 'directory', mode });
    case 'file':
      return writeFile({ archive, source, stop }, { name: path, mode, size: (await lstat(source)).size });
  }
}

interface Place {
  readonly archive: Pack;
  readonly source: string;
  readonly stop: AbortSignal;
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
