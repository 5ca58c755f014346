import { describe, expect, it } from 'vitest';
import { ctestRerun } from '../../src/failures/reruns/ctest.ts';
import { readListed, readVerdict } from '../../src/failures/runners/ctest-line.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'ctest');
}

const head = 'Test project /src/build\n';

describe('a verdict of ctest', () => {
  it.each([
    [' 2/10 Test  #2: fails ............................***Failed    0.05 sec', 'fails', 'Failed', 'failed'],
    ['1/1 Test #1: a ... b ...***Timeout   1.00 sec', 'a ... b', 'Timeout', 'failed'],
    ['    Test  #3: again ...   Passed    0.01 sec', 'again', 'Passed', 'passed'],
    ['7/9 Test #7: x ....Subprocess aborted***Exception:   0.00 sec', 'x', 'Exception:', 'failed'],
    ['6/9 Test #6: x ....***Exception: SegFault  0.00 sec', 'x', 'Exception: SegFault', 'failed'],
    ['8/9 Test #8: x ....***Skipped   0.00 sec', 'x', 'Skipped', 'skipped'],
    ['9/9 Test #9: x ....***Not Run (Disabled)   0.00 sec', 'x', 'Not Run (Disabled)', 'skipped'],
    ['1/1 MemCheck #1: x ....   Passed    0.01 sec', 'x', 'Passed', 'passed'],
    ['11/16 Test #11: x ....***Failed  Required regular expression not found. Regex=[a***', 'x', null, 'failed'],
    ['16/16 Test #16: without_blank....***Failed    0.01 sec', 'without_blank', 'Failed', 'failed'],
  ])('%s', (text, name, status, outcome) => {
    expect(readVerdict(text)).toMatchObject({ name, outcome, ...(status === null ? {} : { status }) });
  });

  it.each(['2/10 Testing: x', '  Test #3: passes', 'Test case: #3', ''])('is not "%s"', (text) => {
    expect(readVerdict(text)).toBeNull();
  });

  it('has a duration', () => {
    expect(readVerdict('1/1 Test #1: x ....***Failed    1.25 sec')?.durationMs).toBe(1250);
  });
});

describe('a line of the list of ctest', () => {
  it.each([
    ['\t  2 - fails (Failed)', 'fails'],
    ['\t 12 - a (b) (Timeout)', 'a (b)'],
    ['\t 12 - labelled (SEGFAULT)                   slow unit', 'labelled'],
    ['\t 12 - x (Failed) (Subprocess aborted)', 'x (Failed)'],
  ])('%s', (text, name) => {
    expect(readListed(text)?.name).toBe(name);
  });

  it.each(['1 - x', '1 - x (Fine)', 'Errors while running CTest', '1 - x (Failed)y'])('is not "%s"', (text) => {
    expect(readListed(text)).toBeNull();
  });
});

describe('ctest', () => {
  it('without a list has what its lines say', () => {
    const log = `${head}1/2 Test #1: a ...***Failed  0.01 sec\nsome output\n\n2/2 Test #2: b ...   Passed  0.01 sec\n`;
    expect(read(log)).toMatchObject({ complete: false, counts: null, failures: [{ id: 'a', durationMs: 10 }] });
    expect(read(log)?.failures[0]?.excerpt).toContain('some output');
  });

  it('names the tests of GoogleTest inside, and runs the whole test again', () => {
    const report = readLog(recording('ctest', 'output'));
    expect(report.runners.map(({ runner }) => runner)).toEqual(['ctest']);
    const failure = report.runners[0]?.failures.find(({ id }) => id === 'unit_tests');
    expect(failure).toMatchObject({ runner: 'ctest', rerunId: 'unit_tests', file: '/src/unit.cc' });
    expect(failure?.message).toMatch(/^Unit\.Fails: .*\(and 1 more: Unit\.FailsToo\)$/);
  });

  it('takes a test that crashed for an error', () => {
    const failures = read(recording('ctest', 'all'))?.failures ?? [];
    expect(failures.filter(({ outcome }) => outcome === 'error').map(({ id }) => id)).toEqual([
      ...['times_out', 'segfault', 'aborts', 'not_found'],
    ]);
  });

  it('of 4.0 leaves out that none failed', () => {
    expect(read('100% tests passed out of 7\n\nTotal Test time (real) =   0.01 sec\n')).toMatchObject({
      complete: true,
      counts: { ran: 7, failed: 0 },
      warnings: [],
    });
  });

  it('says where its list is shorter than its count', () => {
    const log = '50% tests passed, 2 tests failed out of 4\n\nThe following tests FAILED:\n\t  1 - a (Failed)\n';
    expect(read(log)?.warnings).toEqual(['CTest counts 2 that failed, but names 1']);
  });

  it('of Windows ends a status with a line', () => {
    const log =
      '50% tests passed, 2 tests failed out of 4\n\nThe following tests FAILED:\n\t  1 - a b (Exit code 0xc0000135\n)\n\t  2 - c (Failed)\n';
    expect(read(log)?.failures).toMatchObject([{ id: 'a b', message: 'Exit code 0xc0000135' }, { id: 'c' }]);
  });

  it('is believed about a list without its heading only where ctest ends', () => {
    expect(read('1127 - A.b (Failed)\n1128 - A.c (Timeout)\nErrors while running CTest\n')?.failures).toHaveLength(2);
    expect(read('1127 - A.b (Failed)\nsomething else\n')).toBeUndefined();
    expect(read(`${head}1/1 Test #1: a ...***Failed  0.01 sec\n7 - fake (Failed)\nmore\n`)?.failures).toHaveLength(1);
  });
});

describe('the rerun of ctest', () => {
  it('is what ran just these when it was recorded', () => {
    const failures = read(recording('ctest', 'rerun'))?.failures ?? [];
    expect(ctestRerun.arguments(failures, ['--output-on-failure'])).toEqual([
      '-R',
      '^(a - b \\(c\\) \\[d\\] \\.\\* #e ü \\+ "q"|segfault)$',
    ]);
  });

  it('names a test once', () => {
    const failures = read(recording('ctest', 'gtest'))?.failures ?? [];
    expect(ctestRerun.commands(failures)).toEqual([['ctest', '--output-on-failure', '-R', '^unit_tests$']]);
  });

  it.each([['-R'], ['--rerun-failed'], ['--tests-regex=x'], ['-I']])('does not go with %s', (option) => {
    expect(ctestRerun.arguments([], ['-j4', option])).toMatch(/already/);
  });
});
