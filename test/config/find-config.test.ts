import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findConfigFile } from '../../src/config/find-config.ts';

let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dox-find-'));
  for (const folder of ['both/src/deep', 'long/src', 'folder/dox.yml', 'folder/src']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const file of ['dox.yaml', 'both/dox.yml', 'both/dox.yaml', 'long/dox.yaml'])
    writeFileSync(join(root, file), '');
});

afterAll(() => rmSync(root, { recursive: true }));

it.each([
  ['both', 'both/dox.yml'],
  ['both/src/deep', 'both/dox.yml'],
  ['long/src', 'long/dox.yaml'],
  ['folder/src', 'dox.yaml'],
  ['not/there', 'dox.yaml'],
])('from %s it finds %s', (cwd, found) => {
  expect(findConfigFile(join(root, cwd))).toBe(join(root, found));
});

it('stops at the root of the file system', () => {
  expect(findConfigFile('/proc/self')).toBeNull();
});
