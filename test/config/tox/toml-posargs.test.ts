import { expect, test } from 'vitest';
import { readToxToml } from '../../../src/config/tox/toml/read-toml.ts';
import type { ToxEnv } from '../../../src/config/tox/tox-project.ts';
import { fillPosargs } from '../../../src/plan/posargs.ts';
import { memoryFiles } from './memory-files.ts';

function environment(commands: string, posargs: readonly string[] | 'keep'): ToxEnv {
  const text = `env_list = ["a"]\n[env.a]\nset_env.S = "{posargs:s}"\ncommands = [${commands}]\n`;
  const { project } = readToxToml('tox.toml', text, { files: memoryFiles({}), env: { HOME: '/h' } });
  const env = project?.env('a', posargs);
  if (env === null || env === undefined) throw new Error('there is no such environment');
  return env;
}

/** What runs when dox fills the arguments in later. */
function filled(commands: string, args: readonly string[]): readonly (readonly string[])[] {
  const kept = environment(commands, 'keep').commands.map((command) => ({ kind: 'argv' as const, ...command }));
  const done = fillPosargs(
    kept.map(({ place: _, ...command }) => command),
    'list',
    args,
  );
  if (!done.ok) throw new Error(done.reason);
  return done.commands.map((command) => (command.kind === 'argv' ? command.argv : [command.text]));
}

test.each([
  ['["a", "{posargs}"]', [['a', '{posargs}']]],
  ['["a", "{posargs:x y}"]', [['a', "{posargs:'x y'}"]]],
  ['["a", "--k={posargs:x y}"]', [['a', '--k={posargs:x y}']]],
  ['["a", "{posargs:{tox_root}/t}"]', [['a', "{posargs:'{toxinidir}/t'}"]]],
  ['["a", "{posargs:{env:HOME}:{env_name}}"]', [['a', '{posargs:/h:a}']]],
  ['["a", "{posargs:{posargs:x}}"]', [['a', '{posargs:x}']]],
  ['["a", "{posargs:\\\\{}"]', [['a', "{posargs:'\\{'}"]]],
  ['["a", "[]"]', [['a', '{posargs}']]],
  ['["a", { replace = "posargs", extend = true }, "z"]', [['a', '{posargs}', 'z']]],
  ['["a", { replace = "posargs", default = ["x y", "-v"], extend = true }]', [['a', "{posargs:'x y' -v}"]]],
  ['{ replace = "posargs", default = ["a", "b"] }', [['{posargs:a b}']]],
  ['["a"], { replace = "posargs", default = [["b"]], extend = true }', [['a'], ['b']]],
  ['["a"], { replace = "posargs", extend = true }', [['a']]],
])('the place of arguments is kept: [%s]', (commands, argv) => {
  const env = environment(commands, 'keep');
  expect(env.problems).toEqual({});
  expect(env.commands.map((command) => command.argv)).toEqual(argv);
  expect(env.setenv).toEqual({ S: 's' });
});

test.each([
  '["a", "{posargs:x y}"]',
  '["a", "--k={posargs:x y}"]',
  '["a", { replace = "posargs", extend = true }, "z"]',
  '["a", { replace = "posargs", default = ["x y", "-v"], extend = true }]',
  '{ replace = "posargs", default = ["a", "b"] }',
  '["a", { replace = "posargs", default = ["{env_name}\'", "$x"], extend = true }]',
])('filled in later without arguments, [%s] is what tox runs', (commands) => {
  expect(filled(commands, [])).toEqual(environment(commands, []).commands.map(({ argv }) => argv));
});

test.each([
  '["a", "--k={posargs:x y}"]',
  '["a", { replace = "posargs", extend = true }, "z"]',
  '["a", { replace = "posargs", default = ["x y", "-v"], extend = true }]',
  '{ replace = "posargs", default = ["a", "b"] }',
])('filled in later with arguments, [%s] is what tox runs', (commands) => {
  const args = ['-k', 'one two'];
  expect(filled(commands, args)).toEqual(environment(commands, args).commands.map(({ argv }) => argv));
});

test('where tox makes one word of all arguments, dox makes a word of each', () => {
  const commands = '["pytest", "{posargs}"]';
  expect(environment(commands, ['-k', 'one two']).commands[0]?.argv).toEqual(['pytest', "-k 'one two'"]);
  expect(filled(commands, ['-k', 'one two'])).toEqual([['pytest', '-k', 'one two']]);
});
