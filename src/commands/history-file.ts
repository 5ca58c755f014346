import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import type { Io } from '../base/io.ts';
import { ownerLabel } from '../base/owner.ts';
import { replaceFile } from '../base/replace-file.ts';
import { xdgFolder } from '../base/xdg-folder.ts';
import type { Config } from '../config/config.ts';
import type { Flags } from '../flags.ts';
import { emptyHistory, type History } from '../history/history.ts';
import { namesLine, namesMark, runLine } from '../history/history-line.ts';
import { historyText, newestPart, parseHistory } from '../history/merge-history.ts';
import { plainName } from '../plan/content-key.ts';
import { gitFolders } from '../run/git-folder.ts';
import { processLock } from '../run/process-lock.ts';
import { writing } from '../run/run-folder.ts';

/** A file that has become longer is made shorter, to about a half, by whoever adds to it. Bytes. */
const longest = 8 * 1024 * 1024;
/** What is longer than this is not read: nothing of dox's makes such files. */
const longestRead = 8 * longest;
/** How long one dox waits for another that writes to the same file, in milliseconds. */
const patience = 10_000;
/** Of so many projects the history is kept: where checkouts come and go, those go that had no run for longest. */
const mostProjects = 100;

const usualHint = '--history FILE (DOX_HISTORY) names another file';

/** The part of Io that is needed to write. */
type Writer = Pick<Io, 'env' | 'hostname' | 'pid'> & { readonly user: Pick<Io['user'], 'home'> };

/** Where a project's history is: a file of the person's, for this repository with its worktrees and this folder in it. */
export function projectHistory(io: Io, { root, project }: Pick<Config, 'root' | 'project'>): string {
  const git = gitFolders(root);
  const where = git === null ? [root] : [git.common, relative(git.top, root)];
  const hash = createHash('sha256').update(where.join('\n')).digest('hex').slice(0, 12);
  return join(stateFolder(io), `${plainName(project)}-${hash}.ndjson`);
}

function stateFolder(io: Writer): string {
  return join(xdgFolder(io, 'state'), 'history');
}

/** The file that was named on the command line, or null. */
export function namedHistory(io: Io, { history }: Flags): string | null {
  return history === undefined ? null : resolve(io.cwd, history);
}

/** Reads a history file; one that is not there is empty. Throws `usage` for what is none or cannot be read, with the hint. */
export function readHistoryFile(path: string, hint = usualHint): History {
  try {
    checked(path, statSync(path), hint);
    const text = readFileSync(path, 'utf8');
    if (!isHistory(text)) throw notOurs(path, hint);
    return parseHistory(text);
  } catch (cause) {
    if (cause instanceof DoxError) throw cause;
    if (errorCode(cause) === 'ENOENT') return emptyHistory;
    const message = `cannot read ${path}: ${errorCode(cause) ?? String(cause)}`;
    throw new DoxError('usage', message, { cause, hint });
  }
}

/**
 * Adds runs to a history file, with the folders above it, in one piece and while no other dox writes to it. One that
 * has become too long loses its oldest runs. Throws a DoxError where it cannot.
 */
export async function addToHistoryFile(io: Writer, path: string, more: History): Promise<void> {
  await alone(io, path, () => {
    const size = append(path, more);
    if (dirname(path) === stateFolder(io)) dropOldest(dirname(path), mostProjects);
    if (size > longest) replaceFile(realpathSync(path), historyText(newestPart(readHistoryFile(path), longest / 2)));
  });
}

/** Puts something in place of a history file, while no other dox writes to it. Throws a DoxError where it cannot. */
export async function changeHistoryFile(
  io: Writer,
  path: string,
  change: (before: History) => History,
): Promise<History> {
  return alone(io, path, () => {
    const after = newestPart(change(readHistoryFile(path)), longest / 2);
    const known = statSync(path, { throwIfNoEntry: false });
    replaceFile(known === undefined ? path : realpathSync(path), historyText(after));
    return after;
  });
}

async function alone<T>(io: Writer, path: string, action: () => T): Promise<T> {
  writing(path, () => mkdirSync(dirname(path), { recursive: true }), usualHint);
  const signal = AbortSignal.timeout(patience);
  const release = await processLock({
    folder: join(xdgFolder(io, 'cache'), 'locks'),
    what: `history ${path}`,
    owner: ownerLabel(io.pid, io.hostname),
    signal,
    onWait: () => undefined,
  }).catch((cause) => {
    if (!signal.aborted) throw cause;
    throw new DoxError('usage', `another dox does not let go of ${path}`, { cause, retryMayHelp: true });
  });
  try {
    return writing(path, action, usualHint);
  } finally {
    release();
  }
}

/** Returns how long the file is then, in bytes. */
function append(path: string, { runs, names }: History): number {
  const file = openSync(path, 'a+');
  try {
    const { size } = checked(path, fstatSync(file), usualHint);
    if (!isHistory(textAt(file, 0, 16))) throw notOurs(path, usualHint);
    // a line that a killed dox has left half written ends here
    const end = size > 0 && textAt(file, size - 1, 1) !== '\n' ? '\n' : '';
    const keys = Object.keys(names);
    const there = keys.length === 0 ? null : readFileSync(path);
    const missing = keys.filter((key) => there?.includes(namesMark(key)) !== true);
    const lists = missing.map((key) => namesLine(key, names[key] ?? []));
    const bytes = Buffer.from([end, ...lists, ...runs.map(runLine)].join(''));
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    return size + bytes.length;
  } finally {
    closeSync(file);
  }
}

function dropOldest(folder: string, kept: number): void {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
  if (names.length <= kept) return;
  const dated = names.map((name) => {
    return { path: join(folder, name), time: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  dated.sort((a, b) => b.time - a.time);
  for (const { path } of dated.slice(kept)) rmSync(path, { force: true });
}

function textAt(file: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, length, position));
}

/** By its beginning: nobody's other file is to be written to. */
function isHistory(text: string): boolean {
  return text === '' || text.startsWith('{"run":') || text.startsWith('{"names":');
}

function notOurs(path: string, hint: string): DoxError {
  return new DoxError('usage', `${path} is no history of dox`, { hint });
}

/** What is there already: a file, and not too long to be read. */
function checked(path: string, found: Stats, hint: string): Stats {
  if (!found.isFile()) throw new DoxError('usage', `${path} is no file`, { hint });
  if (found.size > longestRead) throw new DoxError('usage', `${path} is too long for a history of dox`, { hint });
  return found;
}
