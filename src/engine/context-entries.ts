import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';

/** A part of a build's context; sockets, pipes and devices are none. */
export interface ContextEntry {
  readonly kind: 'file' | 'folder' | 'link';
  /** Within the context, with `/`. */
  readonly path: string;
  /** Absolute path on this machine. */
  readonly source: string;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * What a build's context holds, in a fixed order, less what its ignore file leaves out, by the Docker builder's own
 * rules. dox's own `.dox` is never part of it: it changes with each run.
 */
export async function* contextEntries(root: string, dockerfile: string): AsyncGenerator<ContextEntry> {
  const rules = await ignoreRules(root, dockerfile);
  yield* walk(root, '', rules);
}

async function* walk(root: string, folder: string, rules: Rules): AsyncGenerator<ContextEntry> {
  const children = await readdir(join(root, folder), { withFileTypes: true });
  for (const child of children.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? child.name : `${folder}/${child.name}`;
    if (path === '.dox') continue;
    const isLeftOut = rules.isLeftOut(path);
    const kind = child.isSymbolicLink() ? 'link' : child.isDirectory() ? 'folder' : child.isFile() ? 'file' : null;
    const source = join(root, path);
    if (!isLeftOut && kind !== null) yield { kind, path, source, mode: (await lstat(source)).mode & 0o7777 };
    if (child.isDirectory() && (!isLeftOut || rules.hasExceptions)) yield* walk(root, path, rules);
  }
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
