import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { jestRerun } from '../../src/failures/reruns/jest.ts';
import { readNumbers } from '../../src/failures/runners/jest-closing.ts';
import { readHeader } from '../../src/failures/runners/jest-header.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string) {
  return reportOf(readLog(log), 'jest');
}

function block(title: string, message = 'boom', place = 'tests/a.test.js:3:7'): string {
  return `  ● ${title}\n\n    ${message}\n\n      at Object.<anonymous> (${place})\n\n`;
}

const closing =
  'Test Suites: 1 failed, 1 total\nTests:       1 failed, 2 passed, 3 total\nSnapshots:   0 total\nTime:        1 s\n';

describe('the heading of a file', () => {
  it.each([
    ['FAIL tests/a.test.js', 'tests/a.test.js'],
    ['FAIL ./a.test.js (5.8s)', './a.test.js'],
    ['FAIL src/a.test.js (5.8 s, 120 MB heap size)', 'src/a.test.js'],
    [' FAIL  tests/a b/a.test.js', 'tests/a b/a.test.js'],
    [' FAIL   unit  tests/a b/a.test.js (12 MB heap size)', 'tests/a b/a.test.js'],
    ['FAIL slow tests tests/a b.test.js', 'tests/a b.test.js'],
    ['FAIL @scope/core packages/core/a.test.js', 'packages/core/a.test.js'],
  ])('%s', (text, path) => {
    expect(readHeader(text)).toMatchObject({ failed: true, path });
  });

  it.each([
    'FAIL',
    'FAIL: TestFoo',
    'FAIL\tgithub.com/a/b',
    '  FAIL tests/a.test.js',
    'FAILED (failures=1)',
    'FAIL boom',
  ])('%s is none', (text) => {
    expect(readHeader(text)).toBeNull();
  });
});

describe('the numbers', () => {
  it.each([
    ['6 failed, 1 skipped, 1 todo, 3 passed, 11 total', 6, 3, 2, 11],
    ['1 failed, 2 of 5 total', 1, 0, 0, 2],
    ['0 total', 0, 0, 0, 0],
  ])('%s', (text, failed, passed, skipped, done) => {
    expect(readNumbers(text)).toMatchObject({ failed, passed, skipped, done });
  });

  it.each(['1 failed', '', 'many total', '1 broken, 1 total'])('%s are none', (text) => {
    expect(readNumbers(text)).toBeNull();
  });
});

