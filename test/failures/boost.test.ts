import { describe, expect, it } from 'vitest';
import { createFailureReader } from '../../src/failures/reader.ts';
import { boostRerun } from '../../src/failures/reruns/boost.ts';
import { readError } from '../../src/failures/runners/boost-test.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'boost');
}

const error = 't.cc(9): error: in "s/a": check x has failed';

describe('Boost.Test', () => {
  it('tells the first error of a test', () => {
    expect(read(recording('boost', 'level-all'))?.failures).toMatchObject([
      {
        id: 'suite/adds',
        message: 'check 1 + 1 == 3 has failed [1 + 1 != 3]',
        file: 'tests.cc',
        line: 19,
        durationMs: 0,
      },
      { id: 'suite/throws', message: 'std::runtime_error: out of reach', file: null, line: null, outcome: 'error' },
      { id: 'suite/data/_1', excerpt: expect.arrayContaining(['    value = 2; ']) },
      { id: 'requires_more', message: 'a "message" with [brackets]' },
    ]);
  });

  it('reports on the other stream, perhaps before its log', () => {
    const reader = createFailureReader();
    reader.push('stdout', Buffer.from('Running 1 test case...\n'));
    reader.push('stderr', Buffer.from('\n*** 1 failure is detected in the test module "m"\n'));
    reader.push('stdout', Buffer.from(`${error}\n`));
    expect(reportOf(reader.end(), 'boost')).toMatchObject({ complete: true, failures: [{ id: 's/a' }] });
  });

  it('breaks in a fixture of the whole module', () => {
    const log = `Running 2 test cases...\nt.cc(3): error: in "Test setup": no\n*** 1 failure is detected in the test module "m"\n`;
    expect(read(log)).toMatchObject({
      failures: [{ id: 'Test setup', unit: 'suite', rerunId: null }],
      counts: { errors: 1 },
    });
  });

  it('says where it names none that failed', () => {
    const log = 'Running 2 test cases...\n*** 1 failure is detected in the test module "m"\n';
    expect(read(log)?.warnings).toEqual(['Boost.Test says that tests failed, but names none']);
  });

  it('is not there without its first line', () => {
    expect(read(`${error}\n*** 1 failure is detected in the test module "m"\n`)).toBeUndefined();
  });
});

describe('an error of Boost.Test', () => {
  it.each([
    ['/a/t.cc:9: fatal error: in "s/a": signal: SIGSEGV', { file: '/a/t.cc', line: 9, isFatal: true }],
    ['unknown location(0): fatal error: in "a": x', { file: null, line: null }],
    [error, { name: 's/a', message: 'check x has failed' }],
  ])('%s', (text, known) => {
    expect(readError(text)).toMatchObject(known);
  });

  it.each(['t.cc(9): error: x', 't.cc: error: in "a": x', 't.cc(9): error: in "a'])('is not "%s"', (text) => {
    expect(readError(text)).toBeNull();
  });
});

describe('the rerun of Boost.Test', () => {
  it('is what ran just these when it was recorded', () => {
    const failures = read(recording('boost', 'rerun'))?.failures ?? [];
    expect(boostRerun.arguments(failures, [])).toEqual(['--run_test=suite/adds:suite/data/_1:requires_more']);
  });

  it('does not go with another selection', () => {
    expect(boostRerun.arguments([], ['-t', 'a'])).toMatch(/already/);
  });
});
