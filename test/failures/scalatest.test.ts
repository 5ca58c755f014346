import { describe, expect, it } from 'vitest';
import { scalatestRerun } from '../../src/failures/reruns/scalatest.ts';
import { readLog, reportOf } from './read-log.ts';

// ScalaTest cannot be had on Debian or npm: these texts follow its tools/StringReporter.scala and sbt's TestResultLogger.

function read(log: string) {
  return reportOf(readLog(log), 'scalatest');
}

const sbt = `[info] compiling 1 Scala source
[info] CalcSpec:
[info] A calculator
[info]   when empty
[info]   - should add *** FAILED ***
[info]     3 did not equal 4 (CalcSpec.scala:12)
[info]   - should subtract
[info]   when full
[info]   - should add (12 milliseconds)
[info] - should stand alone *** FAILED *** (1 second, 20 milliseconds)
[info]   java.lang.IllegalStateException: boom
[info]   at calc.CalcSpec.f(CalcSpec.scala:20)
[info]   ...
[info] - should be ignored !!! IGNORED !!!
[info] BrokenSpec:
[info] calc.BrokenSpec *** ABORTED ***
[info] Run completed in 200 milliseconds.
[info] Total number of tests run: 4
[info] Suites: completed 1, aborted 1
[info] Tests: succeeded 2, failed 2, canceled 0, ignored 1, pending 0
[info] *** 1 SUITE ABORTED ***
[info] *** 2 TESTS FAILED ***
[error] Failed tests:
[error] \tcalc.CalcSpec
[error] Error during tests:
[error] \tcalc.BrokenSpec
[error] (Test / test) sbt.TestsFailedException: Tests unsuccessful
`;

describe('scalatest', () => {
  it('says what failed through sbt, with the titles above it', () => {
    expect(read(sbt)).toMatchObject({
      complete: true,
      counts: { ran: 4, failed: 2, skipped: 1 },
      warnings: [],
      failures: [
        {
          id: 'CalcSpec › A calculator when empty should add',
          rerunId: 'calc.CalcSpec A calculator when empty should add',
          message: '3 did not equal 4',
          file: 'CalcSpec.scala',
          line: 12,
        },
        {
          id: 'CalcSpec › A calculator should stand alone',
          message: 'java.lang.IllegalStateException: boom',
          line: 20,
          durationMs: 1020,
        },
        { id: 'calc.BrokenSpec', unit: 'suite', outcome: 'error', rerunId: 'calc.BrokenSpec' },
      ],
    });
  });

  it('says what failed without sbt, but cannot select it without the package', () => {
    const report = read(sbt.replaceAll('[info] ', '').replace(/\[error\].*/s, ''));
    expect(report?.failures.map(({ id, rerunId }) => [id, rerunId])).toEqual([
      ['CalcSpec › A calculator when empty should add', null],
      ['CalcSpec › A calculator should stand alone', null],
      ['calc.BrokenSpec', 'calc.BrokenSpec'],
    ]);
  });

  it('is silent about logs of others', () => {
    expect(read('Tests:\n- a\n- b *** FAILED\n[info] hello\n[info] - x\n*** FAILED ***\n')).toBeUndefined();
    expect(read(`${'- '.repeat(20_000)}*** FAILED ***x\n`)).toBeUndefined();
  });

  it('is run again by suite and whole name', () => {
    const failures = read(sbt)?.failures ?? [];
    const tasks = [
      'testOnly calc.CalcSpec -- -t "A calculator when empty should add" -t "A calculator should stand alone"',
      'testOnly calc.BrokenSpec',
    ];
    expect(scalatestRerun.commands(failures)).toEqual([['sbt', ...tasks]]);
    expect(scalatestRerun.arguments(failures, ['-no-colors'])).toEqual(tasks);
    expect(scalatestRerun.arguments(failures, ['test'])).toMatch(/own/);
    expect(scalatestRerun.commands(failures.map((each) => ({ ...each, rerunId: 'a.B x "y"' })))).toMatch(/quotes/);
  });
});
