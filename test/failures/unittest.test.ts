import { describe, expect, it } from 'vitest';
import { parseUnittestDescription } from '../../src/failures/runners/unittest-description.ts';
import { readLog, reportOf } from './read-log.ts';

const double = '='.repeat(70);
const single = '-'.repeat(70);

function block(header: string, error = 'AssertionError: no'): string {
  return `${double}\n${header}\n${single}\nTraceback (most recent call last):\n  File "/src/t.py", line 3, in f\n    x\n${error}\n\n`;
}

function closing(tests: number, verdict: string): string {
  return `${single}\nRan ${tests} tests in 0.001s\n\n${verdict}\n`;
}

function read(log: string) {
  return reportOf(readLog(log), 'unittest');
}

function ids(log: string): readonly string[] | undefined {
  return read(log)?.failures.map(({ id }) => id);
}

describe('a description of unittest', () => {
  it.each([
    ['test_x (pkg.mod.T)', 'pkg.mod.T.test_x'],
    ['test_x (pkg.mod.T.test_x)', 'pkg.mod.T.test_x'],
    ['test_x (__main__.T)', '__main__.T.test_x'],
    ['test_x (mod.T) (i=1)', 'mod.T.test_x'],
    ['test_x (mod.T.test_x) [a (b.c) d] (i="x (y.z)")', 'mod.T.test_x'],
    ['test_x (mod.T.test_x) [first\nsecond]', 'mod.T.test_x'],
    ['test_x (mod.T) (<subtest>)', 'mod.T.test_x'],
    ['test_1 (a, b) (mod.T)', 'mod.T.test_1 (a, b)'],
    ['test (a) (mod.T.test (a))', 'mod.T.test (a)'],
    ['setUpClass (mod.T)', 'mod.T'],
    ['tearDownModule (mod)', 'mod'],
    ['tests.test_x (unittest.loader._FailedTest.tests.test_x)', 'tests.test_x'],
    ['tests.test_x (unittest.loader.ModuleImportFailure)', 'tests.test_x'],
    ['unittest.case.FunctionTestCase (check)', 'check'],
    ['tést_ü (möd.Tü)', 'möd.Tü.tést_ü'],
  ])('%s is %s', (text, id) => {
    expect(parseUnittestDescription(text)?.id).toBe(id);
  });

  it.each(['pkg.mod.T.test_x', 'setup (x)', 'test_x', 'Could not import module: x', 'test_x (not a.path)', ''])(
    '%s is none',
    (text) => {
      expect(parseUnittestDescription(text)).toBeNull();
    },
  );

  it('says where nothing can select it', () => {
    expect(parseUnittestDescription('test_x (mod.f.<locals>.T)')?.rerunId).toBeNull();
    expect(parseUnittestDescription('test_x.y (mod.T.test_x.y)')?.rerunId).toBeNull();
  });

  it('of any length takes no time', () => {
    expect(parseUnittestDescription(`test ${'('.repeat(4000)}`)).toBeNull();
    expect(parseUnittestDescription(`test ${' ('.repeat(4000)}${')'.repeat(4000)}`)).toBeNull();
  });
});

