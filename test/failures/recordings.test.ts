import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLog, recording, reportOf } from './read-log.ts';

/** What fails in test/fixtures/runners/unittest, by reading it. */
const unittestErrors = [
  'tests.test_class_fixture.Broken',
  'tests.test_class_fixture.BrokenEnd',
  'tests.test_failing.Failing.test_chained',
  'tests.test_failing.Failing.test_error',
  'tests.test_import_error',
  'tests.test_module_fixture',
];
const unittestFailures = [
  'tests.test_failing.Failing.test_ with (brackets) - and a dash',
  'tests.test_failing.Failing.test_docstring',
  'tests.test_failing.Failing.test_equal',
  'tests.test_failing.Failing.test_in_helper',
  'tests.test_failing.Failing.test_long_difference',
  'tests.test_failing.Failing.test_param[a b::c]',
  'tests.test_failing.Failing.test_strange, with commas',
];
const subtests = ['test_even', 'test_nameless', 'test_two_lines'].map((name) => `tests.test_subtests.Subtests.${name}`);
const endless = ['endless.Endless.test_b_fails', 'endless.Endless.test_c_breaks'];
const unexpected = 'tests.test_subtests.Unexpected.test_unexpected_success';
const everything = [...unittestErrors, ...unittestFailures, ...subtests, unexpected];

/** What fails in test/fixtures/runners/pytest, by reading it. */
const pytestFailures = [
  'tests/test_failing.py::test_equal',
  'tests/test_failing.py::test_error',
  'tests/test_failing.py::test_param[two words]',
  'tests/test_failing.py::test_param[a[b]c]',
  'tests/test_failing.py::test_param[open[ - ]',
  'tests/test_failing.py::test_param[x::y]',
  'tests/test_failing.py::test_param[tests/test_x.py - dash]',
  'tests/test_failing.py::test_param[\\xfcn\\xef]',
  'tests/test_failing.py::test_param[line\\nend]',
  'tests/test_failing.py::test_param[- - -]',
  'tests/test_failing.py::TestOuter::TestInner::test_deep',
  'tests/test_failing.py::test_in_helper',
  'tests/test_failing.py::test_chained',
  'tests/test_failing.py::test_strict',
  'tests/test_failing.py::test_with_a_very_long_name_that_leaves_no_room_for_the_rule_at_its_sides_because_it_is_longer_than_the_terminal',
  'tests/test_fixtures.py::test_fails_and_errors',
  'tests/test_fixtures.py::Case::test_native',
  'tests/test_subtests.py::Subtests::test_even',
];
const collected = ['tests/test_import_error.py', 'tests/test_syntax_error.py'];
const pytestErrors = [
  ...collected,
  'tests/test_fixtures.py::test_setup_error',
  'tests/test_fixtures.py::test_teardown_error',
  'tests/test_fixtures.py::BrokenClass::test_never_runs',
];
const allOfPytest = [...pytestFailures, ...pytestErrors];

interface Expected {
  readonly runner: 'unittest' | 'pytest';
  readonly name: string;
  readonly ids: readonly string[];
  readonly ran?: number;
  readonly complete?: false;
  readonly warning?: RegExp;
}

function unittestCases(python: string): readonly Expected[] {
  const runner = 'unittest';
  const named = python === 'python3.11' || python === 'python3.13';
  const python2 = python === 'python2.7';
  // To 3.10 only -v names unexpected successes; 2.7 has no subtests.
  const silent = everything.filter((id) => (named || id !== unexpected) && !(python2 && subtests.includes(id)));
  const verbose = everything.filter((id) => !(python2 && subtests.includes(id)));
  const warning = named ? {} : { warning: /unexpected success/ };
  // 20 tests run, but those of Broken and of the module whose fixture fails; one or four of them skip themselves.
  const ran = python2 ? 16 : 19;
  const inPython3: readonly Expected[] = [
    { runner, name: `${python}-quiet`, ids: silent, ran, ...warning },
    // Both names are from the command line, and unittest prints only their last parts.
    { runner, name: `${python}-names`, ids: ['missing', 'test_nope'], ran: 2 },
    { runner, name: `${python}-failfast`, ids: ['tests.test_class_fixture.Broken'], ran: 0 },
  ];
  return [
    { runner, name: `${python}-all`, ids: silent, ran, ...warning },
    { runner, name: `${python}-verbose`, ids: verbose, ran },
    { runner, name: `${python}-buffer`, ids: silent, ran, ...warning },
    { runner, name: `${python}-passing`, ids: [], ran: 3 },
    { runner, name: `${python}-passing-verbose`, ids: [], ran: 3 },
    { runner, name: `${python}-none`, ids: [], ran: 0 },
    { runner, name: `${python}-script`, ids: ['__main__.Script.test_fails'], ran: 2 },
    ...(python2 ? [] : [...inPython3, { runner, name: `${python}-killed`, ids: endless, complete: false } as const]),
  ];
}

