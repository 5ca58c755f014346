import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { nextestRerun } from '../../src/failures/reruns/nextest.ts';
import { readStatus, readSummary } from '../../src/failures/runners/nextest-line.ts';
import { readLog, reportOf } from './read-log.ts';

// Lines as nextest-runner/src/reporter/displayer/imp.rs of nextest writes them.
const starting = '    Starting 3 tests across 1 binary\n';

function read(log: string) {
  return reportOf(readLog(log), 'nextest');
}

describe('nextest', () => {
  it.each([
    ['        FAIL [   1.000s] (  9/100) bin test_name', 'failed'],
    [' FAIL + LEAK [   1.000s] ( 10/100) bin test_name', 'failed'],
    ['       XFAIL [   1.000s] bin test_name', 'failed'],
    ['   LEAK-FAIL [   1.000s] bin test_name', 'failed'],
    ['     TIMEOUT [  60.000s] [1/3] (13/100) bin test_name', 'failed'],
    ['     SIGSEGV [   1.000s] (─────────) bin test_name', 'failed'],
    ['ABORT SIG 42 [   1.000s] bin test_name', 'failed'],
    [' FLKY-FL 2/2 [   1.000s] bin test_name', 'failed'],
    ['  TRY 2 FAIL [   1.000s] bin test_name', 'tried'],
    ['   TRY 2 TMT [  60.000s] bin test_name', 'tried'],
    ['  TRY 2 PASS [   1.000s] bin test_name', 'flaky'],
    ['   FLAKY 2/3 [   1.000s] bin test_name', 'flaky'],
    ['  SETUP FAIL [   1.000s] db: ./db.sh', 'setup'],
  ])('reads %s', (line, kind) => {
    expect(readStatus(line)?.kind).toBe(kind);
  });

  it.each([
    '        PASS [   1.000s] bin test_name',
    'TIMEOUT-PASS [ 240.000s] bin test_name',
    '        SLOW [> 60.000s] bin test_name',
    '  SETUP PASS [   1.000s] db: ./db.sh',
    '    FAIL [   1.000s] bin test_name',
    'FAIL [ 50%] bin test_name',
  ])('does not take for a failure: %s', (line) => {
    expect(readStatus(line)).toBeNull();
  });

  it('reads its summary', () => {
    const line =
      '     Summary [  15.750s] 8/10 tests run: 5 passed (1 slow, 1 flaky), 2 failed, 1 exec failed, 1 timed out, 2 skipped';
    expect(readSummary(line)).toEqual({ ran: 8, planned: 10, failed: 3, errors: 1, skipped: 2 });
  });

  it('says what did not run, and what a test printed', () => {
    const output = "  stderr ───\n    thread 't' panicked at src/lib.rs:3:5:\n    oops\n";
    const line = '        FAIL [   0.142s] bin::it tests::a b\n';
    const log = `${starting}${line}${output}────────────\n     Summary [   0.143s] 1/3 tests run: 0 passed, 1 failed, 0 skipped\n${line}`;
    expect(read(log)).toMatchObject({
      warnings: ['2 of 3 tests were not run'],
      counts: { ran: 1, failed: 1 },
      failures: [{ id: 'bin::it tests::a b', message: 'oops', file: 'src/lib.rs', line: 3, durationMs: 142 }],
    });
  });

  it('knows a test that failed in its last try from a flaky one', () => {
    const lines = [
      '  TRY 1 FAIL [   0.1s] bin a',
      '  TRY 2 PASS [   0.1s] bin a',
      '  TRY 1 FAIL [   0.1s] bin b',
      '  TRY 2 FAIL [   0.1s] bin b',
    ];
    const log = `${starting}${lines.join('\n')}\n     Summary [   0.1s] 2 tests run: 1 passed (1 flaky), 1 failed, 0 skipped\n`;
    expect(read(log)).toMatchObject({ failures: [{ id: 'bin b', attempt: 2 }], flaky: [{ id: 'bin a' }] });
  });

  it('is rerun by an expression for each test', () => {
    const failures = [makeFailure({ id: 'bin::it a, (b)', runner: 'nextest' })];
    const expected = ['-E', 'binary_id(=bin::it) & test(=a\\, (b\\))'];
    expect(nextestRerun.commands(failures)).toEqual([['cargo', 'nextest', 'run', ...expected]]);
    expect(nextestRerun.arguments(failures, ['--no-fail-fast'])).toEqual(expected);
    expect(nextestRerun.arguments(failures, ['-E', 'all()'])).toMatch(/selects tests already/);
  });
});
