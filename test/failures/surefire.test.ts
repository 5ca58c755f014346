import { describe, expect, it } from 'vitest';
import { surefireRerun } from '../../src/failures/reruns/surefire.ts';
import { readTestLine } from '../../src/failures/runners/surefire-lines.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Buffer) {
  return reportOf(readLog(log), 'surefire');
}

describe('a line about a test of surefire', () => {
  it.each([
    ['testX(pkg.C)  Time elapsed: 0.1 sec  <<< FAILURE!', null, 'pkg.C', 'testX'],
    ['a (b) [c](pkg.C$D)  Time elapsed: 0 s  <<< ERROR!', 'pkg.C', 'pkg.C$D', 'a (b) [c]'],
    ['testX  Time elapsed: 0.1 s  <<< FAILURE!', 'pkg.C', 'pkg.C', 'testX'],
    ['given{String, int}[2]  Time elapsed: 0.1 s  <<< FAILURE!', 'pkg.C', 'pkg.C', 'given{String, int}[2]'],
    ['pkg.C.testX  Time elapsed: 0.1 s  <<< FAILURE!', 'pkg.C', 'pkg.C', 'testX'],
    ['pkg.C.testX -- Time elapsed: 0.1 s <<< FAILURE!', 'pkg.C', 'pkg.C', 'testX'],
    ['pkg.C.given(a.b.Type)[1] -- Time elapsed: 1 s <<< ERROR!', 'pkg.C', 'pkg.C', 'given(a.b.Type)[1]'],
    ['pkg.C.with some blanks -- Time elapsed: 1 s <<< ERROR!', 'pkg.C', 'pkg.C', 'with some blanks'],
    ['pkg.C.testX -- Time elapsed: 0.1 s <<< FAILURE!', null, 'pkg.C', 'testX'],
    ['pkg.C -- Time elapsed: 0.1 s <<< ERROR!', 'pkg.C', 'pkg.C', null],
    ['pkg.C(pkg.C)  Time elapsed: 0.1 s  <<< ERROR!', 'pkg.C', 'pkg.C', null],
  ])('%s, below %s', (line, above, className, method) => {
    expect(readTestLine(line, above)).toMatchObject({ className, method });
  });

  it.each([
    '<<< FAILURE!',
    'x <<< ERROR!',
    'Tests run: 1, Time elapsed: 0.1 s <<< FAILURE!',
    '  Time elapsed: 1 s <<< ERROR!',
  ])('%s is none', (line) => {
    expect(readTestLine(line, null)).toBeNull();
  });
});

