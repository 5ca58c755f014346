import { describe, expect, it } from 'vitest';
import { type Failure, makeFailure } from '../../src/failures/failure.ts';
import { rerunArguments } from '../../src/failures/rerun.ts';

function failure(runner: string, id: string, more: Partial<Failure> = {}): Failure {
  return makeFailure({ id, runner, ...more });
}

const one = [failure('unittest', 'tests.test_a.T.test_x')];
const two = [...one, failure('unittest', 'tests.test_b.T.test_y')];
const inPytest = [failure('pytest', 'tests/test_a.py::test_p[a b]')];

function script(text: string): { kind: 'script'; text: string } {
  return { kind: 'script', text };
}

function answer(failures: readonly Failure[], commands: readonly string[], form: 'list' | 'block' = 'list') {
  const result = rerunArguments({ failures, commands: commands.map(script), commandsForm: form });
  return result.kind === 'arguments' ? result.args : result.reason;
}

describe('the arguments that rerun what failed', () => {
  const cases: readonly (readonly [string, readonly Failure[], readonly string[], readonly string[]])[] = [
    ['ids replace {posargs}', one, ['python3 -m unittest {posargs:tests.test_a}'], ['tests.test_a.T.test_x']],
    ['several at once', two, ['python -m unittest {posargs}'], ['tests.test_a.T.test_x', 'tests.test_b.T.test_y']],
    ['ids are appended', one, ['pip install .', 'python -m unittest -v'], ['tests.test_a.T.test_x']],
    [
      'discover takes patterns',
      one,
      ['python3 -m unittest discover -s tests {posargs}'],
      ['-k', '*tests.test_a.T.test_x'],
    ],
    [
      'a default that discovers is said again',
      one,
      ['python3 -m unittest {posargs:discover -s tests}'],
      ['discover', '-s', 'tests', '-k', '*tests.test_a.T.test_x'],
    ],
    [
      'a class whose fixture failed',
      [failure('unittest', 'tests.test_a.T', { unit: 'class' })],
      ['python3 -m unittest discover {posargs}'],
      ['-k', '*tests.test_a.T.*'],
    ],
    ['pytest', inPytest, ['pytest'], ['tests/test_a.py::test_p[a b]']],
    ['pytest with options', inPytest, ['pytest -q -n 4 -k "a and b" -x --maxfail 3'], ['tests/test_a.py::test_p[a b]']],
    [
      'pytest behind a wrapper',
      inPytest,
      ['FOO=1 timeout -k 5 60 python3 -W error -m pytest'],
      ['tests/test_a.py::test_p[a b]'],
    ],
    [
      'py.test under coverage',
      inPytest,
      ['coverage run --source src -m pytest {posargs}', 'coverage report'],
      ['tests/test_a.py::test_p[a b]'],
    ],
    ['a chain', inPytest, ['cd sub && pytest {posargs} && flake8'], ['tests/test_a.py::test_p[a b]']],
    [
      'a pipe, where {posargs} is in front of it',
      inPytest,
      ['pytest {posargs:tests} 2>&1 | tee log'],
      ['tests/test_a.py::test_p[a b]'],
    ],
    [
      'options of a default are kept',
      inPytest,
      ['pytest {posargs:-p no:randomly tests}'],
      ['-p', 'no:randomly', 'tests/test_a.py::test_p[a b]'],
    ],
    ['a redirection', inPytest, ['pytest > log 2>&1'], ['tests/test_a.py::test_p[a b]']],
    ['Django', one, ['python manage.py test --settings x.y {posargs}'], ['tests.test_a.T.test_x']],
    ['a script with unittest.main()', [failure('unittest', '__main__.T.test_x')], ['python3 test_a.py'], ['T.test_x']],
  ];
  it.each(cases)('%s', (_, failures, commands, expected) => {
    expect(answer(failures, commands)).toEqual(expected);
  });

  it('are the same for a block that has {posargs}', () => {
    expect(answer(inPytest, ['export A=1\nif true; then\n  pytest {posargs}\nfi\n'], 'block')).toEqual([
      inPytest[0]?.id,
    ]);
  });

  it('are the same for an argument list', () => {
    const argv = ['pytest', '-q', '{posargs:tests dir}'];
    const input = { failures: inPytest, commands: [{ kind: 'argv' as const, argv }], commandsForm: 'list' as const };
    expect(rerunArguments(input)).toEqual({ kind: 'arguments', args: [inPytest[0]?.id] });
  });
});

