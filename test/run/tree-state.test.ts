import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TreeQuestion, treeState } from '../../src/run/tree-state.ts';

let top = '';

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'dox-tree-'));
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

function git(folder: string, ...words: string[]): string {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...person, ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), text);
}

/** A repository with one commit. */
function repository(folder: string, files: Readonly<Record<string, string>>): string {
  const path = join(top, folder);
  mkdirSync(path, { recursive: true });
  git(path, 'init', '-q', '.');
  for (const [name, text] of Object.entries(files)) write(join(folder, name), text);
  git(path, 'add', '.');
  git(path, 'commit', '-qm', 'one');
  return path;
}

const ask = (root: string, more: Partial<TreeQuestion> = {}): Promise<string | null> =>
  treeState({ root, artifacts: [], written: [], env: process.env, ...more });

const usual = { 'a.py': 'a\n', 'sub/b.py': 'b\n', '.gitignore': '*.log\n' };

test('a tree as it was committed is its commit, whatever is ignored and whichever times its files have', async () => {
  const root = repository('r', usual);
  const commit = git(root, 'rev-parse', 'HEAD').trim();
  expect(await ask(root)).toBe(commit);
  write('r/x.log', 'ignored');
  utimesSync(join(root, 'a.py'), 1, 1);
  expect(await ask(root)).toBe(commit);
});

test.each<[string, (root: string) => void]>([
  ['a changed file', (root) => appendFileSync(join(root, 'a.py'), 'more')],
  ['a new file', (root) => writeFileSync(join(root, 'ü new'), '')],
  ['a removed file', (root) => rmSync(join(root, 'sub/b.py'))],
  ['a file that may be executed now', (root) => chmodSync(join(root, 'a.py'), 0o755)],
  [
    'a file that has become a link',
    (root) => {
      rmSync(join(root, 'a.py'));
      symlinkSync('sub/b.py', join(root, 'a.py'));
    },
  ],
])('%s is another state, the same each time, staged or not', async (_, change) => {
  const root = repository('r', usual);
  const before = await ask(root);
  change(root);
  const after = await ask(root);
  expect(after).toMatch(new RegExp(`^${before}\\+[0-9a-f]{16}$`));
  expect(await ask(root)).toBe(after);
  git(root, 'add', '-A');
  expect(await ask(root)).toBe(after);
});

test('each content of a new or changed file is a state of its own, and the first one again is the first state', async () => {
  const root = repository('r', usual);
  const clean = await ask(root);
  const states = [];
  for (const text of ['one', 'two', 'one']) {
    write('r/a.py', text);
    write('r/new', text);
    states.push(await ask(root));
  }
  expect(states[2]).toBe(states[0]);
  expect(new Set([...states, clean]).size).toBe(3);
  rmSync(join(root, 'new'));
  write('r/a.py', usual['a.py']);
  expect(await ask(root)).toBe(clean);
});

test('what runs write is not looked at: reports and artifacts, unless they are committed', async () => {
  const root = repository('r', { ...usual, 'out/kept.xml': 'k' });
  const clean = await ask(root);
  write('r/out/new.xml', '1');
  write('r/deep/er/log.txt', '1');
  write('r/dox.xml', '1');
  const known = { artifacts: ['./out/', '/src/deep/**/*.txt', '/var/log/x'], written: [join(root, 'dox.xml')] };
  expect(await ask(root)).not.toBe(clean);
  expect(await ask(root, known)).toBe(clean);
  write('r/out/kept.xml', 'other');
  expect(await ask(root, known)).not.toBe(clean);
});

test('a project in a folder of a repository is that folder', async () => {
  const repo = repository('r', usual);
  const root = join(repo, 'sub');
  const commit = await ask(root);
  write('r/a.py', 'changed');
  expect(await ask(root)).toBe(commit);
  write('r/sub/b.py', 'changed');
  expect(await ask(root)).not.toBe(commit);
});

test('a change in a submodule, or in a repository of its own in the tree, is one of the tree', async () => {
  repository('lib', { 'l.py': 'l' });
  const root = repository('r', usual);
  git(root, 'submodule', 'add', '-q', join(top, 'lib'), 'lib');
  git(root, 'commit', '-qam', 'two');
  const clean = await ask(root);
  expect(clean).toBe(git(root, 'rev-parse', 'HEAD').trim());
  write('r/lib/l.py', 'changed');
  const changed = await ask(root);
  expect(changed).not.toBe(clean);
  git(join(root, 'lib'), 'commit', '-qam', 'three');
  expect(new Set([clean, changed, await ask(root)]).size).toBe(3);
  git(join(root, 'lib'), 'checkout', '-q', 'HEAD^');
  expect(await ask(root)).toBe(clean);
  repository('r/nested', { n: '1' });
  const nested = await ask(root);
  write('r/nested/n', '2');
  expect(new Set([clean, nested, await ask(root)]).size).toBe(3);
});

test('a worktree has the state of its own files', async () => {
  const root = repository('r', usual);
  git(root, 'worktree', 'add', '-q', join(top, 'w'));
  expect(await ask(join(top, 'w'))).toBe(await ask(root));
  write('w/a.py', 'changed');
  expect(await ask(join(top, 'w'))).not.toBe(await ask(root));
});

test('nobody knows the state without git or a commit', async () => {
  write('plain/a', '1');
  expect(await ask(join(top, 'plain'))).toBeNull();
  const root = repository('r', usual);
  expect(await ask(root, { env: { PATH: '/nowhere' } })).toBeNull();
  git(join(top, 'plain'), 'init', '-q', '.');
  expect(await ask(join(top, 'plain'))).toBeNull();
});

test('nobody knows it where there is too much that is new', async () => {
  const root = repository('r', usual);
  mkdirSync(join(root, 'many'));
  for (let index = 0; index < 5100; index += 1) writeFileSync(join(root, `many/${index}`), '');
  expect(await ask(root)).toBeNull();
});

test('no program runs that the tests could have named in the repository', async () => {
  const root = repository('r', { ...usual, '.gitattributes': '* filter=evil\n' });
  writeFileSync(join(top, 'evil'), `#!/bin/sh\ntouch ${top}/ran\ncat\n`, { mode: 0o755 });
  const evil = (...keys: string[]): void => {
    for (const key of keys) appendFileSync(join(root, '.git/config'), `[${key} = ${join(top, 'evil')}\n`);
  };
  write('r/a.py', 'b\n');
  evil('core]\nfsmonitor', 'core]\nhooksPath', 'core]\nsshCommand', 'diff]\nexternal');
  expect(await ask(root)).toMatch(/\+/);
  evil('filter "evil"]\nclean', 'filter "evil"]\nprocess');
  expect(await ask(root)).toBeNull();
  expect(existsSync(join(top, 'ran'))).toBe(false);
});

test('variables of a hook that git runs do not mislead it', async () => {
  const root = repository('r', usual);
  const other = repository('o', { x: 'x' });
  const env = { ...process.env, GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other };
  expect(await ask(root, { env })).toBe(await ask(root));
});
