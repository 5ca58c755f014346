import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { expect, test } from 'vitest';
import { readTox } from '../../../src/config/tox/read-tox.ts';
import type { ToxEnv } from '../../../src/config/tox/tox-project.ts';
import type { ToxReading } from '../../../src/config/tox/tox-reading.ts';
import { memoryFiles } from './memory-files.ts';

const asked: string[] = [];

function read(text: string): ToxReading {
  const tree = memoryFiles({ 'tox.toml': text, 'x.env': 'A=1\n', 'sub/y.txt': '' });
  const files = {
    ...tree,
    read: (path: string) => {
      asked.push(path);
      return tree.read(path);
    },
    list: (path: string) => {
      asked.push(path);
      return tree.list(path);
    },
  };
  return readTox({ files, file: 'tox.toml', shown: (file) => file, env: { HOME: '/home/me' } });
}

/** Everything that can be asked of a file; what is wrong must have been said, and nothing thrown. */
function readAll(text: string): readonly ToxEnv[] {
  const { project, diagnostics } = read(text);
  if (project === null) {
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { severity, place } of diagnostics) expect([severity, place?.file]).toEqual(['error', 'tox.toml']);
    return [];
  }
  const names = [...project.all.slice(0, 5), 'py27', 'nope', '3.12-a', ''];
  return names.flatMap((name) =>
    (['keep', [], ['-k', 'x y']] as const).flatMap((args) => project.env(name, args) ?? []),
  );
}

const piece = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ':',
  '\\',
  '{posargs:',
  '{env:HOME}',
  '{env:A:',
  '{[env.a]deps}',
  '{[env.a]set_env}',
  '{[v]x}',
  '{env_dir}',
  '{glob:*:',
  '{factor:f:',
  '{/}',
  'a',
  ' ',
  '\n',
  '=',
  ';',
  'file|x.env',
  '../x',
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc.string(),
);
const key = fc.constantFrom(
  ...'env_list env env_run_base env_base labels work_dir requires no_package base deps commands set_env pass_env'.split(
    ' ',
  ),
  ...'description base_python change_dir env_dir extras package depends install_command skip_install factors'.split(
    ' ',
  ),
  ...'replace env key of default extend then else condition name pattern marker value file product prefix start'.split(
    ' ',
  ),
  ...'stop exclude v a b py310 A file'.split(' '),
);
const word = fc.oneof(
  text,
  fc.constantFrom(
    'posargs',
    'env',
    'ref',
    'glob',
    'if',
    'a',
    'env_run_base',
    'deps',
    'commands',
    "factor.a or env['HOME'] == ''",
  ),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    fc.boolean(),
    fc.integer({ min: -3, max: 20 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}));
const settings = fc.record(
  {
    env_list: fc.oneof(fc.constant(['a', 'b']), value),
    env: fc.dictionary(fc.constantFrom('a', 'b', 'py310', '3.12'), fc.dictionary(key, value, { maxKeys: 6 })),
    env_run_base: fc.dictionary(key, value, { maxKeys: 6 }),
    env_base: fc.dictionary(fc.constantFrom('t'), fc.dictionary(key, value, { maxKeys: 3 })),
    v: fc.dictionary(fc.constantFrom('x', 'y'), value),
  },
  { requiredKeys: [] },
);

test('no settings make it throw, and every environment that there is can be asked for', () => {
  fc.assert(
    fc.property(settings, (one) => {
      const found = readAll(stringify(one as Record<string, unknown>));
      for (const env of found) expect(JSON.parse(JSON.stringify(env))).toEqual(env);
    }),
    { numRuns: 400 },
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fc.oneof(piece, key), { maxLength: 60 }).map((all) => all.join('')),
      ),
      (one) => {
        readAll(one);
      },
    ),
    { numRuns: 300 },
  );
});

test('it asks for nothing outside of the project', () => {
  asked.length = 0;
  const found = readAll(`
env_list = ["a"]
[env.a]
set_env = { file = "../../etc/passwd" }
base_python_file = ["/etc/hostname", "sub/../../x"]
commands = [["x", "{glob:../*}", "{glob:/etc/*:d}", { replace = "glob", pattern = "sub/../../*", extend = true }]]
[env.b]
set_env = { file = "{tox_root}/../secret" }
`);
  expect(found.length).toBeGreaterThan(0);
  expect(asked.filter((path) => path.includes('..') || path.startsWith('/'))).toEqual([]);
});

