import { expect, test } from 'vitest';
import type { ProjectFiles } from '../../../src/config/project-files.ts';
import { findTox } from '../../../src/config/tox/find-tox.ts';
import { readTox } from '../../../src/config/tox/read-tox.ts';
import type { ToxReading } from '../../../src/config/tox/tox-reading.ts';
import { memoryFiles } from './memory-files.ts';

function readFound(files: ProjectFiles): ToxReading | null {
  const file = findTox(files);
  return file === null ? null : readTox({ files, file, shown: (name) => `dir/${name}`, env: {} });
}

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
  ['a tox.ini with settings of others only', { 'tox.ini': '[flake8]\n', 'tox.toml': toml }, 'from-toml'],
  ['a tox.ini without a list', { 'tox.ini': '[testenv]\n', 'tox.toml': toml }, 'py'],
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
  const found = readFound(memoryFiles(texts));
  expect(found?.diagnostics ?? []).toEqual([]);
  // tox 3 calls what it runs without any list `python`.
  expect(found?.project?.defaults[0]?.replace(/^python$/, 'py') ?? null).toBe(expected);
});

test('a [tool.tox] in a pyproject.toml that is no TOML is a mistake with a place', () => {
  const files = memoryFiles({ 'pyproject.toml': '[tool.tox]\nenv_list = [\n', 'tox.toml': toml });
  const found = readFound(files);
  expect(found?.project).toBeNull();
  expect(found?.diagnostics[0]).toMatchObject({ severity: 'error', place: { file: 'dir/pyproject.toml', line: 3 } });
});

test.each([
  ['no table', '[tool]\ntox = 3 # legacy_tox_ini\n', '2:7'],
  ['no text', '[tool.tox]\nlegacy_tox_ini = 3\n', '2:18'],
])('a tool.tox that is %s is a mistake with a place', (_, text, where) => {
  const found = readFound(memoryFiles({ 'pyproject.toml': text }));
  expect(found?.project).toBeNull();
  const place = found?.diagnostics[0]?.place;
  expect(`${place?.file}:${place?.line}:${place?.column}`).toBe(`dir/pyproject.toml:${where}`);
});

test('what legacy_tox_ini says has the lines of pyproject.toml', () => {
  const text =
    '[project]\nname = "x"\n\n[tool.tox]\nlegacy_tox_ini = """\n[tox]\nenvlist = a\n[testenv]\ndeps = x\n"""\n';
  const found = readFound(memoryFiles({ 'pyproject.toml': text }));
  expect(found?.project?.env('a', [])?.places.deps).toEqual({ file: 'dir/pyproject.toml', line: 9, column: 1 });
});

test.each([
  ['tox.ini', Buffer.from('[tox]\0'), 'it is a binary file'],
  ['tox.toml', Buffer.from([0xff]), 'it is not text in UTF-8'],
  ['setup.cfg', undefined, 'it is not there'],
  ['pyproject.toml', Buffer.from('[project]'), 'it has no [tool.tox]'],
])('a %s that cannot be read for tox is a mistake', (file, bytes, reason) => {
  const files = memoryFiles(bytes === undefined ? {} : { [file]: bytes });
  const { project, diagnostics } = readTox({ files, file, shown: (name) => name, env: {} });
  expect(project).toBeNull();
  expect(diagnostics[0]).toMatchObject({ message: `this file cannot be read for tox: ${reason}`, place: { file } });
});
