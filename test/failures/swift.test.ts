import { describe, expect, it } from 'vitest';
import { swiftRerun, xcodebuildRerun, xctestRerun } from '../../src/failures/reruns/swift.ts';
import { readLog, reportOf } from './read-log.ts';

// Swift cannot be had on Debian or npm: these texts follow swift-testing's Event.HumanReadableOutputRecorder.swift and
// Event.Symbol.swift, swift-corelibs-xctest's PrintObserver.swift, and what xcodebuild prints.

function swift(log: string) {
  return reportOf(readLog(log), 'swift');
}

function xctest(log: string) {
  return reportOf(readLog(log), 'xctest');
}

describe('Swift Testing', () => {
  it('says what failed, why and where', () => {
    const log = `◇ Test adds(a:b:) started.
✘ Test adds(a:b:) recorded an issue with 2 arguments a → 1, b → "x at y" at CalcTests.swift:17:9: Expectation failed: a == b
✘ Test adds(a:b:) with 3 test cases failed after 0.021 seconds with 1 issue.
➜ Test later() skipped: "not now"
✘ Suite CalcTests failed after 0.100 seconds with 1 issue.
✘ Test run with 4 tests in 1 suite failed after 0.100 seconds with 1 issue.
`;
    expect(swift(log)).toMatchObject({
      complete: true,
      counts: { ran: 3, failed: 1, skipped: 1 },
      failures: [
        { id: 'adds(a:b:)', message: 'Expectation failed: a == b', file: 'CalcTests.swift', line: 17, durationMs: 21 },
      ],
    });
  });

  it.each([
    ['✘ Test "a failed after b" failed after 0.1 seconds with 1 issue.', 'a failed after b'],
    ['\u{100884}  Test x() failed after 1.0 seconds with 2 issues (including 1 known issue).', 'x()'],
    ['× Test "title" with 2 test cases failed after 0.1 seconds with 1 issue.', 'title'],
  ])('reads %s', (line, id) => {
    expect(swift(`${line}\n`)).toMatchObject({ complete: false, failures: [{ id }] });
  });

  it.each([
    '✔ Test x_failed() passed after 0.1 seconds.',
    '✘ Test case passing 1 argument a → 1 to x() failed after 0.1 seconds with 1 issue.',
    '━ Test x() passed after 0.1 seconds with 1 known issue.',
    '✘ Suite S failed after 0.1 seconds with 1 issue.',
    '✘ Testing failed after all',
  ])('takes nothing from %s', (line) => {
    expect(swift(`${line}\n`)?.failures ?? []).toEqual([]);
  });

  it('names a suite that has an issue of its own', () => {
    expect(swift('✘ Suite "All" recorded an issue at A.swift:3:1: Caught error: x\n')?.failures).toMatchObject([
      { id: 'All', unit: 'suite', line: 3, rerunId: null },
    ]);
  });

  it('finds the place below arguments with line ends in them, but not for ever', () => {
    const start = '✘ Test x(a:) recorded an issue with 1 argument a → "func f() {\n';
    const end = '}" at A.swift:7:1: Expectation failed: no\n✘ Test x(a:) failed after 0.1 seconds with 1 issue.\n';
    expect(swift(`${start}  g()\n${end}`)?.failures).toMatchObject([{ line: 7, message: 'Expectation failed: no' }]);
    expect(swift(`${start}${'  g()\n'.repeat(100)}${end}`)?.failures).toMatchObject([{ line: null }]);
  });
});

