import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPythonOf, pythonOfFactor } from '../../src/config/python-factor.ts';

// tox 4's PY_FACTORS_RE, and `py` alone, which tox takes for whatever Python there is
test.each([
  ['py27', 'python', '2.7'],
  ['py311', 'python', '3.11'],
  ['py3.11', 'python', '3.11'],
  ['py3', 'python', '3'],
  ['py', 'python', ''],
  ['3.10', 'python', '3.10'],
  ['cpython38', 'python', '3.8'],
  ['pypy', 'pypy', ''],
  ['pypy3', 'pypy', '3'],
  ['pypy310', 'pypy', '3.10'],
  ['pypy-3.10', 'pypy', '3.10'],
  ['jython27', 'other', ''],
])('%s is %s %s', (name, implementation, version) => {
  expect(pythonOfFactor(name)).toMatchObject({ implementation, version });
});

test.each(['', 'python', 'py27-django', 'pyx', 'unit', '27', 'py1', 'constructor'])('%s is no Python', (name) => {
  expect(pythonOfFactor(name)).toBeNull();
});

test('a version is one of those that are meant', () => {
  const [three, ten, any] = ['py3', 'py310', 'py'].map((name) => pythonOfFactor(name));
  if (!three || !ten || !any) throw new Error('they are Pythons');
  expect([
    isPythonOf(three, 'python', '3.1'),
    isPythonOf(three, 'pypy', '3.1'),
    isPythonOf(any, 'python', '2.7'),
  ]).toEqual([true, false, true]);
  expect([
    isPythonOf(ten, 'python', '3.10.2'),
    isPythonOf(ten, 'python', '3.1'),
    isPythonOf(ten, 'python', '3.101'),
  ]).toEqual([true, false, false]);
});

test('any name is a Python or none', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^(py|pypy|cpython-)?[\d.]{0,9}t?$/)),
      (name) => void pythonOfFactor(name),
    ),
  );
  expect(pythonOfFactor(`py${'3'.repeat(100_000)}`)).toBeNull();
});
