import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outsideGit } from '../../src/run/git-folder.ts';

const top = realpathSync(mkdtempSync(join(tmpdir(), 'dox-git-')));
const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org', '-c', 'protocol.file.allow=always'];
const git = (...args: readonly string[]): void => {
  execFileSync('git', [...who, ...args], { cwd: top, stdio: 'pipe' });
};

beforeAll(() => {
  git('init', '-q', 'main');
  git('-C', 'main', 'commit', '-q', '--allow-empty', '-m', 'first');
  git('-C', 'main', 'worktree', 'add', '-q', '../side');
  git('init', '-q', 'super');
  git('-C', 'super', 'submodule', '--quiet', 'add', join(top, 'main'), 'parts/sub');
});
afterAll(() => rmSync(top, { recursive: true }));

test('a tree with a .git folder, or none, needs nothing more', () => {
  expect(outsideGit(join(top, 'main'), '/src')).toBeNull();
  expect(outsideGit(join(top, 'super/parts'), '/src')).toBeNull();
  expect(outsideGit(join(top, 'nowhere'), '/src')).toBeNull();
});

test('a worktree needs the whole folder of its repository, where it is', () => {
  const folder = join(top, 'main/.git');
  expect(outsideGit(join(top, 'side'), '/src')).toEqual({ source: folder, target: folder, config: null });
});

test('a submodule needs its folder where its relative path leads, and to be told where the tree is', () => {
  const outside = outsideGit(join(top, 'super/parts/sub'), '/src');
  expect(outside).toMatchObject({
    source: join(top, 'super/.git/modules/parts/sub'),
    target: '/.git/modules/parts/sub',
    config: { path: '/.git/modules/parts/sub/config' },
  });
  expect(outside?.config?.text).toMatch(/^\tworktree = \/src$/m);
  expect(outside?.config?.text).toContain('[remote "origin"]');
});

test.each(['', 'gitdir: /nowhere/at/all\n', 'gitdir: \n', 'noise'])('a broken pointer is left alone: "%s"', (text) => {
  const broken = join(top, 'broken');
  mkdirSync(broken, { recursive: true });
  writeFileSync(join(broken, '.git'), text);
  expect(outsideGit(broken, '/src')).toBeNull();
});