describe('XCTest', () => {
  it('on Linux says what failed, why and where', () => {
    const log = `Test Suite 'All tests' started at 2024-01-01 00:00:00.000
Test Case 'CalcTests.testAdds' started at 2024-01-01 00:00:00.000
/src/Tests/CalcTests.swift:9: error: CalcTests.testAdds : XCTAssertEqual failed: ("2") is not equal to ("3") -
Test Case 'CalcTests.testAdds' failed (0.163 seconds)
Test Case 'CalcTests.testSkips' skipped (0.001 seconds)
Test Suite 'All tests' failed at 2024-01-01 00:00:01.000
\t Executed 2 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.164 (0.164) seconds
`;
    expect(xctest(log)).toMatchObject({
      complete: true,
      counts: { ran: 1, failed: 1, skipped: 1 },
      failures: [
        {
          id: 'CalcTests.testAdds',
          message: 'XCTAssertEqual failed: ("2") is not equal to ("3") -',
          file: '/src/Tests/CalcTests.swift',
          line: 9,
          durationMs: 163,
          rerunId: 'CalcTests/testAdds',
        },
      ],
    });
  });

  it('names the test in which the process died', () => {
    const log = "Test Case 'C.testA' started at x\nFatal error: boom\nerror: Exited with unexpected signal code 5\n";
    expect(xctest(log)).toMatchObject({ complete: false, failures: [{ id: 'C.testA', outcome: 'error' }] });
    expect(xctest(log)?.warnings).toHaveLength(1);
  });

  it('tells flaky tests from those that failed each time', () => {
    const tries = (name: string, last: string): string => `Test Case '-[M.C ${name}]' started (Iteration 1 of 2).
Test Case '-[M.C ${name}]' failed (0.1 seconds).
Test Case '-[M.C ${name}]' started (Iteration 2 of 2).
Test Case '-[M.C ${name}]' ${last} (0.1 seconds).
`;
    const log = `${tries('testA', 'passed')}${tries('testB', 'failed')}`;
    expect(xctest(log)).toMatchObject({
      failures: [{ id: '-[M.C testB]', attempt: 1 }],
      flaky: [{ id: '-[M.C testA]' }],
    });
  });

  it("takes from xcodebuild's list only what it did not say before", () => {
    const log = `Test Case '-[M.C testA]' failed (0.1 seconds).
Failing tests:
\tMTests:
\t\tC.testA()
\t\tC.testCrashes()

** TEST FAILED **
`;
    expect(xctest(log)).toMatchObject({
      complete: true,
      failures: [{ id: '-[M.C testA]' }, { id: 'C.testCrashes()' }],
    });
  });

  it.each([
    "Test Suite 'C' failed at x",
    "Test Case 'x' failed",
    "Test Case '' failed (0.1 seconds)",
    'Failing tests:\n\tC.testA()',
  ])('takes nothing from %s', (line) => {
    expect(xctest(`${line}\n`)?.failures ?? []).toEqual([]);
  });
});

describe('XCTest through xcbeautify', () => {
  it('has the names of its suites', () => {
    const log = `Test Suite All tests started
Test Suite CalcTests started
    ✔ testPasses (0.001 seconds)
    ✖ testAdds, XCTAssertTrue failed - no
    ✖ testAdds, XCTAssertTrue failed - again
    ✖ OtherTests.testX() on 'Clone 1 of iPhone' (0.278 seconds)
Tests Failed: 2 failed, 1 skipped, 4 total (0.166 seconds)
`;
    expect(xctest(log)).toMatchObject({
      complete: true,
      counts: { ran: 3, failed: 2, skipped: 1 },
      failures: [
        { id: 'CalcTests.testAdds', message: 'XCTAssertTrue failed - no', rerunId: 'CalcTests/testAdds' },
        { id: 'OtherTests.testX()', durationMs: 278 },
      ],
    });
  });

  it('is not what node prints', () => {
    expect(
      xctest('✖ fails (1.2ms)\n    ✖ adds, and more\nTests Failed: 1 failed, 0 skipped, 3 total\n'),
    ).toBeUndefined();
  });
});

describe('Swift, run again,', () => {
  const base = xctest("Test Case '-[M.C testA]' failed (0.1 seconds).\n")?.failures[0] ?? expect.fail('no failure');

  it('gets patterns that fit nothing else', () => {
    expect(xctestRerun.commands([base])).toEqual([['swift', 'test', '--filter', '(^|\\.)M\\.C/testA$']]);
    expect(xctestRerun.arguments([base], ['--filter', 'x'])).toMatch(/already/);
    const test = { ...base, rerunId: 'adds(a:)' };
    expect(swiftRerun.commands([test])).toEqual([['swift', 'test', '--filter', '[./]adds\\(a:\\)(/|$)']]);
    expect(swiftRerun.arguments([test], [])).toHaveLength(2);
  });

  it('gets the target for xcodebuild, where it is known', () => {
    expect(xcodebuildRerun.commands([base])).toEqual([['xcodebuild', 'test', '-only-testing:M/C/testA']]);
    expect(xcodebuildRerun.arguments([base], ['-scheme', 'x'])).toEqual(['-only-testing:M/C/testA']);
    expect(xcodebuildRerun.arguments([base], ['-only-testing:x'])).toMatch(/already/);
    expect(xcodebuildRerun.arguments([{ ...base, rerunId: 'C/testA' }], [])).toMatch(/target/);
  });
});
