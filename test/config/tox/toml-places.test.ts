import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { expect, test } from 'vitest';
import { DiagnosticLog } from '../../../src/config/diagnostic-log.ts';
import { parseToml } from '../../../src/config/tox/toml/parse-toml.ts';
import { readToxToml } from '../../../src/config/tox/toml/read-toml.ts';
import { tomlMarks } from '../../../src/config/tox/toml/toml-marks.ts';
import type { TomlTree } from '../../../src/config/tox/toml/toml-tree.ts';
import { memoryFiles } from './memory-files.ts';

function tree(text: string): TomlTree {
  const parsed = parseToml(text, new DiagnosticLog('t.toml', text));
  if (parsed === null) throw new Error('this is no TOML');
  return parsed;
}

/** Every value below with the text of its place. */
function placed(text: string, value: TomlTree, path = ''): readonly (readonly [string, string])[] {
  const here = [path, text.slice(value.span.start, value.span.end)] as const;
  if (value.kind === 'list') return [here, ...value.items.flatMap((item, at) => placed(text, item, `${path}.${at}`))];
  if (value.kind !== 'table') return [here];
  const below = [...value.entries].flatMap(([key, entry]) => [
    [`${path}.${key} key`, text.slice(entry.keySpan.start, entry.keySpan.end)] as const,
    ...placed(text, entry.value, `${path}.${key}`),
  ]);
  return path === '' ? below : [here, ...below];
}

test('each key and value has the place where it is written', () => {
  const text = `# a comment [x]
a = 1 # b = 2
"quoted.key" = 'lit]eral'
d.e."f g" = """
multi "" line
"""
[env.310] # numbers first would be wrong
z = [ "x", # ]
  { k = "v" }, [1, 2.5], ]
[env."a.b"]
when = 1979-05-27 07:32:00
[[list]]
n = 1
[[list]]
n = { deep = { er = true } }
`;
  expect(placed(text, tree(text))).toEqual([
    ['.a key', 'a'],
    ['.a', '1'],
    ['.quoted.key key', '"quoted.key"'],
    ['.quoted.key', "'lit]eral'"],
    ['.d key', 'd'],
    ['.d', '"f g"'],
    ['.d.e key', 'e'],
    ['.d.e', '"f g"'],
    ['.d.e.f g key', '"f g"'],
    ['.d.e.f g', '"""\nmulti "" line\n"""'],
    ['.env key', 'env'],
    ['.env', '[env.310]'],
    ['.env.310 key', '310'],
    ['.env.310', '[env.310]'],
    ['.env.310.z key', 'z'],
    ['.env.310.z', '[ "x", # ]\n  { k = "v" }, [1, 2.5], ]'],
    ['.env.310.z.0', '"x"'],
    ['.env.310.z.1', '{ k = "v" }'],
    ['.env.310.z.1.k key', 'k'],
    ['.env.310.z.1.k', '"v"'],
    ['.env.310.z.2', '[1, 2.5]'],
    ['.env.310.z.2.0', '1'],
    ['.env.310.z.2.1', '2.5'],
    ['.env.a.b key', '"a.b"'],
    ['.env.a.b', '[env."a.b"]'],
    ['.env.a.b.when key', 'when'],
    ['.env.a.b.when', '1979-05-27 07:32:00'],
    ['.list key', 'list'],
    ['.list', '[[list]]'],
    ['.list.0', '[[list]]'],
    ['.list.0.n key', 'n'],
    ['.list.0.n', '1'],
    ['.list.1', '[[list]]'],
    ['.list.1.n key', 'n'],
    ['.list.1.n', '{ deep = { er = true } }'],
    ['.list.1.n.deep key', 'deep'],
    ['.list.1.n.deep', '{ er = true }'],
    ['.list.1.n.deep.er key', 'er'],
    ['.list.1.n.deep.er', 'true'],
  ]);
});

const scalar = fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.integer(), fc.constant('a]"}\n\'#'));
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('any'), { maxLength: 4 }), tie('table')),
  table: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('a', '3', 'a.b', '"', '')), tie('any'), { maxKeys: 4 }),
}));

test('whatever the file is, the text at the place of a value is that value', () => {
  fc.assert(
    fc.property(value.table, (table) => {
      const text = stringify(table as Record<string, unknown>);
      const check = (one: TomlTree): void => {
        if (one.kind === 'table') for (const { value: below } of one.entries.values()) check(below);
        else if (one.kind === 'text' || one.kind === 'flag' || one.kind === 'number') {
          const { k } = parse(`k = ${text.slice(one.span.start, one.span.end)}`);
          expect(k).toEqual(one.kind === 'text' ? one.text : one.value);
        } else if (one.kind === 'list') for (const item of one.items) check(item);
      };
      check(tree(text));
    }),
  );
});

test('of what is no TOML there are places too, and soon', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc
          .array(fc.constantFrom('[', ']', '{', '}', '"', "'", '=', '.', '\n', ',', 'a', '\\', '#'), { maxLength: 200 })
          .map((all) => all.join('')),
      ),
      (text) => {
        expect(tomlMarks(text).span.end).toBe(text.length);
      },
    ),
  );
});

test.each([
  ['env_list = ["a"', 'tox.toml:2:1'],
  ['env_list = ["a"]\nno_package = "yes"', 'tox.toml:2:14'],
  ['env_list = [\n  "a",\n  3,\n]', 'tox.toml:3:3'],
  ['env_list = [{ product = [["a"], { prefix = "3." }] }]', 'tox.toml:1:33'],
  ['[env]\na = 1', 'tox.toml:2:1'],
  ['[env_base.x]\ndeps = []', 'tox.toml:1:11'],
  ['labels.x = "a"', 'tox.toml:1:12'],
])('a mistake that makes the whole file useless is shown where it is: %j at %s', (text, where) => {
  const { project, diagnostics } = readToxToml('tox.toml', `${text}\n`, { files: memoryFiles({}), env: {} });
  expect(project).toBeNull();
  const [{ place, severity } = { place: undefined, severity: undefined }] = diagnostics;
  expect([`${place?.file}:${place?.line}:${place?.column}`, severity]).toEqual([where, 'error']);
});

test('what is wrong with one setting is its problem, with a place, and the others have their values', () => {
  const text = `env_list = ["a"]
[env_run_base]
commands = "pytest -v"
[env.a]
deps = ["x", 1]
description = "{[env.b]description}"
pass_env = ["A B"]
set_env = { file = "../secret", A = "1" }
change_dir = "sub"
[env.b]
description = "{[env.a]description}"
`;
  const { project, diagnostics } = readToxToml('tox.toml', text, { files: memoryFiles({}), env: {} });
  expect(diagnostics).toEqual([]);
  const env = project?.env('a', []);
  const shown = Object.entries(env?.problems ?? {}).map(
    ([key, { place, message }]) => `${place?.line}:${place?.column} ${key}: ${message}`,
  );
  expect(shown.sort()).toEqual([
    '11:15 description: it needs its own value, by way of env.a.description',
    '3:12 commands: the value must be a list of commands, each a list of words: [["pytest"]], not a text',
    '5:14 deps: each item of this list must be a text, not a number',
    '7:1 passenv: "A B" is no variable\'s name: it has a blank in it',
    '7:1 sitepackages: "A B" is no variable\'s name: it has a blank in it',
    '8:1 setenv: there is no file "../secret" for set_env',
  ]);
  expect(env?.changedir).toBe('{toxinidir}/sub');
  expect(env?.places.changedir).toEqual({ file: 'tox.toml', line: 9, column: 1 });
});