function pytestCases(version: 'pytest7.2' | 'pytest9.0'): readonly Expected[] {
  const runner = 'pytest';
  // pytest 9 counts a test with failed subtests as a test that passed, and both of its subtests as failed.
  const ran = version === 'pytest7.2' ? 26 : 28;
  const live = allOfPytest.filter((id) => !collected.includes(id));
  const liveWithoutSubtests = live.filter((id) => !id.startsWith('tests/test_subtests.py'));
  const full = ['all', 'verbose', 'quiet', 'short', 'line', 'native', 'unlisted', 'color', 'ci', 'shown'];
  return [
    ...full.map((name) => ({ runner, name: `${version}-${name}`, ids: allOfPytest, ran }) as const),
    { runner, name: `${version}-silent`, ids: allOfPytest, complete: false },
    // Neither a list nor headers: the names of what could not be collected, and of subtests, are not printed.
    {
      runner,
      name: `${version}-unlisted-verbose`,
      ids: version === 'pytest7.2' ? live : liveWithoutSubtests,
      ran,
      warning: /counts 6 errors, but names 4/,
    },
    ...(version === 'pytest7.2' ? [{ runner, name: 'pytest7.2-xdist', ids: allOfPytest, ran } as const] : []),
    // Without -v it only prints letters before its end.
    { runner, name: `${version}-killed`, ids: [], complete: false },
    {
      runner,
      name: `${version}-killed-verbose`,
      ids: ['endless.py::test_fails', 'endless.py::test_breaks'],
      complete: false,
    },
    { runner, name: `${version}-stopped`, ids: collected, ran: 0 },
    { runner, name: `${version}-first`, ids: ['tests/test_failing.py::test_equal'], ran: 1 },
    { runner, name: `${version}-doctest`, ids: ['tests/doctests.txt::doctests.txt'], ran: 1 },
    { runner, name: `${version}-passing`, ids: [], ran: 4 },
    { runner, name: `${version}-passing-shown`, ids: [], ran: 4 },
    ...['none', 'none-quiet', 'deselected', 'missing'].map(
      (name) => ({ runner, name: `${version}-${name}`, ids: [], ran: 0 }) as const,
    ),
  ];
}

const pythons = ['python2.7', 'python3.6', 'python3.10', 'python3.11', 'python3.13'];
const cases = [...pythons.flatMap(unittestCases), ...pytestCases('pytest7.2'), ...pytestCases('pytest9.0')];

describe('what failed is read from recordings of the real runners', () => {
  it.each(cases)('$name', ({ runner, name, ids, ran, complete, warning }) => {
    const report = readLog(recording(runner, name));
    expect(report.runners.map((each) => each.runner)).toEqual([runner]);
    const [only] = report.runners;
    expect(only?.failures.map((failure) => failure.id).sort()).toEqual([...ids].sort());
    expect(only?.complete).toBe(complete ?? true);
    expect(only?.counts?.ran).toBe(ran);
    if (warning === undefined) expect(only?.warnings).toEqual([]);
    else expect(only?.warnings.join('\n')).toMatch(warning);
  });
});