describe('jest', () => {
  it('says what, where and how long', () => {
    const log = `FAIL tests/a.test.js\n  suite\n    ✕ title (12 ms)\n    ✓ other (1 ms)\n\n${block('suite › title')}${closing}`;
    expect(read(log)?.failures).toMatchObject([
      { id: 'tests/a.test.js::suite › title', message: 'boom', file: 'tests/a.test.js', line: 3, durationMs: 12 },
    ]);
    expect(read(log)).toMatchObject({ counts: { ran: 3, failed: 1, errors: 0, skipped: 0 }, complete: true });
  });

  it('takes the line of the test file where the stack begins elsewhere', () => {
    const stack = '      at check (src/lib.js:90:1)\n      at Object.<anonymous> (tests/a.test.js:7:3)\n';
    const log = `FAIL tests/a.test.js\n  ● title\n\n    boom\n\n${stack}\n${closing}`;
    expect(read(log)?.failures[0]).toMatchObject({ line: 7 });
  });

  it('names a file that could not be loaded', () => {
    const log = `FAIL ./a.test.js\n${block('Test suite failed to run', 'Cannot find module')}${closing}`;
    expect(read(log)?.failures).toMatchObject([{ id: './a.test.js', unit: 'module', outcome: 'error' }]);
  });

  it('adds up runs', () => {
    const log = ['a', 'b']
      .map((name) => `FAIL ./${name}.test.js\n${block('title')}${closing}Ran all test suites.\n`)
      .join('');
    expect(read(log)?.failures.map(({ id }) => id)).toEqual(['./a.test.js::title', './b.test.js::title']);
    expect(read(log)?.counts).toMatchObject({ ran: 6, failed: 2 });
    expect(read(log)?.lastTests).toBe(3);
  });

  it('reads a list with paths from the root as that of the paths before', () => {
    const inline = `FAIL packages/core/tests/a.test.js\n${block('title')}`;
    const log = `${inline}Summary of all failing tests\nFAIL tests/a.test.js\n${block('title')}\n${closing}`;
    expect(read(log)?.failures.map(({ id }) => id)).toEqual(['packages/core/tests/a.test.js::title']);
    expect(read(log)?.warnings).toEqual([]);
  });

  it('warns where the numbers and the names differ', () => {
    expect(
      read(`FAIL tests/a.test.js\n${block('a')}${closing.replace('1 failed, 2 passed', '2 failed, 1 passed')}`)
        ?.warnings,
    ).toEqual(['jest counts 2 failed tests, but names 1']);
    expect(
      read(`FAIL tests/a.test.js\n${block('a')}${closing.replace('1 failed, 1 total', '2 failed, 2 total')}`)?.warnings,
    ).toEqual(['jest counts 2 failed test suites, but names 1']);
  });

  it('is not complete where it was interrupted', () => {
    const report = read(`FAIL tests/a.test.js\n${block('a')}${closing}Test run was interrupted.\n`);
    expect(report).toMatchObject({ complete: false, warnings: ['jest was interrupted'] });
  });

  it('says which coverage is missing', () => {
    const log = `Jest: "global" coverage threshold for lines (90%) not met: 50%\n${closing.replaceAll('1 failed, ', '')}`;
    expect(read(log)?.warnings).toEqual(['Jest: "global" coverage threshold for lines (90%) not met: 50%']);
  });

  it('knows the tries of a test that failed in all of them', () => {
    const report = reportOf(readLog(recording('jest', 'retries')), 'jest');
    expect(report?.failures.find(({ id }) => id.endsWith('fails thrice'))?.attempt).toBe(3);
    expect(report?.flaky[0]).toMatchObject({
      attempt: 1,
      message: 'expect(received).toBe(expected) // Object.is equality',
    });
  });

  it.each([
    '  ● not below a heading\n\n    boom\n',
    'PASS tests/a.test.js\n  ● Console\n\n    console.log\n      ● a › b\n\n',
    'FAIL tests/a.test.js > vitest has names here\n',
    `FAIL tests/a.test.js\nPASS tests/b.test.js\n${block('title')}`,
    `FAIL tests/a.test.js\n  ● Console\n\n    console.log\n      FAIL b\n\n`,
  ])('names nothing in %j', (log) => {
    expect(read(log)?.failures ?? []).toEqual([]);
  });

  it('is fast on hostile lines', () => {
    const long = 'FAIL '.repeat(20_000);
    const bullets = `FAIL tests/a.test.js\n${'  ● '.repeat(50_000)}\n${`  ● ${'a › '.repeat(3000)}\n`.repeat(100)}`;
    const took = processorTime();
    read(`${long}\n${bullets}Tests: ${'1 failed, '.repeat(30_000)}\n`);
    expect(took()).toBeLessThan(bounded);
  });
});

describe('the arguments for jest', () => {
  const one = makeFailure({ id: 'a.test.js::suite › c (d)', runner: 'jest' });
  const other = makeFailure({ id: 'b.test.js::x', runner: 'jest' });
  const whole = makeFailure({ id: 'c.test.js', runner: 'jest', unit: 'module' });

  it('are files and one pattern', () => {
    const expected = ['--runTestsByPath', 'a.test.js', 'b.test.js', '-t', '^(suite( ›)? c \\(d\\)|x)$'];
    expect(jestRerun.arguments([one, other], ['--ci', '-w', '2'])).toEqual(expected);
    expect(jestRerun.arguments([whole], [])).toEqual(['--runTestsByPath', 'c.test.js']);
  });

  it('are those of several commands where names could be mistaken', () => {
    expect(jestRerun.commands([one, other, whole])).toEqual([
      ['npx', 'jest', '--runTestsByPath', 'c.test.js'],
      ['npx', 'jest', '--runTestsByPath', 'a.test.js', '-t', '^suite( ›)? c \\(d\\)$'],
      ['npx', 'jest', '--runTestsByPath', 'b.test.js', '-t', '^x$'],
    ]);
  });

  it.each([
    [['-t', 'x'], /-t/],
    [['src'], /src/],
    [['--frobnicate', 'src'], /--frobnicate/],
    [['--'], /behind/],
  ])('are not given for %j', (own, reason) => {
    expect(jestRerun.arguments([one], own)).toMatch(reason);
  });

  it('are not given for a file and a test of another', () => {
    expect(jestRerun.arguments([one, whole], [])).toMatch(/at once/);
  });
});
