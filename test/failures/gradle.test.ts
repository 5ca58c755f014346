import { describe, expect, it } from 'vitest';
import { gradleRerun } from '../../src/failures/reruns/gradle.ts';
import { readGradleEvent } from '../../src/failures/runners/gradle-event.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Buffer) {
  return reportOf(readLog(log), 'gradle');
}

const trace = '    java.lang.AssertionError at CTest.java:9\n\n';

describe('an event of Gradle', () => {
  it.each([
    ['a.CTest > adds FAILED', 'a.CTest.adds', 'a.CTest.adds'],
    ['CTest > adds() FAILED', 'CTest.adds()', 'CTest.adds'],
    ['CTest > adds(int, String) FAILED', 'CTest.adds(int, String)', 'CTest.adds'],
    ['CTest > Nested > adds() FAILED', 'CTest.Nested.adds()', 'CTest$Nested.adds'],
    ['CTest > adds(int) > [1] 1 FAILED', 'CTest.adds(int).[1] 1', null],
    ['CTest > adds[1: a > b] FAILED', 'CTest.adds[1: a.b]', null],
    ['CTest > adds[1: a, {b=c}] FAILED', 'CTest.adds[1: a, {b=c}]', 'CTest.adds[1: a, {b=c}]'],
    ['CSpec > adds two numbers FAILED', 'CSpec.adds two numbers', 'CSpec.adds two numbers'],
    ['CTest > what is "this"? FAILED', 'CTest.what is "this"?', null],
    ['a.CTest > initializationError FAILED', 'a.CTest.initializationError', 'a.CTest'],
    ['Gradle suite > Gradle test > a.CTest > adds FAILED', 'a.CTest.adds', 'a.CTest.adds'],
    ['Gradle suite > Gradle test > a.CTest.adds FAILED', 'a.CTest.adds', 'a.CTest.adds'],
    ['Gradle suite > Gradle test > a.CTest.adds[0](1, 2) FAILED', 'a.CTest.adds[0](1, 2)', null],
    ['Gradle Test Run :test > Gradle Test Executor 1 > CTest > adds() FAILED', 'CTest.adds()', 'CTest.adds'],
  ])('%s', (line, id, selector) => {
    expect(readGradleEvent(line, 'FAILED')).toMatchObject({ id, selector });
  });

  it.each([
    '> Task :test FAILED',
    ':test FAILED',
    'BUILD FAILED',
    '##[warning]Gradle build > x FAILED',
    'a.py::test[a > b] FAILED',
  ])('%s is none', (line) => {
    expect(readGradleEvent(line, 'FAILED')).toBeNull();
  });
});

describe('gradle', () => {
  it('says what happened, where, and in which task', () => {
    const failures = read(recording('gradle', 'full'))?.failures ?? [];
    expect(failures[1]).toMatchObject({
      message: 'java.lang.AssertionError: sum <<< of two expected:<3> but was:<2>',
      file: 'CalcTest.java',
      line: 17,
      rerunId: ':test calc.CalcTest.adds',
    });
    const [first] = read(recording('gradle', 'module'))?.failures ?? [];
    expect(first).toMatchObject({
      message: 'java.lang.AssertionError',
      rerunId: ':core:test calc.CalcTest.expectsAnother',
    });
  });

  it('knows the task from the line above as well', () => {
    const log = `> Task :a:test FAILED\n\nCTest > x() FAILED\n${trace}1 test completed, 1 failed\n`;
    expect(read(log)?.failures[0]).toMatchObject({
      rerunId: ':a:test CTest.x',
      message: 'java.lang.AssertionError',
      line: 9,
    });
  });

  it('believes no line that is not followed as one of its own is', () => {
    expect(read('CTest > x FAILED\nsomething else\n')).toBeUndefined();
  });

  it('needs no exceptions below the names', () => {
    const log = 'A > x() FAILED\nA > y() PASSED\nA > z() FAILED\n3 tests completed, 2 failed\n';
    expect(read(log)?.failures.map(({ id }) => id)).toEqual(['A.x()', 'A.z()']);
  });

  it('names a test once that failed several times, and one that passed then apart', () => {
    const log = `> Task :test FAILED
A > x() FAILED
${trace}A > y() FAILED
${trace}A > y() PASSED

A > x() FAILED
${trace}4 tests completed, 3 failed
BUILD FAILED in 3s
`;
    expect(read(log)).toMatchObject({
      failures: [{ id: 'A.x()', attempt: 1 }],
      flaky: [{ id: 'A.y()' }],
      warnings: [],
    });
  });

  it('takes what failed in a build that is successful for flaky', () => {
    const log = `> Task :test\nA > x() FAILED\n${trace}2 tests completed, 1 failed\nBUILD SUCCESSFUL in 3s\n`;
    expect(read(log)).toMatchObject({ failures: [], flaky: [{ id: 'A.x()' }], complete: true });
  });

  it('names the files that the compiler refused', () => {
    const log = `> Task :compileTestJava FAILED
/src/src/test/java/ATest.java:3: error: cannot find symbol
        nothing();
        ^
  symbol:   method nothing()
1 error

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':compileTestJava'.
BUILD FAILED in 1s
`;
    expect(read(log)?.failures).toMatchObject([
      { id: '/src/src/test/java/ATest.java', line: 3, message: 'cannot find symbol', unit: 'module', outcome: 'error' },
    ]);
  });

  it('says where a JVM ended and where its numbers disagree', () => {
    const log = `A > x() FAILED\n${trace}2 tests completed, 2 failed\n> Process 'Gradle Test Executor 1' finished with non-zero exit value 134\n`;
    expect(read(log)).toMatchObject({ complete: false });
    expect(read(log)?.warnings).toHaveLength(2);
  });

  it('is quick with what only looks like it', () => {
    expect(read(`${' > a'.repeat(10_000)} FAILED\n`)).toBeUndefined();
  });
});

describe('gradle, run again,', () => {
  const base = read(recording('gradle', 'failing'))?.failures[0] ?? expect.fail('no failure');
  const failures = [':a:test a.B.x', ':a:test a.C.y', ':b:test a.D.z'].map((rerunId) => ({ ...base, rerunId }));

  it('gets the tests behind the task that they belong to', () => {
    const args = [':a:test', '--tests', 'a.B.x', '--tests', 'a.C.y', ':b:test', '--tests', 'a.D.z'];
    expect(gradleRerun.commands(failures)).toEqual([['gradle', ...args]]);
    expect(gradleRerun.arguments(failures, ['--offline'])).toEqual(args);
  });

  it('takes the task of the command, if that is the one', () => {
    expect(gradleRerun.arguments(failures.slice(2), ['b:test'])).toEqual(['--tests', 'a.D.z']);
    expect(gradleRerun.arguments(failures, ['test'])).toMatch(/runs test/);
    expect(gradleRerun.arguments(failures, ['check'])).toMatch(/runs check/);
    expect(gradleRerun.arguments(failures, ['test', '--tests', 'x'])).toMatch(/already/);
  });
});
