import { describe, expect, it } from 'vitest';
import { antRerun } from '../../src/failures/reruns/ant.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Buffer) {
  return reportOf(readLog(log), 'ant');
}

describe('ant', () => {
  it('says what happened and how long it took', () => {
    const failures = read(recording('ant', 'plain'))?.failures ?? [];
    expect(failures[1]).toMatchObject({
      message: 'sum <<< of two expected:<3> but was:<2>',
      durationMs: 1,
      outcome: 'failed',
      rerunId: null,
    });
    expect(failures[2]).toMatchObject({ message: 'first line', outcome: 'error' });
    expect(failures[5]).toMatchObject({
      id: 'calc.SetUpTest',
      unit: 'class',
      outcome: 'error',
      message: 'no database',
    });
  });

  it('names the classes that failed where nothing names their tests', () => {
    expect(read(recording('ant', 'summary'))?.failures[0]).toMatchObject({
      id: 'calc.CalcTest',
      unit: 'suite',
      message: null,
    });
  });

  it('says that a JVM died or took too long', () => {
    const log =
      '    [junit] Running a.B\n    [junit] Tests run: 1, Failures: 0, Errors: 1, Time elapsed: 0 sec\n    [junit] Test a.B FAILED (timeout)\n';
    expect(read(log)).toMatchObject({ failures: [{ id: 'a.B', unit: 'class', outcome: 'error' }] });
    expect(read(log)?.warnings[0]).toMatch(/a\.B/);
  });

  it('says where it was cut, and where its numbers disagree', () => {
    expect(read('    [junit] Testsuite: a.B\n')).toBeUndefined();
    const log =
      '[junit] Testsuite: a.B\n[junit] Tests run: 2, Failures: 2, Errors: 0, Time elapsed: 0.1 sec\n[junit] Testcase: x took 0.1 sec\n[junit] \tFAILED\n[junit] no\n[junit] Testsuite: a.C\n';
    expect(read(log)).toMatchObject({ complete: false, failures: [{ id: 'a.B.x', message: 'no' }] });
    expect(read(log)?.warnings).toEqual(['ant counts 2 failures and errors, but 1 are listed']);
  });

  it('tries a name in each of its shapes', () => {
    const log = (line: string): string =>
      `Testsuite: a.B\nTests run: 1, Failures: 1, Errors: 0, Time elapsed: 0.1 sec\n${line}\nno\n`;
    expect(read(log('Testcase: a took b took 0.1 sec\n\tFAILED'))?.failures[0]?.id).toBe('a.B.a took b');
    expect(read(log('Testcase: is (it)(a.B):\tFAILED'))?.failures[0]?.id).toBe('a.B.is (it)');
    expect(read(log('Testcase: is:\tCaused an ERROR'))?.failures[0]?.id).toBe('a.B.is');
  });

  it('cannot be told to run some tests', () => {
    expect(antRerun.commands([])).toMatch(/build\.xml/);
    expect(antRerun.arguments([], [])).toMatch(/build\.xml/);
  });

  it('is quick with what only looks like it', () => {
    expect(read(`Testcase: ${'(a'.repeat(20_000)}\n`)).toBeUndefined();
  });
});
