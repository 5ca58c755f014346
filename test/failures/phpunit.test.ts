import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { createFailureReader } from '../../src/failures/reader.ts';
import { phpunitRerun } from '../../src/failures/reruns/phpunit.ts';
import { filterName, readName } from '../../src/failures/runners/phpunit-name.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: Uint8Array | string) {
  return reportOf(readLog(log), 'phpunit');
}

const banner = 'PHPUnit 13.0.1 by Sebastian Bergmann and contributors.\n\n';

describe('a name of PHPUnit', () => {
  it.each([
    ['A\\BTest::testC', 'A\\BTest::testC', null],
    ['T::m with data set #1 (2)', 'T::m with data set #1', null],
    ['T::m with data set "a "b" (c)" (2)', 'T::m with data set "a "b" (c)"', null],
    ["T::m#1 with data ('x')", 'T::m#1', null],
    ["T::m@a b with data ('x')", 'T::m@a b', null],
    ['T::m (attempt 3 of 3)', 'T::m', 3],
    ["T::m#1 with data ('x') (repetition 2 of 2)", 'T::m#1', null],
  ])('%s', (text, id, attempt) => {
    expect(readName(text)).toEqual({ id, attempt, kind: 'test' });
  });

  it('may be a class or a file', () => {
    expect(readName('A\\BTest').kind).toBe('class');
    expect(readName('/src/a b.phpt').kind).toBe('phpt');
  });

  it.each([
    ['T::m#1', 'T::m with data set #1'],
    ['T::m@a b', 'T::m with data set "a b"'],
    ['T::m#name', 'T::m with data set "name"'],
    ['T::m with data set #1', 'T::m with data set #1'],
  ])('%s is filtered by %s', (id, name) => {
    expect(filterName(id)).toBe(name);
  });
});

describe('PHPUnit', () => {
  it('tells what failed, where and why', () => {
    const failures = read(recording('phpunit', 'default'))?.failures ?? [];
    const of = (id: string) => failures.find((failure) => failure.id === `Dox\\Tests\\FailingTest::${id}`);
    expect(of('testPlain')).toMatchObject({
      message: 'Failed asserting that 2 is identical to 3.',
      file: '/src/tests/FailingTest.php',
      line: 8,
      outcome: 'failed',
    });
    expect(of('testError')).toMatchObject({ message: 'RuntimeException: FAILURES! boom', outcome: 'error' });
    expect(of('testProvided')?.rerunId).toBeNull();
  });

  it('tells of a class in its fixture', () => {
    const log = `${banner}Time: 00:00.012, Memory: 14.00 MB\n\nThere was 1 error:\n\n1) A\\BTest\nException: no\n\nERRORS!\nTests: 1, Assertions: 0, Errors: 1.\n`;
    expect(read(log)).toMatchObject({ failures: [{ id: 'A\\BTest', unit: 'class', message: 'Exception: no' }] });
  });

  it('tells what passed when it was tried again', () => {
    const log = `${banner}Time: 00:00.012, Memory: 14.00 MB\n\nThere was 1 retried test:\n\n1) T::m#a\n2 failed attempts\n\nOK (3 tests, 3 assertions)\n`;
    expect(read(log)).toMatchObject({ failures: [], flaky: [{ id: 'T::m#a', attempt: 2 }], complete: true });
  });

  it('tells what PHP died of, on whichever stream', () => {
    const reader = createFailureReader();
    reader.push('stdout', Buffer.from(banner));
    reader.push('stderr', Buffer.from('PHP Parse error:  syntax error in /src/ATest.php on line 3\n'));
    expect(reportOf(reader.end(), 'phpunit')).toMatchObject({
      complete: false,
      failures: [{ id: '/src/ATest.php', unit: 'module', line: 3 }],
    });
    const inside = `${banner}An error occurred inside PHPUnit.\n\nMessage:  syntax error\nLocation: /src/BTest.php:4\n`;
    expect(read(inside)?.failures).toMatchObject([{ id: '/src/BTest.php', message: 'syntax error', line: 4 }]);
  });

  it('says when its lists are short', () => {
    const log = `${banner}FAILURES!\nTests: 3, Assertions: 3, Failures: 2, Skipped: 1.\n`;
    expect(read(log)).toMatchObject({
      counts: { ran: 2, failed: 2, errors: 0, skipped: 1 },
      warnings: ['PHPUnit counts 2 failures and errors, but its lists have 0'],
    });
  });

  it('leaves a run with messages for TeamCity to their reader', () => {
    const messages = "##teamcity[testCount count='1' flowId='1']\n\n";
    const time = 'Time: 00:00.020, Memory: 6.00 MB\n\n';
    expect(read(`${banner}${messages}${time}FAILURES!\nTests: 1, Assertions: 1, Failures: 1.\n`)).toBeUndefined();
    expect(read(`${banner}${messages}`)).toBeUndefined();
    expect(read(`${banner}${messages}${time}OK (1 test, 1 assertion)\n${banner}`)).toMatchObject({ complete: false });
  });

  it("is quiet about JUnit 4's list and what a parse error of others is, and quick", () => {
    const junit =
      'There was 1 failure:\n1) testFoo(com.X)\njava.lang.AssertionError\n\nFAILURES!!!\nTests run: 1,  Failures: 1\n';
    expect(read(junit)).toBeUndefined();
    expect(read('Parse error: no in /a.php on line 1\n')).toBeUndefined();
    const took = processorTime();
    read(`${banner}There were 9 errors:\n\n1) ${'a::'.repeat(20_000)}\n${'Tests: 1, '.repeat(20_000)}.\n`);
    expect(took()).toBeLessThan(bounded);
  });
});

describe('its rerun', () => {
  const failures = ['A\\T::m#1', "A\\T::it's"].map((id) => makeFailure({ id, runner: 'phpunit' }));

  it('is one filter', () => {
    const filter = "/^(?:A\\\\T::m with data set \\#1|A\\\\T::it's)$/";
    expect(phpunitRerun.arguments(failures, ['tests'])).toEqual(['--filter', filter]);
  });

  it('refuses beside another filter, and a file that is no test', () => {
    expect(phpunitRerun.arguments(failures, ['--filter=x'])).toMatch(/selects tests already/);
    const broken = makeFailure({ id: '/src/ATest.php', runner: 'phpunit', unit: 'module' });
    expect(phpunitRerun.commands([broken])).toMatch(/cannot select/);
  });
});
