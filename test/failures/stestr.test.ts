import { describe, expect, it } from 'vitest';
import { createFailureReader } from '../../src/failures/reader.ts';
import { readLive } from '../../src/failures/runners/stestr-live.ts';
import { readSubunitId } from '../../src/failures/runners/subunit-id.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'stestr');
}

function totals({ passed = 1, failed = 0, skipped = 0, unexpected = 0 }): string {
  const tests = passed + failed + skipped + unexpected;
  return `\n======\nTotals\n======\nRan: ${tests} tests in 0.0105 sec.\n - Passed: ${passed}\n - Skipped: ${skipped}\n - Expected Fail: 0\n - Unexpected Success: ${unexpected}\n - Failed: ${failed}\nSum of execute time for each test: 0.0018 sec.\n`;
}

describe('an id of subunit', () => {
  it.each([
    ['a.b.T.test_x', { id: 'a.b.T.test_x' }],
    ['a.b.T.test_x[gate,smoke]', { id: 'a.b.T.test_x' }],
    ['a.b.T.test_x[id-1-2,smoke](one,two)', { id: 'a.b.T.test_x(one,two)' }],
    ['a.b.T.test_x [b] c', { id: 'a.b.T.test_x [b] c' }],
    ['setUpClass (a.b.T)', { id: 'a.b.T', unit: 'class' }],
    ['tearDownModule (a.b)', { id: 'a.b', unit: 'module' }],
    ['unittest.loader._FailedTest.a.b', { id: 'a.b', unit: 'module' }],
    ['unittest2.loader.ModuleImportFailure.a.b', { id: 'a.b', unit: 'module' }],
  ])('%s is %j', (text, test) => {
    expect(readSubunitId(text)).toEqual(test);
  });
});

describe('a live line of subunit-trace', () => {
  it.each([
    ['{0} a.T.test_x [0.001047s] ... FAILED', { name: 'a.T.test_x', status: 'FAILED', durationMs: 1.047 }],
    ['{12} a.T.test_x [] ... inprogress', { name: 'a.T.test_x', status: 'inprogress', durationMs: null }],
    ['{0} a.T.test_x [1.000000s +3.21%] ... ok', { name: 'a.T.test_x', status: 'other', durationMs: 1000 }],
    ['{0} a.T.test ... x [0.000001s] ... FAILED', { name: 'a.T.test ... x', status: 'FAILED', durationMs: 0.001 }],
  ])('%s', (text, line) => {
    expect(readLive(text)).toEqual(line);
  });

  it('of a skipped test has a reason that may end in any word', () => {
    expect(readLive('{0} a.T.test_x ... SKIPPED: later ... FAILED')?.status).toBe('other');
  });

  it.each(['{0}', '{x} a [0.1s] ... FAILED', '{0} a', ''])('is not %j', (text) => {
    expect(readLive(text)).toBeNull();
  });
});

