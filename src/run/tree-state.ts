import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gitFolders } from './git-folder.ts';

/** What is asked of a tree. */
export interface TreeQuestion {
  /** Absolute path of the project's folder. */
  readonly root: string;
  /** What runs write into it, as the targets' `artifacts` name it. Of what git does not know, this is not looked at. */
  readonly artifacts: readonly string[];
  /** The same as absolute paths: the reports of this run. */
  readonly written: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** It all takes no longer than this, in milliseconds, looks at no more paths, and reads no more bytes. */
const limit = 10_000;
const mostPaths = 5000;
const mostBytes = 32 * 1024 * 1024;
const longestFile = 1024 * 1024;
const deepest = 5;

/**
 * The state of a tree as git sees it, ignored files left out: the commit, and after a `+` a hash of all that differs from
 * it and of all that is new. Null where there is no git or no commit, and where it would take too long to tell.
 */
export async function treeState(question: TreeQuestion): Promise<string | null> {
  const budget = { paths: mostPaths, bytes: mostBytes, signal: AbortSignal.timeout(limit) };
  try {
    return await stateOf(question, budget, 0);
  } catch {
    return null; // git is not there or refuses, a file vanished or may not be read: nobody knows
  }
}

interface Budget {
  paths: number;
  bytes: number;
  readonly signal: AbortSignal;
}

async function stateOf(question: TreeQuestion, budget: Budget, depth: number): Promise<string | null> {
  const { root, artifacts, written, env } = question;
  const folders = gitFolders(root);
  if (folders === null || depth > deepest || [folders.own, folders.common].some(namesPrograms)) return null;
  const git = await gitIn(root, env, budget.signal);
  const excluded = artifacts.flatMap(pathspecs).map((pattern) => `:(exclude,glob)${pattern}`);
  const [commit, changed, untracked] = await Promise.all([
    git('rev-parse', '--verify', 'HEAD'),
    git(
      'diff-index',
      '-z',
      '--no-renames',
      '--no-abbrev',
      '--relative',
      '--ignore-submodules=dirty',
      'HEAD',
      '--',
      '.',
    ),
    git('ls-files', '-z', '--others', '--exclude-standard', '--', '.', ...excluded),
  ]);
  const unseen = new Set(written.map((path) => latin(relative(root, path))));
  const differences: string[] = [];
  const entries = [...changedEntries(changed), ...untrackedEntries(untracked), ...submodules(root)];
  for (const { path, blob } of entries.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (blob === null && unseen.has(path)) continue;
    const found = await contentOf(path, question, budget, depth);
    if (found === null) return null;
    const isAsInCommit = blob === cleanSubmodule ? !found.text.includes('+') : found.blob === blob;
    if (blob === null || !isAsInCommit) differences.push(JSON.stringify([path, found.text]));
  }
  if (differences.length === 0) return commit.trim();
  return `${commit.trim()}+${createHash('sha256').update(differences.join('\n')).digest('hex').slice(0, 16)}`;
}

/** A path that may differ from the commit, as latin1 text of its bytes. */
interface Entry {
  readonly path: string;
  /** The mode and id that the commit has for it; null if git does not know it. */
  readonly blob: string | null;
}

/** `:100644 100644 OLD NEW M\0path\0`: git-diff-index(1), "Raw output format". It goes by the files' times alone. */
function changedEntries(output: string): readonly Entry[] {
  const fields = output.split('\0');
  const entries: Entry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [mode = '', , id = ''] = (fields[at] ?? '').slice(1).split(' ');
    entries.push({ path: fields[at + 1] ?? '', blob: `${mode} ${id}` });
  }
  return entries;
}

function untrackedEntries(output: string): readonly Entry[] {
  const paths = output.split('\0').filter((path) => path !== '');
  return paths.map((path) => ({ path: path.replace(/\/$/, ''), blob: null }));
}

/** The mode of one; that its commit is another one, `diff-index` says. */
const cleanSubmodule = '160000';

