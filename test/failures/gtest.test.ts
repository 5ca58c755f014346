import { describe, expect, it } from 'vitest';
import { gtestRerun } from '../../src/failures/reruns/gtest.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'gtest');
}

function find(name: string, id: string) {
  return read(recording('gtest', name))?.failures.find((failure) => failure.id === id);
}

describe('GoogleTest', () => {
  it('tells the first assertion of a test', () => {
    expect(find('all', 'Failing.HasTwoAssertions')).toMatchObject({
      message: 'Expected equality of these values: 1 + 1 Which is: 2 3',
      file: 'tests.cc',
      durationMs: 0,
      outcome: 'failed',
    });
    expect(find('all', 'Failing.HasTwoAssertions')?.excerpt).toContain('the second');
  });

  it('does not know where an exception comes from', () => {
    expect(find('brief', 'Failing.Throws')).toMatchObject({
      message: 'C++ exception with description "[  FAILED  ] boom" thrown in the test body.',
      file: null,
      line: null,
    });
  });

  it('runs a suite again whose set-up failed', () => {
    expect(find('all', 'BrokenSuite')).toMatchObject({ unit: 'suite', rerunId: 'BrokenSuite.*', outcome: 'error' });
  });

  it('blames the test that ran when it was killed', () => {
    expect(find('crash', 'Crash.DISABLED_Aborts')).toMatchObject({
      outcome: 'error',
      message: 'no verdict was printed',
    });
  });

  it('says what broke its environment', () => {
    expect(find('environment', 'global test environment')).toMatchObject({
      unit: 'suite',
      rerunId: null,
      message: 'Failed',
      file: 'environment.cc',
      line: 5,
    });
  });

  it('reads the places of Visual C++', () => {
    const log = '[ RUN      ] A.b\nc:\\t.cpp(9): error: Value of: x\n  Actual: 1\n[  FAILED  ] A.b (2 ms)\n';
    expect(read(log)?.failures).toMatchObject([{ file: 'c:\\t.cpp', line: 9, message: 'Value of: x Actual: 1' }]);
  });

  it('of before 1.10 has test cases', () => {
    const log =
      '[==========] Running 2 tests from 1 test case.\n[==========] 2 tests from 1 test case ran. (3 ms total)\n[  PASSED  ] 1 test.\n[  FAILED  ] 1 test, listed below:\n[  FAILED  ] A.b, where GetParam() = 3\n\n 1 FAILED TEST\n';
    expect(read(log)).toMatchObject({ complete: true, counts: { ran: 2, failed: 1 }, failures: [{ id: 'A.b' }] });
  });

  it('says where its list is shorter than its count', () => {
    const log = '[==========] 2 tests from 1 test suite ran.\n[  FAILED  ] 2 tests, listed below:\n[  FAILED  ] A.b\n';
    expect(read(log)?.warnings).toEqual(['GoogleTest counts 2 that failed, but its list has 1']);
  });

  it('says nothing inside of another runner', () => {
    const inside =
      '[ RUN      ] A.b\n[  FAILED  ] A.b (0 ms)\n[==========] 1 test from 1 test suite ran. (0 ms total)\n';
    expect(read(`==================== Test output for //a:b:\n${inside}${'='.repeat(80)}\n`)).toBeUndefined();
    expect(read(`Test project /src\n${inside}Total Test time (real) =   0.01 sec\n`)).toBeUndefined();
    expect(read(`―――――――――――――― ✀  ――――――――――――――\n${inside}――――――――――――――――――――――\n`)).toBeUndefined();
    expect(read(`Total Test time (real) =   0.01 sec\n${inside}`)?.complete).toBe(true);
  });

  it('is not there where a line has its mark alone', () => {
    expect(read('[  FAILED  ] something else\n[  PASSED  ] 3 tests.\n')).toBeUndefined();
  });
});

describe('the rerun of GoogleTest', () => {
  it('is what ran just these when it was recorded', () => {
    const failures = read(recording('gtest', 'rerun'))?.failures ?? [];
    const [filter] = gtestRerun.arguments(failures, []);
    expect(filter?.replace('--gtest_filter=', '').split(':').sort()).toEqual(
      ['Failing.HasTwoAssertions', 'Words/Valued.IsShort/1', 'Typed/0.IsFour'].sort(),
    );
  });

  it('allows what is disabled', () => {
    const failures = read(recording('gtest', 'crash'))?.failures ?? [];
    expect(gtestRerun.arguments(failures, [])).toContain('--gtest_also_run_disabled_tests');
  });

  it('refuses what it cannot name', () => {
    const failures = read(recording('gtest', 'environment'))?.failures ?? [];
    expect(gtestRerun.arguments(failures, [])).toMatch(/cannot name/);
    expect(gtestRerun.arguments([], ['--gtest_filter=A.*'])).toMatch(/already/);
    expect(gtestRerun.commands([])).toMatch(/which program/);
  });
});
