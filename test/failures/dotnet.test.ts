import { describe, expect, it } from 'vitest';
import { dotnetRerun } from '../../src/failures/reruns/dotnet.ts';
import { dotnetFilter } from '../../src/failures/runners/dotnet-name.ts';
import { readLog, reportOf } from './read-log.ts';

// .NET cannot be had on Debian or npm: these texts follow vstest's ConsoleLogger.cs and Resources.resx, xunit's
// VsExecutionSink and testfx's TerminalTestReporter*.cs.

function read(log: string) {
  return reportOf(readLog(log), 'dotnet');
}

function failed(name: string, suffix = ' [21 ms]'): string {
  return `  Failed ${name}${suffix}
  Error Message:
   Assert.Equal() Failure
Expected: 3
Actual:   2
  Stack Trace:
     at Ns.CalcTests.Adds() in /src/CalcTests.cs:line 12
   at System.RuntimeMethodHandle.InvokeMethod(Object target, Void** arguments)

`;
}

const closing =
  '\nTest Run Failed.\nTotal tests: 3\n     Passed: 1\n     Failed: 1\n    Skipped: 1\n Total time: 1.6 Seconds\n';

describe('vstest', () => {
  it('says what failed, why and where', () => {
    expect(read(failed('Ns.CalcTests.Adds') + closing)).toMatchObject({
      complete: true,
      counts: { ran: 2, failed: 1, skipped: 1 },
      warnings: [],
      failures: [
        {
          id: 'Ns.CalcTests.Adds',
          message: 'Assert.Equal() Failure',
          file: '/src/CalcTests.cs',
          line: 12,
          durationMs: 21,
          rerunId: 'FullyQualifiedName=Ns.CalcTests.Adds',
        },
      ],
    });
  });

  it.each([
    ['  Failed A(x: "a [1 ms]", y: (b)) [1 m 2 s]', 'A(x: "a [1 ms]", y: (b))', 62_000],
    ['  Failed A [< 1 ms]', 'A', 0],
    ['  Failed A', 'A', null],
    ['Failed   A', 'A', null],
  ])('reads %s', (line, id, durationMs) => {
    expect(read(`${line}\n  Error Message:\n   no\n`)?.failures).toMatchObject([{ id, durationMs, message: 'no' }]);
  });

  it('closes each assembly on one line where it is quiet', () => {
    const log = `${failed('A.B.C')}
Failed!  - Failed:     1, Passed:     1, Skipped:     0, Total:     2, Duration: 20 ms - A.dll (net8.0)
Passed!  - Failed:     0, Passed:     4, Skipped:     2, Total:     6, Duration: 20 ms - B.dll (net8.0)
`;
    expect(read(log)).toMatchObject({ counts: { ran: 6, failed: 1, skipped: 2 }, complete: true, warnings: [] });
  });

  it("names a test of xUnit's adapter once", () => {
    const hint = '[xUnit.net 00:00:01.02]     A.B.C(x: 1) [FAIL]\n[xUnit.net 00:00:01.03]       no\n';
    expect(read(hint + failed('A.B.C(x: 1)'))?.failures).toMatchObject([{ id: 'A.B.C(x: 1)', durationMs: 21 }]);
    expect(read(hint)?.failures).toMatchObject([{ id: 'A.B.C(x: 1)', rerunId: 'DisplayName=A.B.C\\(x: 1\\)' }]);
  });

  it('says that a run was aborted', () => {
    const log = `${failed('A.B.C')}The active test run was aborted. Reason: Test host process crashed\nTest Run Aborted.\n`;
    expect(read(log)).toMatchObject({ complete: false, failures: [{ id: 'A.B.C' }] });
    expect(read(log)?.warnings).toEqual(['dotnet test says that the run was aborted, so some tests may not have run']);
  });

  it('names the project that could not be built, once', () => {
    const log = `/src/A.cs(4,5): error CS0103: The name 'x' does not exist [/src/A.csproj]
/src/A.cs(9,5): error CS0103: The name 'y' does not exist [/src/A.csproj]
/src/A.cs(9,5): warning CS0168: unused [/src/A.csproj]
`;
    expect(read(log)?.failures).toMatchObject([
      { id: '/src/A.csproj', file: '/src/A.cs', line: 4, unit: 'package', outcome: 'error' },
    ]);
  });

  it.each([
    'Failed to connect to the server',
    'failed to start',
    'Failed!',
    '     Failed: 1',
    '  Failed tests below:',
    '0 failed',
  ])('is silent about %s', (line) => {
    expect(read(`${line}\nanything\n`)).toBeUndefined();
  });
});

describe('Microsoft.Testing.Platform', () => {
  const test = (name: string): string =>
    `failed ${name} (1s 012ms)\n  Assert.AreEqual failed.\n    at Ns.T.M() in /src/T.cs:8\n\n`;
  const summary = (total: number, failures: number): string =>
    `Test run summary: ${failures > 0 ? 'Failed!' : 'Passed!'} - T.dll (net9.0|x64)\n  total: ${total}\n  failed: ${failures}\n  succeeded: ${total - failures}\n  skipped: 0\n  duration: 53ms\n`;

  it('is believed once its summary comes, or where nobody else prints such a thing', () => {
    expect(read('failed M (1s)\nno\n')).toBeUndefined();
    expect(read('failed M\n  no\n')).toBeUndefined();
    expect(read(test('M'))).toMatchObject({ complete: false, failures: [{ id: 'M' }] });
    expect(read(test('M') + summary(3, 1))).toMatchObject({
      failures: [{ id: 'M', durationMs: 1012, message: 'Assert.AreEqual failed.' }],
      counts: { ran: 3, failed: 1 },
      warnings: [],
      complete: true,
    });
    expect(read(`failed (canceled) M\n${summary(1, 1)}`)?.failures).toMatchObject([{ id: 'M' }]);
  });

  it('tells flaky tests from those that failed each time', () => {
    const log = `${test('M')}${test('N')}${summary(3, 2)}Retry: attempt 1/2 failed - 2 failing test(s), retrying
${test('N')}${summary(2, 1)}`;
    expect(read(log)).toMatchObject({ failures: [{ id: 'N', attempt: 1 }], flaky: [{ id: 'M' }] });
  });
});

describe('dotnet test, run again,', () => {
  it.each([
    ['Ns.T.M', [], 'FullyQualifiedName=Ns.T.M'],
    ['M', ['Ns.T.Helper', 'Ns.T.M'], 'FullyQualifiedName=Ns.T.M'],
    ['M', [], 'Name=M'],
    ['M (1,2)', ['Ns.T.M'], null],
    ['Ns.T.M(x: "a|b")', [], 'DisplayName=Ns.T.M\\(x: "a\\|b"\\)'],
    ['some title', [], null],
  ])('%s with %j is %s', (name, methods, filter) => {
    expect(dotnetFilter(name, methods)).toBe(filter);
  });

  it('joins the tests to one filter', () => {
    const base = read(failed('A.B.C'))?.failures[0] ?? expect.fail('no failure');
    const failures = [base, { ...base, rerunId: 'Name=x' }];
    expect(dotnetRerun.commands(failures)).toEqual([['dotnet', 'test', '--filter', 'FullyQualifiedName=A.B.C|Name=x']]);
    expect(dotnetRerun.arguments(failures, ['-c', 'Release'])).toHaveLength(2);
    expect(dotnetRerun.arguments(failures, ['--filter', 'x'])).toMatch(/already/);
    expect(dotnetRerun.arguments(failures, ['--', 'x'])).toMatch(/--/);
  });
});