/** Those that are checked out: `diff-index` is not asked what has changed in them. */
function submodules(root: string): readonly Entry[] {
  const path = join(root, '.gitmodules');
  if (!existsSync(path)) return [];
  const found = [...readFileSync(path, 'latin1').matchAll(/^[ \t]*path[ \t]*=[ \t]*(\S.*)$/gm)];
  const names = found.map((match) => (match[1] ?? '').trim());
  return names
    .filter((name) => existsSync(join(root, name, '.git')))
    .map((name) => ({ path: name, blob: cleanSubmodule }));
}

interface Content {
  /** Equal for equal content, mode and kind. */
  readonly text: string;
  /** Mode and id, as git would have it without filters; null where it is none. */
  readonly blob: string | null;
}

async function contentOf(
  path: string,
  { root, env }: TreeQuestion,
  budget: Budget,
  depth: number,
): Promise<Content | null> {
  budget.paths -= 1;
  if (budget.paths < 0 || budget.signal.aborted) return null;
  const full = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
  const found = await lstat(full).catch(() => null);
  if (found === null) return { text: 'gone', blob: null };
  if (found.isDirectory()) {
    const state = await stateOf({ root: full.toString(), artifacts: [], written: [], env }, budget, depth + 1);
    return state === null ? null : { text: state, blob: null };
  }
  if (found.isSymbolicLink()) return content('120000', await readlink(full, { encoding: 'buffer' }));
  if (!found.isFile()) return { text: `special ${found.mode}`, blob: null };
  const mode = (found.mode & 0o100) === 0 ? '100644' : '100755';
  budget.bytes -= found.size;
  // of what is long the time says enough
  if (found.size > longestFile || budget.bytes < 0) {
    return { text: `${mode} ${found.size} ${found.mtimeMs}`, blob: null };
  }
  return content(mode, await readFile(full));
}

/** A blob's id is the hash of a header and its bytes (git-hash-object(1)); repositories with SHA-256 are few. */
function content(mode: string, bytes: Uint8Array): Content {
  const id = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const text = `${mode} ${createHash('sha256').update(bytes).digest('hex')}`;
  return { text, blob: `${mode} ${id}` };
}

/** What git may match: patterns of the tree, with all that is in a folder of that name. */
function pathspecs(pattern: string): readonly string[] {
  const inTree = pattern.replace(/^\/src\//, '').replace(/^(\.\/)+/, '');
  if (inTree.startsWith('/') || inTree === '') return [];
  const path = inTree.replace(/\/+$/, '');
  return [path, `${path}/**`];
}

/**
 * Whether a repository's own configuration names programs that git would start to compare files. It lies in the tree, where
 * the commands in containers can write to it.
 */
function namesPrograms(folder: string): boolean {
  return ['config', 'config.worktree'].some((name) => {
    const path = join(folder, name);
    return existsSync(path) && /^[ \t]*\[[ \t]*(?:filter|include)/im.test(readFileSync(path, 'latin1'));
  });
}

type Git = (...words: string[]) => Promise<string>;

/** Git as it is, whatever variables a hook has set; it takes no locks, starts no programs, and fetches nothing. */
async function gitIn(root: string, env: TreeQuestion['env'], signal: AbortSignal): Promise<Git> {
  const { execFile } = await import('node:child_process');
  const plain = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
  const own = { ...plain, GIT_OPTIONAL_LOCKS: '0', GIT_ALLOW_PROTOCOL: 'none', LC_ALL: 'C' };
  const options = { cwd: root, env: own, signal, maxBuffer: 16 * 1024 * 1024, encoding: 'latin1' } as const;
  return (...words) =>
    new Promise((resolve, reject) => {
      execFile('git', ['-c', 'core.fsmonitor=false', ...words], options, (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(error);
      });
    });
}

function latin(path: string): string {
  return Buffer.from(path).toString('latin1');
}