describe('unittest', () => {
  it('run several times in one log has the failures of all of its runs', () => {
    const log = closing(5, 'OK') + block('FAIL: test_x (m.T)') + closing(3, 'FAILED (failures=1)') + closing(2, 'OK');
    expect(read(log)).toMatchObject({ complete: true, counts: { ran: 10, failed: 1, errors: 0, skipped: 0 } });
    expect(ids(log)).toEqual(['m.T.test_x']);
  });

  it('run several times tells how many tests the last run had', () => {
    expect(read(closing(5, 'OK') + closing(0, 'OK'))).toMatchObject({ counts: { ran: 5 }, lastTests: 0 });
    expect(read(closing(0, 'OK') + closing(5, 'OK (skipped=2)'))).toMatchObject({ lastTests: 5 });
  });

  it('that says OK has no failures, whatever its tests print', () => {
    expect(ids(block('FAIL: test_x (m.T)') + closing(5, 'OK'))).toEqual([]);
  });

  it('has only as many failures as it counts, and its own come last', () => {
    const log = block('FAIL: test_printed (m.T)') + block('FAIL: test_real (m.T)') + closing(5, 'FAILED (failures=1)');
    expect(ids(log)).toEqual(['m.T.test_real']);
  });

  it('that was killed has those that were printed', () => {
    const log = `${block('ERROR: test_x (m.T)', 'KeyError: 1')}${double}\nFAIL: test_half (m.T)\n`;
    expect(read(log)).toMatchObject({
      complete: false,
      counts: null,
      failures: [{ id: 'm.T.test_x', outcome: 'error' }],
    });
  });

  it('counts skipped tests apart', () => {
    expect(read(closing(5, 'OK (skipped=2, expected failures=1)'))?.counts).toMatchObject({ ran: 3, skipped: 2 });
    expect(read(closing(0, 'NO TESTS RAN'))?.counts).toMatchObject({ ran: 0, skipped: 0 });
  });

  it('says when its list does not agree with its count', () => {
    const log = block('FAIL: test_x (m.T)') + closing(5, 'FAILED (failures=3)');
    expect(read(log)?.warnings).toEqual(['unittest counts 3 that failed, but its list has 1']);
  });

  it('names a doctest, which it cannot run alone', () => {
    const log = `${double}\nFAIL: f (m)\nDoctest: m.f\n${single}\nTraceback\n\n${closing(1, 'FAILED (failures=1)')}`;
    expect(read(log)?.failures).toMatchObject([{ id: 'm.f', rerunId: null }]);
  });

  it('keeps a body that holds rules, and shows at most 40 lines of it', () => {
    const body = `${'x\n'.repeat(5000)}${single}\nRandom words\nE: y`;
    const log = block('FAIL: test_x (m.T)', `ValueError: 1\n${body}`) + closing(1, 'FAILED (failures=1)');
    expect(read(log)?.failures).toMatchObject([{ message: 'ValueError: 1', line: 3 }]);
    expect(read(log)?.failures[0]?.excerpt.length).toBeLessThanOrEqual(40);
  });

  it('tells the deepest frame of the project', () => {
    const error = '  File "/usr/lib/python3.11/json/decoder.py", line 9, in g\n    y\nValueError: z';
    expect(read(block('ERROR: test_x (m.T)', error) + closing(1, 'FAILED (errors=1)'))?.failures).toMatchObject([
      { file: '/src/t.py', line: 3, message: 'ValueError: z' },
    ]);
  });

  it('is colourful since 3.14', () => {
    const log =
      block('FAIL: test_x (m.T.test_x)') + closing(1, '\x1b[1;31mFAILED\x1b[0m (\x1b[1;31mfailures=1\x1b[0m)');
    expect(ids(log)).toEqual(['m.T.test_x']);
  });
});

describe('what looks like unittest but is none', () => {
  it.each([
    ['nose', `${block('FAIL: test_x (m.T)')}${closing(3, 'FAILED (SKIP=1, failures=1)')}`],
    ['nose, functions', `${block('FAIL: test.mod.test_x')}${closing(3, 'FAILED (failures=1)')}`],
    ['testr', `${block('FAIL: setUpClass (m.T)\ntags: worker-0')}${closing(3, 'FAILED (id=0, failures=1)')}`],
    ['subunit2pyunit', `${block('FAIL: setUpClass (m.T)\nsetUpClass (m.T)')}${closing(3, 'FAILED (failures=1)')}`],
    ['a log line', 'ERROR: Could not import module: x (a.b)\nFAIL: test_x (m.T)\n'],
    ['pip', "ERROR: pip's dependency resolver (a.b)\n"],
    ['a rule and a title', `${double}\nSUMMARY (a.b)\n${double}\n`],
  ])('%s', (_, log) => {
    expect(read(log)?.failures ?? []).toEqual([]);
  });
});