const doubling = Array.from({ length: 60 }, (_, at) => `x${at} = "{[v]x${at + 1}}{[v]x${at + 1}}"`).join('\n');
const spreading = Array.from(
  { length: 60 },
  (_, at) => `x${at} = [${`{ replace = "ref", of = ["v", "x${at + 1}"], extend = true }, `.repeat(2)}]`,
).join('\n');
const chained = Array.from({ length: 5000 }, (_, at) => `[env.e${at}]\ndeps = ["{[env.e${at + 1}]deps}"]`).join('\n');
const variables = Array.from({ length: 500 }, (_, at) => `V${at} = "{env:V${at + 1}}{env:V${at + 1}}"`).join('\n');

/** Each would take years, or more memory than there is, if it were done to the end. */
test.each([
  ['a product of products', `env_list = [{ product = [${'{ prefix = "a", start = 1, stop = 99 }, '.repeat(30)}] }]`],
  ['a range without end', 'env_list = [{ prefix = "a", start = 0, stop = 9007199254740991 }]'],
  ['templates of many factors', `[env_base.t]\nfactors = [${'{ prefix = "a", start = 1, stop = 99 }, '.repeat(30)}]`],
  ['a table of references to twice the next', `[env.a]\ndescription = "{[v]x0}"\n[v]\n${doubling}\nx60 = "y"`],
  [
    'lists of lists of references',
    `[env.a]\ndeps = { replace = "ref", of = ["v", "x0"] }\n[v]\n${spreading}\nx60 = ["y"]`,
  ],
  ['a reference to itself', '[env.a]\ndeps = [{ replace = "ref", of = ["env", "a", "deps"] }, "{[env.a]deps}"]'],
  [
    'two texts that refer to each other twice',
    '[env.a]\ndescription = "{[v]x}"\n[v]\nx = "{[v]y}{[v]y}"\ny = "{[v]x}{[v]x}"',
  ],
  ['environments that refer to the next', `[env.a]\ndeps = ["{[env.e0]deps}"]\n${chained}`],
  [
    'variables of variables',
    `[env.a]\nset_env.V500 = "x"\ndescription = "{env:V0}"\n[env.a.set_env]\n${variables}`.replace(
      'set_env.V500 = "x"\n',
      '',
    ),
  ],
  [
    'settings that need each other',
    '[env.a]\nbase_python_file = ["{base_python}"]\nenv_dir = "{env_bin_dir}"\nchange_dir = "{change_dir}"',
  ],
  ['a work_dir of itself', 'work_dir = "{temp_dir}"\ntox_root = "{work_dir}"\n[env.a]'],
  ['braces that never close', `[env.a]\ndescription = "${'{'.repeat(100_000)}"`],
  ['braces in braces', `[env.a]\ndescription = "${'{'.repeat(20_000)}${'}'.repeat(20_000)}"`],
  [
    'brackets before a key',
    `[env.a]\ndescription = "{${'[]'.repeat(50_000)}}{${'['.repeat(50_000)}${']'.repeat(50_000)}x}"`,
  ],
  ['deep lists', `[env.a]\ndeps = ${'['.repeat(150)}${']'.repeat(150)}`],
  ['lists too deep for TOML', `deps = ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  [
    'a condition of many parentheses',
    `[env.a]\ndescription = { replace = "if", condition = "${'('.repeat(5000)}env.A${')'.repeat(5000)}", then = "x" }`,
  ],
  [
    'a condition of many nots',
    `[env.a]\ndescription = { replace = "if", condition = "${'not '.repeat(50_000)}env.A", then = "x" }`,
  ],
  ['a marker of many parentheses', `[env.a]\nset_env.A = { value = "x", marker = "${'('.repeat(50_000)}" }`],
  ['a variable of many quotes', `[env.a]\nset_env = "A=${"'".repeat(100_000)};x"`],
  ['many keys', `[env.a]\n${Array.from({ length: 20_000 }, (_, at) => `k${at} = ${at}`).join('\n')}`],
  ['a default that grows', `[env.a]\ncommands = [["${'{posargs:'.repeat(90)}${'}'.repeat(90)}"]]`],
])('%s comes to an end', (_, one) => {
  const { project, diagnostics } = read(one.includes('env_list') ? one : `env_list = ["a"]\n${one}`);
  if (project === null) expect(diagnostics[0]?.severity).toBe('error');
  else expect(project.env(project.defaults[0] ?? 'py', 'keep')?.name).toBe(project.defaults[0]);
});