describe('stestr', () => {
  it('tells message, place and duration', () => {
    const { failures = [] } = read(recording('stestr', 'all')) ?? {};
    expect(failures.find(({ id }) => id.endsWith('.test_error'))).toMatchObject({
      outcome: 'failed',
      message: "KeyError: 'FAILED - nothing'",
      file: '/src/tests/test_failing.py',
      line: 12,
      durationMs: expect.any(Number),
    });
    expect(failures.find(({ unit }) => unit === 'class')).toMatchObject({
      id: 'tests.test_fixtures.BrokenClassTest',
      outcome: 'error',
      message: 'RuntimeError: no cloud',
    });
  });

  it.each([
    [
      'each line is indented',
      '    Traceback (most recent call last):\n      File "/src/t.py", line 3, in test_x\n        f()\n    KeyError: 1\n',
    ],
    [
      'each line is a literal',
      "    b'Traceback (most recent call last):'\n    b'  File \"/src/t.py\", line 3, in test_x'\n    b'    f()'\n    b'KeyError: 1'\n",
    ],
  ])('of older versions has tracebacks of which %s', (_, traceback) => {
    const log = `{0} a.T.test_x [0.1s] ... FAILED\n`.replace('0.1s', '0.100000s');
    const report = read(`${log}\nCaptured traceback:\n~~~~~~~~~~~~~~~~~~~\n${traceback}\n${totals({ failed: 1 })}`);
    expect(report?.failures[0]).toMatchObject({ message: 'KeyError: 1', file: '/src/t.py', line: 3, durationMs: 100 });
  });

  it('reports tests that never returned, said on the other stream', () => {
    const reader = createFailureReader();
    reader.push('stdout', Buffer.from(totals({ passed: 2 })));
    reader.push(
      'stderr',
      Buffer.from(
        '\nThe following tests exited without returning a status\nand likely segfaulted or crashed Python:\n\n\t* a.T.test_x\n\n\t* a.T.test_y\n',
      ),
    );
    expect(reportOf(reader.end(), 'stestr')?.failures).toMatchObject([
      { id: 'a.T.test_x', outcome: 'error', message: 'exited without returning a status' },
      { id: 'a.T.test_y', outcome: 'error' },
    ]);
  });

  it('that counts more failures than it names says so', () => {
    const report = read(`{0} a.T.test_x [0.100000s] ... FAILED\n${totals({ failed: 2 })}`);
    expect(report?.warnings.join()).toMatch(/counts 2 failures, but names 1/);
  });

  it('that counts a failure and names none has lost a worker', () => {
    const report = read(totals({ failed: 1 }));
    expect(report?.failures).toMatchObject([{ id: 'process-returncode', rerunId: null, unit: 'suite' }]);
  });

  it('run twice has the failures and counts of both runs', () => {
    const one = `{0} a.T.test_x [0.100000s] ... FAILED\n${totals({ failed: 1 })}`;
    const report = read(one + one.replace('test_x', 'test_y'));
    expect(report?.failures.map(({ id }) => id)).toEqual(['a.T.test_x', 'a.T.test_y']);
    expect(report?.counts).toMatchObject({ ran: 4, failed: 2 });
  });

  it('whose discovery fails at no module in particular still reports it', () => {
    const rule = '='.repeat(25);
    const log = `\n${rule}\nFailures during discovery\n${rule}\nTraceback (most recent call last):\n  File "/src/run.py", line 1, in <module>\nOSError: no\n\n${'='.repeat(80)}\nThe above traceback was encountered during test discovery\n`;
    expect(read(log)).toMatchObject({
      complete: true,
      failures: [{ id: 'test discovery', rerunId: null, unit: 'suite', message: 'OSError: no' }],
    });
  });

  it('is not taken in by a list that a failing test prints', () => {
    const inner = `Failed 1 tests - output below:\n==============================\n\na.T.test_never\n--------------\n${totals({ failed: 1 })}`;
    const list = `\n==============================\nFailed 2 tests - output below:\n==============================\n\na.T.test_x\n----------\n\nCaptured stdout:\n~~~~~~~~~~~~~~~~\n    ${inner}\n\na.T.test_y\n----------\n`;
    const live = ['x', 'y'].map((name) => `{0} a.T.test_${name} [0.100000s] ... FAILED\n`).join('');
    const report = read(live + list + totals({ failed: 2 }));
    expect(report?.failures.map(({ id }) => id)).toEqual(['a.T.test_x', 'a.T.test_y']);
    expect(report?.counts).toMatchObject({ failed: 2 });
  });
});

it('what a test of stestr printed is no run of its own', () => {
  const list = (rest: string): string =>
    `${'='.repeat(70)}\nFAIL: test_a (m.T)\n${'-'.repeat(70)}\nTraceback\nAssertionError: a\n\n${rest}`;
  for (const printed of [
    `    Tests running...\n${list('Ran 1 test in 0.001s\nFAILED (failures=1)\n')}`,
    `    ${list(`${'-'.repeat(70)}\nRan 1 test in 0.001s\n\nFAILED (failures=1)\n`)}`,
  ]) {
    const log = `{0} m.T.test_prints [0.1s] ... ok\n\nCaptured stdout:\n~~~~~~~~~~~~~~~~\n${printed}\n{0} m.T.test_b [0.1s] ... ok\n${totals({ passed: 2 })}`;
    expect(readLog(log).runners.map(({ runner, failures }) => [runner, failures.length])).toEqual([['stestr', 0]]);
  }
});

describe('hostile lines', () => {
  it.each([
    ['brackets', `{0} ${' ['.repeat(4000)} ... FAILED\n`],
    ['dots', `{0} ${' ... '.repeat(2000)} ... FAILED\n`],
    ['rules', `Failed 9 tests - output below:\n${'-\n'.repeat(20_000)}`],
  ])('of %s are read fast and say nothing', (_, log) => {
    const took = processorTime();
    expect(read(log.repeat(20))?.failures ?? []).toEqual([]);
    expect(took()).toBeLessThan(bounded);
  });
});
