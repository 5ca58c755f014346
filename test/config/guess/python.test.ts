import { describe, expect, test } from 'vitest';
import { only } from './guessed.ts';

const plainTest = 'import unittest\n\nclass T(unittest.TestCase):\n    def test_x(self):\n        pass\n';
const pytest = 'import pytest\n\ndef test_x():\n    pass\n';

describe('the runner', () => {
  test.each([
    [
      'a package of unittest tests',
      { 'tests/__init__.py': '', 'tests/test_x.py': plainTest },
      'python3 -m unittest {posargs:discover}',
    ],
    ['tests beside the code', { 'test_x.py': plainTest }, 'python3 -m unittest {posargs:discover}'],
    ['tests that are no package', { 'tests/test_x.py': plainTest }, 'python3 -m unittest {posargs:discover -s tests}'],
    ['tests that import pytest', { 'tests/test_x.py': pytest }, 'python3 -m pytest {posargs}'],
    ['functions outside of a class', { 'tests/test_x.py': 'def test_x():\n    pass\n' }, 'python3 -m pytest {posargs}'],
    ['a pytest.ini', { 'pytest.ini': '[pytest]\n', 'tests/test_x.py': plainTest }, 'python3 -m pytest {posargs}'],
    [
      'pytest in pyproject.toml',
      { 'pyproject.toml': '[tool.pytest.ini_options]\n', 't/x.py': '' },
      'python3 -m pytest {posargs}',
    ],
    [
      'Django',
      { 'manage.py': 'import django\n', 'shop/tests.py': 'from django.test import TestCase\n' },
      'python3 manage.py test {posargs}',
    ],
  ])('%s', (_, files, command) => {
    expect((only({ 'setup.py': '', ...files }).commands as string[]).at(-1)).toBe(command);
  });

  test('pytest comes from Debian where nothing else is installed by pip', () => {
    expect(only({ 'tests/test_x.py': pytest })).toEqual({
      image: 'dox/python:3.11',
      system: 'python3-pytest',
      commands: ['python3 -m pytest {posargs}'],
    });
  });

  test('tests that are no package can be named all the same', () => {
    expect(only({ 'setup.py': '', 'tests/test_x.py': plainTest }).env).toEqual({ PYTHONPATH: '/src/tests' });
  });

  test('sources in src are found', () => {
    expect(only({ 'pytest.ini': '', 'src/shop/__init__.py': '', 'tests/test_x.py': pytest }).env).toEqual({
      PYTHONPATH: '/src/src',
    });
  });
});

describe('the version', () => {
  test.each([
    ['nothing said', {}, 'dox/python:3.11'],
    ['a lower bound', { 'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n' }, 'dox/python:3.11'],
    ['a newer one', { 'pyproject.toml': '[project]\nrequires-python = ">=3.12"\n' }, 'dox/python:3.13'],
    ['an upper bound', { 'setup.cfg': '[options]\npython_requires = >=3.6,<3.10\n' }, 'dox/python:3.9'],
    ['Python 2', { 'setup.py': "setup(python_requires='>=2.7, <3')\n" }, 'dox/python:2.7'],
    [
      'Python 2 with pip, which a virtualenv has',
      { 'setup.py': "python_requires='<3'", 'requirements.txt': 'six\n' },
      'dox/python:2.7',
    ],
    ['an exact one that Debian lacks', { '.python-version': '3.12.4\n' }, 'python:3.12'],
    ['an exact one', { '.python-version': '3.11.4\n' }, 'dox/python:3.11'],
    ["Poetry's form", { 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.8"\n' }, 'dox/python:3.11'],
    ['what is no version', { 'setup.py': 'setup(python_requires=VERSION)\n' }, 'dox/python:3.11'],
  ])('%s', (_, files, image) => {
    expect(only({ 'tests/__init__.py': '', 'tests/test_x.py': plainTest, ...files }).image).toBe(image);
  });
});

describe('what it depends on', () => {
  const tested = { 'tests/__init__.py': '', 'tests/test_x.py': pytest };

  test('requirement files, the ones for tests too, key the image', () => {
    expect(
      only({
        ...tested,
        'requirements.txt': 'requests\n',
        'requirements-test.txt': '-r requirements.txt\npytest\n',
        'docs-requirements.txt': 'sphinx\n',
      }),
    ).toEqual({
      image: 'dox/python:3.11',
      add: 'docs-requirements.txt requirements-test.txt requirements.txt',
      prep: ['pip install -r requirements-test.txt -r requirements.txt'],
      commands: ['python3 -m pytest {posargs}'],
      cache: 'pip',
    });
  });

  test('pytest is added where nothing names it', () => {
    expect(only({ ...tested, 'requirements.txt': 'requests\n' }).prep).toEqual([
      'pip install -r requirements.txt',
      'pip install pytest',
    ]);
  });

  test('what pyproject.toml says, with the extras and groups of tests', () => {
    const text = `[project]
name = "shop"
dependencies = ["requests >=2", "it's; python_version<'3'"]
[project.optional-dependencies]
test = ["pytest"]
docs = ["sphinx"]
[dependency-groups]
dev = ["mock", {include-group = "x"}]
`;
    expect(only({ ...tested, 'pyproject.toml': text }).prep).toEqual(["pip install 'requests >=2' pytest mock"]);
  });

  test('what setup.cfg and setup.py write out', () => {
    const cfg =
      '[options]\ninstall_requires =\n    requests\n    # why\n    six>=1\n\n[options.extras_require]\ntest =\n    pytest\n';
    expect(only({ ...tested, 'setup.cfg': cfg, 'setup.py': 'setup(tests_require=[\'mock\', "nose"])' }).prep).toEqual([
      "pip install requests 'six>=1' pytest mock nose",
    ]);
  });

  test.each([
    ['uv.lock', 'pyproject.toml', 'pip install uv'],
    ['poetry.lock', 'pyproject.toml', 'pip install poetry'],
    ['Pipfile.lock', 'Pipfile', 'pip install pipenv'],
  ])('%s', (lock, manifest, first) => {
    const { add, prep, cache } = only({ ...tested, [manifest]: 'pytest = "*"\n', [lock]: '' });
    expect({ add, first: (prep as string[])[0], cache }).toEqual({ add: `${manifest} ${lock}`, first, cache: 'pip' });
  });

  test('a package is installed in the run only where its path alone will not do', () => {
    const scripts = '[project]\nname = "shop"\n[project.scripts]\nshop = "shop:main"\n';
    expect(only({ ...tested, 'pyproject.toml': scripts }).commands).toEqual([
      'export PATH="$HOME/.local/bin:$PATH"',
      'python3 -m pip install --user --no-deps --editable .',
      'python3 -m pytest {posargs}',
    ]);
    expect(only({ ...tested, 'pyproject.toml': '[project]\nname = "shop"\n' }).commands).toHaveLength(1);
  });

  test('requirements that speak of the tree are installed in the run', () => {
    const { add, prep, commands } = only({ ...tested, 'requirements.txt': '-e .[test]\npytest\n' });
    expect({ add, prep, install: (commands as string[])[1] }).toEqual({
      add: 'requirements.txt',
      prep: undefined,
      install: 'python3 -m pip install --user -r requirements.txt',
    });
  });
});
