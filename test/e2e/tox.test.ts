import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameBases } from '../support/curated.ts';
import { PipIndex } from '../support/pip-index.ts';
import { type Outcome, Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

const timeout = 600_000;
const [engine] = testSetup().engines;
if (engine === undefined) throw new Error('there is no engine');

const ini = `[tox]
envlist = py27

[testenv]
deps = -rrequirements.txt
setenv = SHOP_ENV = {envname}
commands_pre = shop-hello
commands = python -m unittest {posargs:tests.test_shop}
commands_post = python -c "print('after ' + '{envname}')"

[testenv:lint]
skip_install = true
deps =
ignore_errors = true
commands_pre =
commands_post =
changedir = {envtmpdir}
commands =
  - sh -c 'echo one; exit 1'
  sh -c 'echo two; pwd; exit 3'
  sh -c 'echo "$VIRTUAL_ENV $TOX_ENV_NAME"; command -v python; touch {envdir}/mine {envlogdir}/mine'
`;

const files = {
  'tox.ini': ini,
  'requirements.txt': 'alpha\n',
  'setup.py': `from setuptools import setup
setup(name='shop', version='1.5', packages=['shop'], long_description=open('README').read(), install_requires=['beta'],
      entry_points={'console_scripts': ['shop-hello = shop.hello:main']})
`,
  README: 'A shop.\n',
  'shop/__init__.py': '',
  'shop/hello.py': "def main():\n    print('hello from ' + __file__)\n",
  'tests/__init__.py': '',
  'tests/test_shop.py': `import os, sys, unittest
import alpha, beta, shop.hello

class Shop(unittest.TestCase):
    def test_tree(self):
        self.assertEqual(os.path.dirname(os.path.abspath(shop.hello.__file__)), '/src/shop')

    def test_environment(self):
        self.assertEqual(os.environ['SHOP_ENV'], 'py%d%d' % sys.version_info[:2])
        self.assertTrue(sys.prefix.startswith('/tox/py'), sys.prefix)

    def test_price(self):
        self.assertEqual(1 + 1, 3)
`,
};

/** The words of the line that a summary gives for a target, without the program's name. */
function againWords({ stdout }: Outcome, target: string): readonly string[] {
  const line = stdout.split('\n').find((each) => each.includes(`run again: dox -e ${target} `));
  if (line === undefined) throw new Error(`no line to run ${target} again:\n${stdout}`);
  return line.replace(/^.*run again: dox /, '').split(' ');
}

describe(`a project with a tox.ini on ${engine.name}`, () => {
  let index: PipIndex;
  let project: Project;

  const dox = (...args: string[]): Promise<Outcome> => project.dox(args, { timeout, env: index.variables });

  beforeAll(async () => {
    await nameBases(engine);
    index = await PipIndex.serve(['alpha', 'beta', 'gamma'], 'py2.py3');
    project = new Project(engine, files);
  }, timeout);

  afterAll(async () => {
    project.remove();
    await index.close();
  });

  test('is tested in Python 2.7 and 3.11, and says what failed and how to run just that', { timeout }, async () => {
    const run = await dox('-e', 'py27,py311');
    expect(run.code, run.all).toBe(1);
    expect(run.stderr).toContain('dox: tox.ini, by the rules of tox 3: nothing in the file asks for tox 4\n');
    for (const target of ['py27', 'py311']) {
      expect(run.stdout, run.all).toMatch(new RegExp(`^ {2}${target} +failed {2}1 of 3 tests failed`, 'm'));
      expect(run.stdout).toContain(`after ${target}\n`);
      expect(againWords(run, target)).toEqual(['-e', target, '--', 'tests.test_shop.Shop.test_price']);
    }
    expect(run.stdout.match(/^hello from \/src\/shop\/hello\.pyc?$/gm)).toHaveLength(2);
    expect(run.stdout).toContain('FAIL tests.test_shop.Shop.test_price\n');
  });

  test('runs again what failed, of an environment that no list names too', { timeout }, async () => {
    const run = await dox('rerun');
    expect(run.code, run.all).toBe(1);
    expect(run.stderr.match(/^Ran 1 test /gm)).toHaveLength(2);
    expect(run.stdout).toContain('==> py311 on ');
  });

  test('runs exactly that, and builds nothing the second time', { timeout }, async () => {
    const run = await dox('--', 'tests.test_shop.Shop.test_price');
    expect(run.stdout).not.toContain('py311');
    expect(run.code, run.all).toBe(1);
    expect(run.stderr).toContain('Ran 1 test ');
    expect(run.stderr).not.toMatch(/building|preparing/);
    const passing = await dox('-e', 'py27', '--', 'tests.test_shop.Shop.test_tree');
    expect(passing.code, passing.all).toBe(0);
  });

  test('knows the environment with -c, too', { timeout }, async () => {
    const run = await dox(
      '-q',
      '-e',
      'py27',
      '-c',
      'python',
      '-c',
      'import sys; print(sys.prefix, sys.version_info[0])',
    );
    expect(run.stdout).toBe("('/tox/py27', 2)\n");
  });

  test('is installed anew when its requirements change', { timeout }, async () => {
    project.write('requirements.txt', 'alpha\ngamma\n');
    const run = await dox('-e', 'py311', '-c', 'python', '-c', 'import alpha, gamma');
    expect(run.code, run.all).toBe(0);
    expect(run.stderr).toContain('preparing');
    project.write('shop/hello.py', `${files['shop/hello.py']}# changed\n`);
    expect((await dox('-e', 'py311', '-c', 'shop-hello')).stderr).not.toContain('preparing');
  });

  test('runs all commands where errors are ignored, in folders that its user may write to', { timeout }, async () => {
    const user = engine.user === null ? ['--user-map', 'somebody:1234:1235'] : [];
    const run = await dox(...user, '-e', 'lint');
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toContain('one\ntwo\n/tox/lint/tmp\n/tox/lint lint\n/tox/lint/bin/python\n');
    expect(run.stdout).toContain("exit code 3 from `sh -c 'echo two; pwd; exit 3'` (command 3 of 4)");
  });

  test('is told of a name that no environment has', async () => {
    const run = await dox('-e', 'lin');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('unknown target "lin"');
    expect(run.stderr).toContain('did you mean "lint"?');
  });

  test('has a dox.yml after dox init, which runs the same on the same images', { timeout }, async () => {
    // its requirements have changed since
    expect((await dox('-e', 'py27', '-c', 'true')).code).toBe(0);
    const made = await dox('init');
    expect(made.code, made.all).toBe(0);
    expect(made.stdout).toBe('dox.yml: 2 targets, which run what tox.ini says\n');
    const run = await dox();
    expect(run.stderr).not.toContain('tox.ini');
    expect(run.stderr, run.all).not.toMatch(/building|preparing/);
    expect(run.code, run.all).toBe(1);
    expect(run.stdout, run.all).toMatch(/^ {2}py27 +failed {2}1 of 3 tests failed/m);
    expect(run.stdout).toContain('after py27\n');
    expect(againWords(run, 'py27')).toEqual(['-e', 'py27', '--', 'tests.test_shop.Shop.test_price']);
    const one = await dox('-e', 'py27', '--', 'tests.test_shop.Shop.test_tree');
    expect(one.code, one.all).toBe(0);
    const again = await dox('init');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('there is a dox.yml already, and dox init overwrites nothing');
  });
});
