import { expect, test } from 'vitest';
import { findTox } from '../../../src/config/tox/find-tox.ts';
import { readTox } from '../../../src/config/tox/read-tox.ts';
import { memoryFiles } from './memory-files.ts';

const ini = '[tox]\nenvlist = from-ini\n';
const ini4 = '[tox]\nmin_version = 4\nenvlist = from-ini\n';
const setup = '[tox:tox]\nenvlist = from-setup\n';
const native = '[tool.tox]\nenv_list = ["from-native"]\n';
const legacy = '[tool.tox]\nlegacy_tox_ini = """\n[tox]\nenvlist = from-legacy\n"""\n';
const both = '[tool.tox]\nenv_list = ["from-native"]\nlegacy_tox_ini = "[tox]"\n';
const toml = 'env_list = ["from-toml"]\n';

/** The files that a folder may hold; tox 3.28 and tox 4.58 look for them in the orders that docs of both tell. */
test.each<[string, Record<string, string>, string | null]>([
  ['nothing', {}, null],
  ['no settings for tox', { 'setup.cfg': '[metadata]\nname = x\n', 'pyproject.toml': '[project]\nname = "x"\n' }, null],
  ['tox.ini', { 'tox.ini': ini, 'setup.cfg': setup, 'tox.toml': toml }, 'from-ini'],
  ['a tox.ini without anything', { 'tox.ini': '', 'tox.toml': toml }, 'py'],
  ['setup.cfg', { 'setup.cfg': setup, 'pyproject.toml': native, 'tox.toml': toml }, 'from-setup'],
  ['setup.cfg with [tox] only', { 'setup.cfg': '[tox]\nenvlist = no\n', 'tox.toml': toml }, 'from-toml'],
  ['[tool.tox]', { 'pyproject.toml': native, 'tox.toml': toml }, 'from-native'],
  ['[tool.tox] with legacy_tox_ini', { 'pyproject.toml': both }, 'from-native'],
  ['legacy_tox_ini', { 'pyproject.toml': legacy, 'tox.toml': toml }, 'from-legacy'],
  ['an empty [tool.tox]', { 'pyproject.toml': '[tool.tox]\n', 'tox.toml': toml }, 'from-toml'],
  ['tox.toml', { 'tox.toml': toml, 'pyproject.toml': '[tool.black]\n' }, 'from-toml'],
  ['legacy_tox_ini before tox.ini, as tox 3 has it', { 'pyproject.toml': legacy, 'tox.ini': ini }, 'from-legacy'],
  ['tox.ini before legacy_tox_ini, if it asks for tox 4', { 'pyproject.toml': legacy, 'tox.ini': ini4 }, 'from-ini'],
  ['tox.ini before [tool.tox]', { 'pyproject.toml': native, 'tox.ini': ini }, 'from-ini'],
  ['tox.toml beside a pyproject.toml that is no TOML', { 'pyproject.toml': 'a = tox', 'tox.toml': toml }, 'from-toml'],
])('%s is what tox reads', (_, texts, expected) => {
  const found = readTox({ files: memoryFiles(texts), env: {} }, (file) => file);
  expect(found?.diagnostics ?? []).toEqual([]);
  // tox 3 calls what it runs without any list `python`.
  expect(found?.project?.defaults[0]?.replace(/^python$/, 'py') ?? null).toBe(expected);
});

test('a [tool.tox] in a pyproject.toml that is no TOML is a mistake with a place', () => {
  const files = memoryFiles({ 'pyproject.toml': '[tool.tox]\nenv_list = [\n', 'tox.toml': toml });
  const found = readTox({ files, env: {} }, (file) => `dir/${file}`);
  expect(found?.project).toBeNull();
  expect(found?.diagnostics[0]).toMatchObject({ severity: 'error', place: { file: 'dir/pyproject.toml', line: 3 } });
});

test.each<[string, string, string]>([
  ['no table', '[tool]\ntox = 3\n', '2:7'],
  ['no text', '[tool.tox]\nlegacy_tox_ini = 3\n', '2:18'],
])('a tool.tox that is %s is a mistake with a place', (_, text, where) => {
  const found = readTox({ files: memoryFiles({ 'pyproject.toml': `# [tool.tox]\n${text}` }), env: {} }, (file) => file);
  expect(found?.project ?? null).toBeNull();
  const place = found?.diagnostics[0]?.place;
  const [line = '', column = ''] = where.split(':');
  if (found !== null) expect(`${place?.line}:${place?.column}`).toBe(`${Number(line) + 1}:${column}`);
});

test('what legacy_tox_ini says has the lines of pyproject.toml', () => {
  const text =
    '[project]\nname = "x"\n\n[tool.tox]\nlegacy_tox_ini = """\n[tox]\nenvlist = a\n[testenv]\ndeps = x\n"""\n';
  const found = readTox({ files: memoryFiles({ 'pyproject.toml': text }), env: {} }, (file) => file);
  expect(found?.home).toEqual({ kind: 'legacy', file: 'pyproject.toml' });
  expect(found?.project?.env('a', [])?.places.deps).toEqual({ file: 'pyproject.toml', line: 9, column: 1 });
});

test('a tox.ini that is no text is found, and said to be none', () => {
  const files = { read: () => ({ ok: false as const, reason: 'it is a binary file' }), glob: () => [] };
  expect(findTox(files)).toEqual({ kind: 'unreadable', file: 'tox.ini', reason: 'it is a binary file' });
  const found = readTox({ files, env: {} }, (file) => file);
  expect(found?.project).toBeNull();
  expect(found?.diagnostics[0]?.message).toBe('this file cannot be read: it is a binary file');
});
