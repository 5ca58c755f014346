import { describe, expect, it } from 'vitest';
import { catch2Rerun } from '../../src/failures/reruns/catch2.ts';
import { joinName } from '../../src/failures/runners/catch2-test.ts';
import { readTotals, readVerdict } from '../../src/failures/runners/catch2-totals.ts';
import { expectedOnes } from '../../src/failures/runners/expected-failures.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'catch2');
}

const rule = '-'.repeat(79);

function block(name: string, body: string): string {
  return `${rule}\n${name}\n${rule}\nt.cc:4\n${'.'.repeat(79)}\n\n${body}\n`;
}

const failed = 't.cc(5): FAILED:\n  CHECK( false )\n';

describe('Catch2', () => {
  it('tells the first assertion of a test case', () => {
    expect(read(recording('catch2', 'all'))?.failures).toMatchObject([
      { message: 'CHECK( 1 + 1 == 3 )', file: 'tests.cc' },
      { message: 'due to unexpected exception with message: out of reach' },
      { message: 'explicitly with messages: some context on purpose' },
      { message: 'REQUIRE( false )' },
      { message: 'REQUIRE( 1 == 2 )' },
    ]);
  });

  it('of version 3 counts skipped ones', () => {
    const log = `Randomness seeded to: 3\n${block('a', failed)}${'='.repeat(79)}\ntest cases: 4 | 2 passed | 1 failed | 1 skipped\nassertions: 5 | 4 passed | 1 failed\n`;
    expect(read(log)).toMatchObject({
      complete: true,
      counts: { ran: 3, failed: 1, skipped: 1 },
      failures: [{ id: 'a', file: 't.cc', line: 5 }],
    });
  });

  it('says where it does not tell which failures were expected', () => {
    const log = `${block('one', failed)}${block('two', failed)}${'='.repeat(79)}\ntest cases: 2 | 1 failed | 1 failed as expected\nassertions: 2 | 1 failed | 1 failed as expected\n`;
    expect(read(log)?.failures).toHaveLength(2);
    expect(read(log)?.warnings[0]).toMatch(/does not say which/);
  });

  it('is not there where a rule or a FAILED stands alone', () => {
    expect(read(`${rule}\nBUILD\n${rule}\nx: FAILED:\n`)).toBeUndefined();
    expect(read('Failed to connect\nPassed all tests\nNo tests ran\n')).toBeUndefined();
  });

  it('takes a durations line', () => {
    expect(read(recording('catch2', 'durations'))?.failures).toMatchObject([{ id: 'throws', durationMs: 0 }]);
  });
});

describe('a name that Catch2 wraps', () => {
  const long = 'a name that is so long that the console reporter has to wrap it where its';
  it.each([
    [[long, 'eightieth column ends'], `${long} eightieth column ends`, true],
    [[long, '  section'], long, true],
    [['short', 'other'], 'short', true],
    [[`${'x'.repeat(78)}-`, 'xx'], `${'x'.repeat(78)}xx`, false],
  ])('%j', (header, name, exact) => {
    expect(joinName(header)).toEqual({ name, exact });
  });
});

describe('the totals of Catch2', () => {
  it.each([
    ['5 | 1 passed | 2 failed | 2 failed as expected', { all: 5, passed: 1, failed: 2, expected: 2, skipped: 0 }],
    [' 12 |  7 passed |  5 failed', { all: 12, passed: 7, failed: 5, expected: 0, skipped: 0 }],
    ['- none - | 1 failed', { all: 0, passed: 0, failed: 1, expected: 0, skipped: 0 }],
  ])('%s', (text, totals) => {
    expect(readTotals(text)).toEqual(totals);
  });

  it.each(['5', '5 | 1 broken', 'x | 1 passed'])('are not "%s"', (text) => {
    expect(readTotals(text)).toBeNull();
  });

  it.each([
    ['Failed both 2 test cases, failed all 5 assertions.', 2],
    ['Failed 1 test case, failed 1 assertion.', 1],
    ['Passed all 4 test cases with 9 assertions.', 0],
  ])('may be short: %s', (text, count) => {
    expect(readVerdict(text)?.failed).toBe(count);
  });
});

describe('the failures that were expected', () => {
  const suspects = [
    { name: 'adds', assertions: 4 },
    { name: 'may fail', assertions: 1 },
    { name: 'throws', assertions: 1 },
  ];
  it.each([
    [{ tests: 1, assertions: 4 }, ['adds']],
    [{ tests: null, assertions: 6 }, ['adds', 'may fail', 'throws']],
    [{ tests: 1, assertions: 1 }, ['may fail']],
    [{ tests: 2, assertions: 1 }, []],
    [{ tests: 2, assertions: 5 }, null],
  ])('%j', (told, names) => {
    expect(expectedOnes(suspects, told)).toEqual(names);
  });

  it('are not sought among very many', () => {
    const many = Array.from({ length: 24 }, (_, index) => ({ name: `t${index}`, assertions: 1 }));
    expect(expectedOnes(many, { tests: 12, assertions: 12 })).toBeNull();
    expect(expectedOnes([...many, ...many], { tests: 1, assertions: 1 })).toBeNull();
  });
});

describe('the rerun of Catch2', () => {
  it('is what ran just these when it was recorded', () => {
    const failures = read(recording('catch2', 'rerun'))?.failures ?? [];
    expect(catch2Rerun.arguments(failures, ['-r', 'console', '-a'])).toEqual([
      'adds - wrong\\, \\[twice\\] :: \\"so\\" #1 \\\\ ü,throws',
    ]);
  });

  it('does not go with names that are there already', () => {
    expect(catch2Rerun.arguments([], ['[fast]'])).toMatch(/already/);
  });
});
