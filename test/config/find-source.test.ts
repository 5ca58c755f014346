import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findSource, unusedNote } from '../../src/config/find-source.ts';
import { guessSource } from '../../src/config/guess/guess-source.ts';

let root = '';

const tox = '[tox]\nenvlist = a\n';
const written: Readonly<Record<string, string>> = {
  'plain/tox.ini': tox,
  'plain/src/deep/x.py': '',
  'both/tox.ini': tox,
  'both/.travis.yml': 'language: python\n',
  'travis/.travis.yml': 'language: python\n',
  'travis/src/x.py': '',
  'home/tox.ini': tox,
  'home/code/src/x.py': '',
  'shared/tox.ini': tox,
  'shared/code/x.py': '',
  'outer/tox.ini': tox,
  'outer/checkout/.git/HEAD': '',
  'outer/checkout/src/x.py': '',
  'outer/checkout/src/package.json': '{}',
  'guessed/setup.py': '',
  'guessed/tests/deep/test_x.py': '',
  'guessed/web/package.json': '{}',
  'guessed/net/shop.csproj': '',
  'guessed/setup.cfg/x': '',
  'nothing/x/y.py': '',
  'java/settings.gradle.kts': '',
  'java/docs/a/index.md': '',
  'home/Makefile': '',
  'shared/Makefile': '',
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dox-find-'));
  for (const [path, text] of Object.entries(written)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  chmodSync(join(root, 'shared'), 0o777);
});

afterAll(() => rmSync(root, { recursive: true }));

const found = (folder: string): string | null => {
  const source = findSource(join(root, folder), join(root, 'home'));
  return source === null ? null : join(source.files.root, source.file);
};

it.each([
  ['plain', 'plain/tox.ini'],
  ['plain/src/deep', 'plain/tox.ini'],
  ['both', 'both/tox.ini'],
  ['travis/src', 'travis/.travis.yml'],
  ['home', 'home/tox.ini'],
  ['shared', 'shared/tox.ini'],
])('from %s it finds %s', (folder, file) => {
  expect(found(folder)).toBe(join(root, file));
});

it.each([
  ['the home', 'home/code/src'],
  ['a folder that everybody may write to', 'shared/code'],
  ['what is above a checkout', 'outer/checkout/src'],
])('does not look into %s', (_, folder) => {
  expect(found(folder)).toBeNull();
});

it.each([
  ['both', '.travis.yml is not used: `--file .travis.yml` takes its jobs instead'],
  ['plain', null],
  ['travis', null],
])('beside the file of %s: %s', (folder, note) => {
  const source = findSource(join(root, folder), join(root, 'home'));
  expect(source && unusedNote(source)).toBe(note);
});

it.each([
  ['guessed', 'guessed'],
  ['guessed/tests/deep', 'guessed'],
  ['guessed/web', 'guessed/web'],
  ['guessed/net', 'guessed/net'],
  ['guessed/setup.cfg', 'guessed'],
  ['nothing/x', 'nothing/x'],
  ['java/docs/a', 'java'],
  ['home/code/src', 'home/code/src'],
  ['shared/code', 'shared/code'],
  ['outer/checkout/src', 'outer/checkout'],
])('from %s it guesses at %s', (folder, top) => {
  expect(guessSource(join(root, folder), join(root, 'home')).files.root).toBe(join(root, top));
});
