import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { createFailureReader } from '../../src/failures/reader.ts';
import { shunit2Rerun } from '../../src/failures/reruns/shunit2.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(stdout: Uint8Array | string, stderr = '') {
  if (stderr === '') return reportOf(readLog(stdout), 'shunit2');
  const reader = createFailureReader();
  reader.push('stdout', Buffer.from(stdout));
  reader.push('stderr', Buffer.from(stderr));
  return reportOf(reader.end(), 'shunit2');
}

describe('shunit2', () => {
  it('tells why a test failed', () => {
    const failures = read(recording('shunit2', 'default'))?.failures ?? [];
    const of = (id: string) => failures.find((failure) => failure.id === id);
    expect(of('testPlain')?.message).toBe('expected:<3> but was:<2>');
    expect(of('testTwice')?.excerpt).toEqual(['ASSERT:first', 'ASSERT:expected:<a> but was:<b>']);
    expect(of('testReturns')?.message).toBe('it returned non-zero');
  });

  it('tells a forged assert from the errors on the other stream', () => {
    const log = 'testA\nASSERT:no\ntestB\nASSERT:printed\n\nRan 2 tests.\n\nFAILED (failures=2)\n';
    const errors = 'shunit2:ERROR testA() returned non-zero return code.\n';
    expect(read(log, errors)?.failures.map(({ id }) => id)).toEqual(['testA']);
    expect(read(log)?.failures.map(({ id }) => id)).toEqual(['testA', 'testB']);
  });

  it('tells a forged assert by the count, if that leaves no doubt', () => {
    const asserts = 'testA\nASSERT:expected:<1> but was:<2>\ntestB\nASSERT:printed\n';
    const log = (failed: number) => `${asserts}\nRan 2 tests.\n\nFAILED (failures=${failed})\n`;
    expect(read(log(2))?.failures.map(({ id }) => id)).toEqual(['testA']);
    expect(read(log(3))?.failures.map(({ id }) => id)).toEqual(['testA', 'testB']);
  });

  it('run several times has the failures of all', () => {
    const run = (name: string) => `${name}\nASSERT:no\n\nRan 1 test.\n\nFAILED (failures=1)\n`;
    expect(read(run('testA') + run('testB'))).toMatchObject({
      complete: true,
      counts: { ran: 2, failed: 2 },
      failures: [{ id: 'testA' }, { id: 'testB' }],
    });
  });

  it('is quiet about what only looks like it, and quick', () => {
    expect(read('testA\nASSERT:no\nRan 3 tests.\n')).toBeUndefined();
    const took = processorTime();
    read(`${'testA\nASSERT:no\n'.repeat(50_000)}${'testA'.repeat(50_000)}\n`);
    expect(took()).toBeLessThan(bounded);
  });
});

describe('its rerun', () => {
  const failures = ['testA', 'testB'].map((id) => makeFailure({ id, runner: 'shunit2' }));

  it('names the tests behind the script', () => {
    expect(shunit2Rerun.arguments(failures, ['a_test.sh'])).toEqual(['--', 'testA', 'testB']);
  });

  it('needs to know the script', () => {
    expect(shunit2Rerun.arguments(failures, [])).toMatch(/script/);
    expect(shunit2Rerun.arguments(failures, ['a.sh', '--', 'testC'])).toMatch(/selects? tests already/);
    expect(shunit2Rerun.commands(failures)).toMatch(/which script/);
  });
});
