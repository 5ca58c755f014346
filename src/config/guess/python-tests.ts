import type { Look } from './look.ts';

/** How a Python project's tests are run. */
export interface PythonTests {
  readonly kind: 'pytest' | 'django' | 'unittest';
  /** The file that told. */
  readonly sign: string;
  /** A folder that Python must search so that the tests' modules can be named; null for none. */
  readonly path: string | null;
  readonly command: (python: string) => string;
}

const pytestSigns: readonly (readonly [file: string, claim: RegExp])[] = [
  ['pytest.ini', /^/],
  ['conftest.py', /^/],
  ['tests/conftest.py', /^/],
  ['test/conftest.py', /^/],
  ['pyproject.toml', /^\[tool\.pytest\b/m],
  ['setup.cfg', /^\[tool:pytest\]/m],
];
const testFile = /^test.*\.py$|_tests?\.py$|^tests\.py$/;
/** As many test files are read to see who wrote them. */
const mostRead = 40;

/** Null: there is no test in sight. */
export function pythonTests(look: Look): PythonTests | null {
  const sign = pytestSigns.find(([file, claim]) => look.has(file) && claim.test(look.text(file)))?.[0];
  if (sign !== undefined) return pytest(sign);
  if (/\bdjango\b/.test(look.text('manage.py'))) {
    return { kind: 'django', sign: 'manage.py', path: null, command: (python) => `${python} manage.py test {posargs}` };
  }
  const files = look.find(testFile);
  const [first] = files;
  if (first === undefined) return null;
  const forPytest = files.slice(0, mostRead).find((file) => isForPytest(look.text(file)));
  if (forPytest !== undefined) return pytest(forPytest);
  const isPackaged = files.every((file) => !file.includes('/')) || files.some((file) => isInPackage(file, look));
  const folder = isPackaged ? null : first.split('/').slice(0, -1).join('/') || null;
  const discover = folder === null ? 'discover' : `discover -s ${folder}`;
  return {
    kind: 'unittest',
    sign: first,
    path: folder,
    command: (python) => `${python} -m unittest {posargs:${discover}}`,
  };
}

function pytest(sign: string): PythonTests {
  return { kind: 'pytest', sign, path: null, command: (python) => `${python} -m pytest {posargs}` };
}

/** It imports pytest, or has test functions outside of a class, which unittest does not run. */
function isForPytest(text: string): boolean {
  return (
    /^[ \t]*(?:import pytest\b|from pytest\b)/m.test(text) ||
    (/^(?:async )?def test_/m.test(text) && !/\bunittest\b/.test(text))
  );
}

/** Whether unittest's discovery comes to it from the top: every folder on the way is a package. */
function isInPackage(file: string, look: Look): boolean {
  const folders = file.split('/').slice(0, -1);
  return folders.every((_, index) => look.has(`${folders.slice(0, index + 1).join('/')}/__init__.py`));
}
