import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { doctestRerun } from '../../src/failures/reruns/doctest.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'doctest');
}

describe('doctest', () => {
  it('tells the first error of a test case', () => {
    expect(read(recording('doctest', 'all'))?.failures).toMatchObject([
      { message: 'CHECK( 1 + 1 == 3 ) is NOT correct!', file: 'tests.cc', outcome: 'failed' },
      { id: 'throws', message: 'test case THREW exception: out of reach', outcome: 'error' },
      { id: 'stops at a REQUIRE', message: 'REQUIRE( 1 == 2 ) is NOT correct!' },
      { message: "Should have failed but didn't! Marking it as failed!", file: null },
      { id: 'should fail twice' },
      { message: 'Test case exceeded time limit of 0.001000!' },
      { id: 'Scenario: a scenario', rerunId: '  Scenario: a scenario' },
    ]);
  });

  it('takes the time that it is asked to print', () => {
    expect(read(recording('doctest', 'durations'))?.failures).toMatchObject([{ id: 'throws', durationMs: 0 }]);
  });

  it('says where it counts more than it names', () => {
    const log = '[doctest] test cases:  3 |  1 passed | 2 failed | 0 skipped\n';
    expect(read(log)?.warnings).toEqual(['doctest counts 2 that failed, but names 0']);
  });

  it('is not there where another runner has such rules', () => {
    const rule = '='.repeat(79);
    expect(read(`${rule}\nFAIL: test_x (m.T)\n${rule}\nt.cc(3): ERROR: x\n`)).toBeUndefined();
  });
});

describe('the rerun of doctest', () => {
  it('is what ran just these when it was recorded', () => {
    const failures = read(recording('doctest', 'rerun'))?.failures ?? [];
    expect(doctestRerun.arguments(failures, [])).toEqual([
      '--test-case=adds - wrong\\, [twice] :: "so" #1 \\\\ ü,  Scenario: a scenario',
    ]);
  });

  it('refuses what would be a pattern, and a second selection', () => {
    expect(doctestRerun.arguments([makeFailure({ id: 'a*', runner: 'doctest' })], [])).toMatch(/any text/);
    expect(doctestRerun.arguments([], ['-tc=a'])).toMatch(/already/);
    expect(doctestRerun.commands([])).toMatch(/which program/);
  });
});
