import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildContext } from '../../src/engine/build-context.ts';
import type { BuildSpec } from '../../src/engine/engine.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dox-context-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function archive(
  context: BuildSpec['context'] = { kind: 'folder', path: root },
  dockerfile = 'Dockerfile',
): Promise<Buffer> {
  const spec = { context, dockerfile, tag: 't', labels: {}, noCache: false, pull: false };
  const chunks: Buffer[] = [];
  for await (const chunk of buildContext(spec, new AbortController().signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What tar(1) sees in it. */
async function listed(dockerfile?: string): Promise<readonly string[]> {
  const names = execFileSync('tar', ['-t'], { input: await archive(undefined, dockerfile), encoding: 'utf8' });
  return names.trim().split('\n').sort();
}

describe('a folder as a context', () => {
  test('is the same bytes whatever its dates, and others when a byte or a permission changes', async () => {
    write({ Dockerfile: 'FROM x', 'b/c': 'text', a: '', big: 'x'.repeat(2_000_000) });
    symlinkSync('b/c', join(root, 'link'));
    const first = await archive();
    for (const name of ['a', 'big', 'b', 'b/c']) utimesSync(join(root, name), 1, 2);
    expect((await archive()).equals(first)).toBe(true);
    chmodSync(join(root, 'a'), 0o755);
    const second = await archive();
    expect(second.equals(first)).toBe(false);
    write({ 'b/c': 'Text' });
    expect((await archive()).equals(second)).toBe(false);
  });

  test('comes whole: folders, links, permissions, names of any kind', async () => {
    const long = `${'long-'.repeat(40)}name`;
    write({ Dockerfile: 'FROM x', [`${'folder/'.repeat(20)}${long}`]: 'deep', 'ü ñ': 'x' });
    mkdirSync(join(root, 'empty'));
    const all = await listed();
    expect(all).toContain(`${'folder/'.repeat(20)}${long}`);
    expect(all).toContain('empty/');
    expect(all.length).toBe(1 + 21 + 1 + 1);
  });

  // the rules and examples of https://docs.docker.com/build/concepts/context/#dockerignore-files
  test.each<[string, string, readonly string[]]>([
    [
      'a folder and all in it',
      'node_modules\n',
      ['a.md', 'docs/', 'docs/b.md', 'docs/deep/', 'docs/deep/c.md', 'temp1/', 'temp1/x'],
    ],
    ['a pattern at one depth', '*/temp*\n*.md\nnode_modules\ndocs\n', ['temp1/', 'temp1/x']],
    ['a pattern at every depth', '**/*.md\nnode_modules\n', ['docs/', 'docs/deep/', 'temp1/', 'temp1/x']],
    ['an exception', '*\n!docs/deep\n', ['docs/deep/', 'docs/deep/c.md']],
    ['comments, blanks and slashes', '# a.md\n\n /docs/ \nnode_modules/\r\ntemp?\n', ['a.md']],
    ['the last line that fits wins', 'docs\ntemp1\nnode_modules\n*.md\n!a.md\n', ['a.md']],
  ])('.dockerignore: %s', async (_, rules, left) => {
    write({
      Dockerfile: 'FROM x',
      'a.md': '',
      'docs/b.md': '',
      'docs/deep/c.md': '',
      'temp1/x': '',
      'node_modules/m': '',
    });
    write({ '.dockerignore': rules });
    expect(await listed()).toEqual(['.dockerignore', 'Dockerfile', ...left].sort());
  });

  test('the Dockerfile is in even where it is left out, and its own ignore file goes before the other', async () => {
    write({ 'docker/Dockerfile': 'FROM x', 'docker/other': '', a: '', b: '', '.dockerignore': '*\n' });
    expect(await listed('docker/Dockerfile')).toEqual(['.dockerignore', 'docker/', 'docker/Dockerfile']);
    write({ 'docker/Dockerfile.dockerignore': 'a\n' });
    const own = await listed('docker/Dockerfile');
    expect(own).toContain('b');
    expect(own).not.toContain('a');
  });

  test('a file that cannot be read fails it', async () => {
    await expect(archive({ kind: 'folder', path: join(root, 'none') })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

test('files given here are an archive in the order of their names, with their permissions', async () => {
  const bytes = Buffer.from('text');
  const files = new Map([
    ['z', { bytes, mode: 0o644 }],
    ['a', { bytes, mode: 0o755 }],
  ]);
  const input = await archive({ kind: 'files', files });
  const lines = execFileSync('tar', ['-tv', '--numeric-owner', '--utc'], { input, encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(lines.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    '-rwxr-xr-x 0/0 4 1980-01-02 00:00 a',
    '-rw-r--r-- 0/0 4 1980-01-02 00:00 z',
  ]);
});
