import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectFiles } from '../../../src/config/project-files.ts';
import { globIn } from '../../../src/config/tox/python-glob.ts';

const outside = realpathSync(mkdtempSync(join(tmpdir(), 'dox-tox-')));
const root = join(outside, 'project');
mkdirSync(join(root, 'sub/.hidden/deep'), { recursive: true });
mkdirSync(join(root, 'sub/b[1]'), { recursive: true });
for (const [path, text] of [
  ['secret', 'secret'],
  ['project/a.txt', 'a'],
  ['project/.dot.txt', 'dot'],
  ['project/sub/b.txt', 'b'],
  ['project/sub/B.txt', 'B'],
  ['project/sub/b[1]/c.txt', 'c'],
  ['project/sub/.hidden/deep/d.txt', 'd'],
] as const) {
  writeFileSync(join(outside, path), text);
}
symlinkSync(join(outside, 'secret'), join(root, 'link'));
symlinkSync(outside, join(root, 'up'));
symlinkSync('a.txt', join(root, 'inside'));
afterAll(() => rmSync(outside, { recursive: true }));

const files = projectFiles(root);

/** As Python 3.11's glob.glob(pattern, recursive=True) lists them there, but for what is behind a link out of it. */
test.each([
  ['*.txt', ['a.txt']],
  ['.*.txt', ['.dot.txt']],
  ['s?b/*.txt', ['sub/B.txt', 'sub/b.txt']],
  ['sub/[a-c].txt', ['sub/b.txt']],
  ['sub/[!a-c].txt', ['sub/B.txt']],
  ['sub/b[[]1]/*', ['sub/b[1]/c.txt']],
  ['sub/b[[]1[]]/*', ['sub/b[1]/c.txt']],
  ['sub/{a,b}.txt', []],
  ['**/c.txt', ['sub/b[1]/c.txt']],
  ['**/*.txt', ['a.txt', 'sub/B.txt', 'sub/b.txt', 'sub/b[1]/c.txt']],
  ['sub/**', ['sub/B.txt', 'sub/b.txt', 'sub/b[1]', 'sub/b[1]/c.txt']],
  ['sub/.hidden/*/d.txt', ['sub/.hidden/deep/d.txt']],
  ['./a.txt', ['a.txt']],
  ['nope*', []],
  ['../*', []],
  ['up/*', []],
])('%s', (pattern, expected) => {
  expect([...globIn(files, pattern)].sort()).toEqual(expected);
});

test('a pattern of many stars is answered at once', () => {
  expect(globIn(files, `${'*'.repeat(300)}${'a*'.repeat(300)}`)).toEqual([]);
});
