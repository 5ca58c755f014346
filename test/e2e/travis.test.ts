import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameBases } from '../support/curated.ts';
import { leftBy } from '../support/engine-objects.ts';
import { PipIndex } from '../support/pip-index.ts';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

const timeout = 600_000;

/** Tests of a project that has never heard of dox. */
const tests = `import os
import socket
import unittest


class CacheTest(unittest.TestCase):
    def test_memcached_is_there(self):
        with socket.create_connection(('localhost', 11211), 5) as connection:
            connection.sendall(b'version\\r\\n')
            self.assertTrue(connection.recv(100).startswith(b'VERSION'))

    def test_the_backend_is_the_first(self):
        self.assertEqual(os.environ['BACKEND'], 'one')
`;

const travis = (options: string): string => `language: python
python: "3.11"
services:
  - memcached
addons:
  apt:
    packages: [netcat-openbsd]
env:
  global:
    - GREETING="hello there"
    - GREETED="$GREETING, $TRAVIS_PYTHON_VERSION"
  matrix:
    - BACKEND=one
    - BACKEND=two
before_install:
  - sudo apt-get update -qq
  - sudo apt-get install -y tree
install:
  - pip install -q ${options} alpha
script:
  - python -m unittest
  - python -c "import alpha" && echo "$GREETED in $TRAVIS_BUILD_DIR"
  - tree --version && nc -h 2>&1 | head -1
after_success:
  - coveralls
matrix:
  include:
    - stage: lint
      env: BACKEND=one
      services: []
      install: skip
      script: python -m compileall -q tests
    - os: osx
      language: generic
  allow_failures:
    - env: BACKEND=three
`;

// what Travis has on its machines takes minutes to install; what engines differ in, other tests show on all of them
describe.each(testSetup().engines.slice(0, 1))('a project with .travis.yml on $name', (engine) => {
  const projects: Project[] = [];
  let index: PipIndex;

  beforeAll(async () => {
    await nameBases(engine);
    index = await PipIndex.serve(['alpha']);
  }, timeout);

  afterAll(async () => {
    for (const project of projects) project.remove();
    await index.close();
  });

  const project = (text: string): Project => {
    const made = new Project(engine, { '.travis.yml': text, 'tests/__init__.py': '', 'tests/test_cache.py': tests });
    projects.push(made);
    return made;
  };

  test('runs as it is: jobs are targets, with their services, packages and variables', { timeout }, async () => {
    const here = project(travis(index.options));
    const list = await here.dox(['list']);
    expect(list.stdout).toBe(
      '* py3.11-BACKEND-one  python 3.11, BACKEND=one\n* py3.11-BACKEND-two  python 3.11, BACKEND=two\n* lint                python 3.11, BACKEND=one, stage lint (needs py3.11-BACKEND-one, py3.11-BACKEND-two)\n',
    );

    const run = await here.dox([], { timeout });
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toContain('hello there, 3.11 in /src\n');
    expect(run.stdout).toMatch(/^tree v\d/m);
    const verdicts = [...run.all.matchAll(/^ {2}(\S+) +(passed|failed|could not run|skipped)\b/gm)];
    expect(verdicts.map(([, target, verdict]) => `${target} ${verdict}`)).toEqual([
      'py3.11-BACKEND-one passed',
      'py3.11-BACKEND-two failed',
      'lint skipped',
    ]);
    expect(run.all).toContain('exit code 1 from `python -m unittest` (command ');
    expect(run.all).toMatch(/^ {2}lint +skipped.*\n +it needs py3\.11-BACKEND-two, which failed$/m);
    expect(run.all).toContain('FAIL tests.test_cache.CacheTest.test_the_backend_is_the_first');
    const rerun = 'dox -e py3.11-BACKEND-two -- tests.test_cache.CacheTest.test_the_backend_is_the_first';
    expect(run.all).toContain(`run again: ${rerun}`);

    const again = await here.dox(rerun.split(' ').slice(1), { timeout });
    expect(again.code, again.all).toBe(1);
    expect(again.all).toContain('Ran 1 test in');
    expect(await leftBy(here)).toEqual([]);
  });

  test('runs all jobs of a Python that is named as tox names it, and again what failed of them', {
    timeout,
  }, async () => {
    const here = project(travis(index.options));
    const run = await here.dox(['-e', 'py311'], { timeout });
    expect(run.code, run.all).toBe(1);
    expect(run.stderr).toContain(
      'dox: py311 is no job of .travis.yml: it stands for py3.11-BACKEND-one, py3.11-BACKEND-two, lint',
    );
    const again = await here.dox(['rerun'], { timeout });
    expect(again.code, again.all).toBe(1);
    expect(again.all).toContain('Ran 1 test in');
    expect(again.all).not.toContain('==> py3.11-BACKEND-one');
  });

  test('allows what Travis allows to fail, and runs one job by its name', { timeout }, async () => {
    const here = project(travis(index.options).replace('BACKEND=three', 'BACKEND=two'));
    const one = await here.dox(['-e', 'py3.11-BACKEND-one'], { timeout });
    expect(one.code, one.all).toBe(0);
    expect(one.all).toContain('passed  2 tests');
    const allowed = await here.dox(['-e', 'py3.11-BACKEND-two'], { timeout });
    expect(allowed.code, allowed.all).toBe(0);
    expect(allowed.all).toContain('FAIL tests.test_cache.CacheTest.test_the_backend_is_the_first');
  });

  test('says where a mistake is', async () => {
    const here = project('language: python\nscript:\n  - echo "a": b\n');
    const run = await here.dox([]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('.travis.yml:3:5: error: this command of "script"');
  });
});