describe('each failure is told with its message and place', () => {
  const told: readonly (readonly [string, string, string, string, string | null, number | null])[] = [
    [
      'unittest',
      'python3.11-all',
      'tests.test_failing.Failing.test_equal',
      'AssertionError: 3 != 4',
      '/src/tests/test_failing.py',
      11,
    ],
    [
      'unittest',
      'python2.7-all',
      'tests.test_failing.Failing.test_equal',
      'AssertionError: 3 != 4',
      '/src/tests/test_failing.py',
      11,
    ],
    [
      'unittest',
      'python3.11-all',
      'tests.test_failing.Failing.test_chained',
      'RuntimeError: the effect',
      '/src/tests/test_failing.py',
      30,
    ],
    [
      'unittest',
      'python3.11-all',
      'tests.test_failing.Failing.test_in_helper',
      'AssertionError: helper says no',
      '/src/tests/helper.py',
      2,
    ],
    [
      'unittest',
      'python3.11-all',
      'tests.test_import_error',
      "ModuleNotFoundError: No module named 'does_not_exist_anywhere'",
      '/src/tests/test_import_error.py',
      1,
    ],
    [
      'unittest',
      'python3.11-all',
      'tests.test_class_fixture.Broken',
      'OSError: no database',
      '/src/tests/test_class_fixture.py',
      7,
    ],
    ['unittest', 'python3.11-all', unexpected, 'unexpected success', null, null],
    ['pytest', 'pytest7.2-all', 'tests/test_failing.py::test_equal', 'assert 3 == 4', 'tests/test_failing.py', 9],
    ['pytest', 'pytest9.0-color', 'tests/test_failing.py::test_equal', 'assert 3 == 4', 'tests/test_failing.py', 9],
    [
      'pytest',
      'pytest7.2-native',
      'tests/test_failing.py::test_equal',
      'AssertionError: assert 3 == 4',
      '/src/tests/test_failing.py',
      9,
    ],
    ['pytest', 'pytest7.2-line', 'tests/test_failing.py::test_equal', 'assert 3 == 4', '/src/tests/test_failing.py', 9],
    [
      'pytest',
      'pytest7.2-all',
      'tests/test_failing.py::test_chained',
      'RuntimeError: the effect',
      'tests/test_failing.py',
      44,
    ],
    [
      'pytest',
      'pytest7.2-all',
      'tests/test_failing.py::test_in_helper',
      'AssertionError: helper says no',
      'tests/helper.py',
      2,
    ],
    [
      'pytest',
      'pytest7.2-all',
      'tests/test_failing.py::test_strict',
      '[XPASS(strict)] must fail',
      'tests/test_failing.py',
      null,
    ],
    [
      'pytest',
      'pytest7.2-all',
      'tests/test_syntax_error.py',
      'SyntaxError: invalid syntax',
      '/src/tests/test_syntax_error.py',
      1,
    ],
    [
      'pytest',
      'pytest7.2-all',
      'tests/test_fixtures.py::test_setup_error',
      'RuntimeError: broken set-up',
      'tests/test_fixtures.py',
      8,
    ],
  ];
  it.each(told)('%s %s %s', (runner, name, id, message, file, line) => {
    const failure = reportOf(readLog(recording(runner, name)), runner)?.failures.find((each) => each.id === id);
    expect(failure).toMatchObject({ message, line });
    // as printed, or absolute where pytest says its rootdir: the same place in the tree
    const inContainer = (path: string | null | undefined) => (path ? resolve('/src', path) : null);
    expect(inContainer(failure?.file)).toBe(inContainer(file));
  });

  it('with an excerpt of at most 40 lines and no colour', () => {
    for (const { failures } of readLog(recording('pytest', 'pytest9.0-color')).runners) {
      for (const { excerpt } of failures) {
        expect(excerpt.length).toBeLessThanOrEqual(40);
        expect(excerpt.join('')).not.toContain('\x1b');
      }
    }
  });

  it('and with what runs it again, or null where the runner cannot', () => {
    const failures = reportOf(readLog(recording('unittest', 'python3.11-names')), 'unittest')?.failures;
    expect(failures?.map(({ id, rerunId }) => [id, rerunId])).toEqual([
      ['test_nope', null],
      ['missing', null],
    ]);
  });
});

describe('a log that ends early', () => {
  it.each([
    ['unittest', 'python3.11-all'],
    ['unittest', 'python3.11-verbose'],
    ['unittest', 'python2.7-verbose'],
    ['pytest', 'pytest7.2-all'],
    ['pytest', 'pytest7.2-quiet'],
    ['pytest', 'pytest9.0-color'],
    ['pytest', 'pytest7.2-xdist'],
    ['pytest', 'pytest9.0-ci'],
  ])('never gives a failure that is none: %s %s', (runner, name) => {
    const bytes = recording(runner, name);
    // Where the file of a test cannot be told, pytest's own name for it stands alone.
    const names = allOfPytest.map((id) =>
      id.replace(/^[^:]*::/, '').replace(/^[^[]*/, (path) => path.replaceAll('::', '.')),
    );
    const known = new Set(runner === 'unittest' ? everything : [...allOfPytest, ...names]);
    for (let end = 0; end < bytes.length; end += 37) {
      const report = readLog(bytes.subarray(0, end));
      const ids = report.runners.flatMap(({ failures }) => failures.map(({ id }) => id));
      expect(ids.filter((id) => !known.has(id), `cut at ${end}`)).toEqual([]);
    }
  });

  it('is not complete, and names what was seen', () => {
    const bytes = recording('pytest', 'pytest7.2-verbose');
    const cut = bytes.subarray(0, bytes.indexOf('tests/test_failing.py::test_param[plain]'));
    expect(reportOf(readLog(cut), 'pytest')).toMatchObject({
      complete: false,
      counts: null,
      failures: [{ id: 'tests/test_failing.py::test_equal' }, { id: 'tests/test_failing.py::test_error' }],
    });
  });

  it('of unittest as well', () => {
    const bytes = recording('unittest', 'python3.11-verbose');
    const cut = bytes.subarray(0, bytes.indexOf('\n\n='));
    const report = reportOf(readLog(cut), 'unittest');
    expect(report).toMatchObject({ complete: false, counts: null });
    expect(report?.failures.map(({ id }) => id)).toContain('tests.test_failing.Failing.test_equal');
  });
});