describe('lines of tox', () => {
  const splitting = { escape: '', comment: '#' } as const;
  const rerun = (...lines: readonly string[]) =>
    rerunArguments({
      failures: inPytest,
      commands: lines.map((text) => ({ kind: 'argv', argv: ['as', 'by', 'default'], line: { text, splitting } })),
      commandsForm: 'tox',
    });

  it.each([
    'pytest {posargs}',
    'python -m pytest -q {posargs:"the tests" more}',
    '/tox/py27/bin/python -m pytest {posargs:\\{\\}}',
  ])('%s gets them', (text) => {
    expect(rerun('pip check', text)).toEqual({ kind: 'arguments', args: [inPytest[0]?.id] });
  });

  it.each([
    ["setup.py test --args='{posargs}'", /setup.py/],
    ["pytest '{posargs}'", /inside of another word or of quotes/],
    ['pytest a{posargs}', /inside of another word or of quotes/],
  ])('%s does not', (text, reason) => {
    expect(rerun(text)).toEqual({ kind: 'none', reason: expect.stringMatching(reason) });
  });

  it('`python` is the one that the environment is of', () => {
    const ofPython = (python: string) => {
      const line = { text: 'python -m unittest discover {posargs}', splitting, python };
      return rerunArguments({ failures: one, commands: [{ kind: 'argv', argv: [], line }], commandsForm: 'tox' }).kind;
    };
    expect([ofPython('2.7'), ofPython('3.6'), ofPython('3.9'), ofPython('3')]).toEqual([
      'none',
      'none',
      'arguments',
      'arguments',
    ]);
  });

  it('without {posargs} there is no place for them', () => {
    const commands = [{ kind: 'argv' as const, argv: ['pytest'] }];
    const answered = rerunArguments({ failures: inPytest, commands, commandsForm: 'tox' });
    expect(answered).toEqual({ kind: 'none', reason: expect.stringContaining('no {posargs}') });
  });
});

describe('no arguments are given', () => {
  const cases: readonly (readonly [string, readonly Failure[], readonly string[], RegExp])[] = [
    ['where operands would run as well', inPytest, ['pytest tests'], /write `pytest \{posargs:tests\}`/],
    ['where an option is not known', inPytest, ['pytest --frobnicate tests'], /--frobnicate/],
    ['where an option may take the first name', inPytest, ['pytest --cov'], /value/],
    ['where {posargs} is the value of an option', inPytest, ['pytest -k {posargs}'], /value of an option/],
    [
      'where {posargs} is the start folder',
      one,
      ['python3 -m unittest discover -s {posargs:tests}'],
      /value of an option/,
    ],
    ['where they would reach another program', inPytest, ['pytest | tee log'], /cannot select tests for `tee log`/],
    ['where another runner runs everything', inPytest, ['python3 -m unittest', 'pytest {posargs}'], /would run all/],
    ['where several commands take them', inPytest, ['flake8 {posargs}', 'pytest {posargs}'], /several commands/],
    ['where {posargs} is quoted', inPytest, ['sh -c "pytest {posargs}"'], /cannot select|inside/],
    ['where {posargs} is in quotes of the runner', inPytest, ['pytest "{posargs}"'], /inside/],
    ['for make', inPytest, ['make test {posargs}'], /make test/],
    ['for setup.py', one, ['python3 setup.py test'], /setup\.py/],
    ['for stestr', one, ['stestr run {posargs}'], /stestr/],
    ['for a script that is not known', one, ['python3 run_tests.py {posargs}'], /run_tests\.py/],
    ['after a comment', inPytest, ['pytest # all of them'], /do not reach/],
    ['after a loop', inPytest, ['for i in 1 2; do pytest; done'], /do not reach/],
    ['behind a background command', inPytest, ['pytest &'], /do not reach/],
    ['for patterns before Python 3.7', one, ['python2.7 -m unittest discover {posargs}'], /3\.7/],
    ['where -k is there already', one, ['python -m unittest discover -k smoke {posargs}'], /-k/],
    ['for a here-document', inPytest, ['pytest <<EOF\nx\nEOF'], /does not understand/],
    ['for two runners', [...one, ...inPytest], ['python3 run.py {posargs}'], /several runners/],
    [
      'for what cannot be selected',
      [failure('unittest', 'a.b', { rerunId: null })],
      ['python -m unittest'],
      /cannot select a\.b/,
    ],
    ['for the wrong runner', one, ['pytest {posargs}'], /unittest/],
    ['for nothing', [], ['pytest'], /nothing failed/],
  ];
  it.each(cases)('%s', (_, failures, commands, expected) => {
    expect(answer(failures, commands)).toMatch(expected);
  });

  it('to a block without {posargs}', () => {
    expect(answer(inPytest, ['pytest'], 'block')).toMatch(/block without \{posargs\}/);
  });

  it('for more failures than a line should hold', () => {
    const many = Array.from({ length: 51 }, (_, index) => failure('pytest', `t.py::test_${index}`));
    expect(answer(many, ['pytest'])).toMatch(/51 tests failed/);
  });

  it("reach a program of the project's own that has a runner in it", () => {
    const inGtest = [failure('gtest', 'Calc.Adds')];
    expect(answer(inGtest, ['./build/unit'])).toEqual(['--gtest_filter=Calc.Adds']);
    expect(answer(inGtest, ['make check'])).toMatch(/make check/);
    expect(answer(inGtest, ['run-tests'])).toMatch(/run-tests/);
  });
});
