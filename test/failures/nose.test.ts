import { describe, expect, it } from 'vitest';
import type { FailureReport } from '../../src/failures/failure.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

const double = '='.repeat(70);
const single = '-'.repeat(70);

function block(header: string, error = 'AssertionError: no'): string {
  return `${double}\n${header}\n${single}\nTraceback (most recent call last):\n  File "/src/t.py", line 3, in f\n    x\n${error}\n\n`;
}

function closing(tests: number, verdict: string): string {
  return `${single}\nRan ${tests} tests in 0.001s\n\n${verdict}\n`;
}

function said(report: FailureReport): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(report.runners.map(({ runner, failures }) => [runner, failures.map(({ id }) => id)]));
}

describe('nose', () => {
  it('tells places, messages and how to select each test', () => {
    const { failures = [] } = reportOf(readLog(recording('nose', 'all')), 'nose') ?? {};
    expect(failures).toMatchObject([
      {
        id: 'tests.test_classes.TestBrokenClass',
        unit: 'class',
        rerunId: 'tests.test_classes:TestBrokenClass',
        outcome: 'error',
      },
      { rerunId: 'tests.test_classes:TestBrokenSetup.test_needs_server', message: 'RuntimeError: no server' },
      { rerunId: 'tests.test_classes:TestPlain.test_method', line: 6, file: '/src/tests/test_classes.py' },
      { id: 'Adding works.', rerunId: null },
      { id: 'tests.test_module_fixture', unit: 'module', rerunId: 'tests.test_module_fixture' },
      { rerunId: 'tests.test_classes:CaseTest.test_case', outcome: 'failed' },
      { rerunId: null },
      { rerunId: 'tests.test_functions:test_assert', message: 'AssertionError: sum' },
      { rerunId: null },
      { rerunId: null },
    ]);
  });

  it('of which two tests have one name cannot select either', () => {
    const log = block('ERROR: Failure: ImportError (No module named six)').repeat(2) + closing(2, 'FAILED (errors=2)');
    expect(reportOf(readLog(log), 'nose')).toMatchObject({
      counts: { errors: 2 },
      failures: [{ id: 'Failure: ImportError (No module named six)', unit: 'module', rerunId: null }],
      warnings: [],
    });
  });

  it('has those of the list alone, not what a test printed', () => {
    const log =
      block('FAIL: m.T.test_printed') + block('FAIL: m.T.test_real') + closing(5, 'FAILED (SKIP=1, failures=1)');
    expect(said(readLog(log))).toEqual({ nose: ['m.T.test_real'] });
    expect(said(readLog(block('FAIL: m.T.test_printed') + closing(5, 'OK (SKIP=1)')))).toEqual({ nose: [] });
  });

  it('that counts more than it lists says so', () => {
    const log = block('FAIL: m.T.test_x') + closing(5, 'FAILED (SKIP=1, failures=2)');
    expect(reportOf(readLog(log), 'nose')?.warnings).toEqual(['nose counts 2 that failed, but its list has 1']);
  });

  it('that was killed has what it had printed', () => {
    expect(reportOf(readLog(block('FAIL: m.T.test_x')), 'nose')).toMatchObject({ complete: false, counts: null });
  });
});

describe('lists of one shape', () => {
  it.each([
    ['unittest', block('FAIL: test_x (m.T)') + closing(2, 'FAILED (failures=1)')],
    ['nose', block('FAIL: test_x (m.T)') + block('FAIL: m.test_y') + closing(2, 'FAILED (failures=2)')],
    ['nose', block('FAIL: test_x (m.T)') + closing(2, 'FAILED (SKIP=1, failures=1)')],
    ['subunit2pyunit', block('FAIL: setUpClass (m.T)\nsetUpClass (m.T)') + closing(2, 'FAILED (failures=1)')],
    [
      'testr',
      `${block('FAIL: setUpClass (m.T)\ntags: worker-0')}Ran 2 tests in 0.001s (+0.001s)\nFAILED (id=0, failures=1)\n`,
    ],
    ['testr', `${block('FAIL: setUpClass (m.T)')}Ran 2 (+1) tests in 0.001s\nFAILED (id=0, failures=1 (+1))\n`],
    ['testr', `${block('FAIL: m.T.test_x')}FAILED (id=0, failures=1)\n`],
    ['testtools', `Tests running...\n${block('ERROR: setUpClass (m.T)')}Ran 1 test in 0.001s\nFAILED (failures=1)\n`],
    [
      'testtools',
      `Tests running...\n${double}\nUNEXPECTED SUCCESS: m.T.test_x\n${single}\n\nRan 1 test in 0.001s\nFAILED (failures=1)\n`,
    ],
  ])('are those of %s alone', (runner, log) => {
    expect(Object.keys(said(readLog(log)))).toEqual([runner]);
    expect(said(readLog(log))[runner]?.length).toBeGreaterThan(0);
  });

  it('that are someone else’s are left alone', () => {
    expect(said(readLog(`${double}\nFAIL: something\n${single}\nno\n`))).toEqual({});
    expect(said(readLog('FAILED (id=0, failures=1)\nPASSED (id=1)\nTests failed\nRan 3 tests in 1.0s\n'))).toEqual({});
  });

  it('with only the return code of a worker say that', () => {
    const log = `${double}\nFAIL: process-returncode\ntags: worker-0\n${single}\nreturncode 3\nRan 1 tests\nFAILED (id=1, failures=1)\n`;
    expect(reportOf(readLog(log), 'testr')?.failures).toMatchObject([
      { id: 'process-returncode', unit: 'suite', rerunId: null, message: 'returncode 3' },
    ]);
  });

  it('do not say how to load what testtools cannot load', () => {
    const { failures = [] } = reportOf(readLog(recording('testtools', 'all')), 'testtools') ?? {};
    expect(failures.filter(({ rerunId }) => rerunId === null).map(({ id }) => id)).toEqual([
      'tests.test_failing.FailingTest.test_1 two words',
      'tests.test_failing.FailingTest.test_2 x::y - z',
      'tests.test_failing.FailingTest.test_3 [b] #1 "q"',
      'tests.test_failing.FailingTest.test_unexpected',
    ]);
  });

  it('of any length take little time', () => {
    const took = processorTime();
    const log = `${double}\nFAIL: m.T.test_x\n${single}\n${`${single}\nRan 1 test in 0.001s\n\n`.repeat(20_000)}`;
    expect(said(readLog(log))).toEqual({ nose: ['m.T.test_x'] });
    expect(said(readLog(`FAILED (${'a=1, '.repeat(10_000)})\nRan ${'1'.repeat(60_000)} tests\n`.repeat(20)))).toEqual(
      {},
    );
    expect(took()).toBeLessThan(bounded);
  });
});