describe('surefire', () => {
  it('says what happened, where and how long it took', () => {
    const [first, second, third] = read(recording('surefire', 'failing'))?.failures ?? [];
    expect(first).toMatchObject({
      message: 'java.lang.AssertionError: Expected exception: java.lang.IllegalArgumentException',
    });
    expect(second).toMatchObject({
      message: 'java.lang.AssertionError: sum <<< of two expected:<3> but was:<2>',
      file: 'CalcTest.java',
      line: 17,
      durationMs: 2,
      outcome: 'failed',
      rerunId: 'calc.CalcTest#adds',
    });
    expect(third).toMatchObject({ message: 'java.lang.IllegalStateException: first line', outcome: 'error' });
    expect(third?.excerpt.at(-1)).toBe('\tat calc.CalcTest.throwsUp(CalcTest.java:22)');
  });

  it('names a class that broke as a whole, and what cannot be selected alone', () => {
    const failures = read(recording('surefire', 'jupiter'))?.failures ?? [];
    expect(failures.find(({ id }) => id === 'calc.SetUpTest')).toMatchObject({
      unit: 'class',
      rerunId: 'calc.SetUpTest',
    });
    expect(failures.find(({ id }) => id.includes('given'))).toMatchObject({ rerunId: null });
    expect(failures.find(({ id }) => id.includes('informed'))).toMatchObject({ rerunId: 'calc.JupiterTest#informed' });
  });

  it('reads the closing lists where the tests are not printed before', () => {
    const log = `[INFO] Results:
[INFO]
[ERROR] Failures:
[ERROR]   CalcTest.adds:17 expected:<3> but was:<2>
[ERROR]   Sub>Base.shared:33->helper:4 » IllegalState no
[INFO]
[ERROR] Tests run: 5, Failures: 2, Errors: 0, Skipped: 0
`;
    expect(read(log)).toMatchObject({
      complete: true,
      warnings: [],
      failures: [
        { id: 'CalcTest#adds', message: 'expected:<3> but was:<2>', file: 'CalcTest.java', line: 17 },
        { id: 'Sub#shared', message: 'IllegalState no', line: 33 },
      ],
    });
  });

  it('reads the lists of surefire 2 before 2.20', () => {
    const log = `-------------------------------------------------------
 T E S T S
-------------------------------------------------------
Running a.b.CTest
Tests run: 3, Failures: 1, Errors: 1, Skipped: 0, Time elapsed: 0.1 sec <<< FAILURE!
testX(a.b.CTest)  Time elapsed: 0.02 sec  <<< FAILURE!
junit.framework.AssertionFailedError: no
	at a.b.CTest.testX(CTest.java:9)

Results :

Failed tests:   testX(a.b.CTest): no

Tests in error: 
  testY(a.b.CTest): nothing

Tests run: 3, Failures: 1, Errors: 1, Skipped: 0

`;
    expect(read(log)).toMatchObject({
      failures: [
        { id: 'a.b.CTest#testX', message: 'junit.framework.AssertionFailedError: no', line: 9 },
        { id: 'a.b.CTest#testY' },
      ],
      warnings: [],
    });
  });

  it('tells flaky tests of surefire 3 from those that failed each time', () => {
    const log = `[ERROR] Tests run: 2, Failures: 2, Errors: 0, Skipped: 0, Time elapsed: 1 s <<< FAILURE! -- in a.CTest
[ERROR] a.CTest.sometimes -- Time elapsed: 0.02 s <<< FAILURE!
x.Y: no
[ERROR] a.CTest.never -- Time elapsed: 0.02 s <<< FAILURE!
x.Y: no

[INFO] Results:
[INFO] 
[ERROR] Failures: 
[ERROR] a.CTest.never
[ERROR]   Run 1: CTest.never:3 no
[ERROR]   Run 2: CTest.never:3 no
[INFO] 
[WARNING] Flakes: 
[WARNING] a.CTest.sometimes
[ERROR]   Run 1: CTest.sometimes:2 no
[INFO]   Run 2: PASS
[INFO] 
[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Flakes: 1
`;
    expect(read(log)).toMatchObject({
      failures: [{ id: 'a.CTest#never', attempt: 1 }],
      flaky: [{ id: 'a.CTest#sometimes' }],
    });
  });

  it('says where its numbers do not agree with the tests, and where it did not come to its end', () => {
    const line = '[ERROR] x(a.C)  Time elapsed: 0.02 s  <<< FAILURE!\njava.lang.Error\n\n';
    expect(read(line)).toMatchObject({ complete: false, counts: null });
    const log = `${line}[INFO] Results:\n[ERROR] Tests run: 3, Failures: 2, Errors: 0, Skipped: 0\n`;
    expect(read(log)?.warnings).toEqual(['surefire counts 2 failures and errors, but 1 is listed']);
  });

  it('keeps the runs of several modules apart, and knows failsafe', () => {
    const module = (name: string): string => `[INFO] --- ${name} (default) @ m ---
[INFO] -------------------------------------------------------
[INFO]  T E S T S
[INFO] -------------------------------------------------------
[ERROR] x(a.${name.length}C)  Time elapsed: 0.02 s  <<< FAILURE!
java.lang.Error

[INFO] Results:
[INFO]
[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 1
`;
    const log = `${module('maven-surefire-plugin:2.22.2:test')}${module('failsafe:3.2.5:integration-test')}`.replaceAll(
      /a\.\d+C/g,
      (each) => each.replace(/\d+/, 'C'),
    );
    const report = read(log.replace('a.CC)', 'a.DD)'));
    expect(report).toMatchObject({ counts: { ran: 4, failed: 2, errors: 0, skipped: 2 }, lastTests: 3, warnings: [] });
    expect(report?.failures.map(({ rerunId }) => rerunId)).toEqual(['a.DD#x', 'it:a.CC#x']);
  });

  it('is silent about logs of others', () => {
    expect(read('Results:\nFailures: 3\n  Calc.adds:17 no\n')).toBeUndefined();
    expect(read(`${'<'.repeat(60_000)}<<< FAILURE!\n`)).toBeUndefined();
    expect(read(`[ERROR] ${'a('.repeat(2000)}  Time elapsed: 0 s <<< ERROR\n`)).toBeUndefined();
  });
});

describe('surefire, run again,', () => {
  const failure = (rerunId: string) => ({ ...base, id: rerunId, rerunId });
  const base = read(recording('surefire', 'failing'))?.failures[0] ?? expect.fail('no failure');

  it('gets the methods of one class together', () => {
    const failures = ['a.B#x', 'a.C', 'a.B#y[0]', 'a.C#z'].map(failure);
    const args = ['-Dtest=a.B#x+y[0],a.C', '-Dsurefire.failIfNoSpecifiedTests=false'];
    expect(surefireRerun.arguments(failures, ['-B', 'test'])).toEqual(args);
    expect(surefireRerun.commands(failures)).toEqual([['mvn', 'test', ...args]]);
  });

  it("takes failsafe's by its own property", () => {
    expect(surefireRerun.arguments([failure('it:a.BIT#x')], [])).toEqual([
      '-Dit.test=a.BIT#x',
      '-Dfailsafe.failIfNoSpecifiedTests=false',
    ]);
    expect(surefireRerun.arguments([failure('it:a.BIT#x'), failure('a.B')], [])).toMatch(/together/);
    expect(surefireRerun.commands([failure('it:a.BIT#x'), failure('a.B')])).toHaveLength(2);
  });

  it('says so where the command selects tests itself', () => {
    expect(surefireRerun.arguments([failure('a.B')], ['test', '-Dtest=A*'])).toMatch(/already/);
  });
});
