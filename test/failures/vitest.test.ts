import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { createFailureReader } from '../../src/failures/reader.ts';
import { vitestRerun } from '../../src/failures/reruns/vitest.ts';
import { readAnnotation } from '../../src/failures/runners/vitest-annotation.ts';
import { readNumbers } from '../../src/failures/runners/vitest-closing.ts';
import { readName } from '../../src/failures/runners/vitest-name.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string) {
  return reportOf(readLog(log), 'vitest');
}

const banner = '\n⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯\n\n';
const rule = '\n⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯\n\n';
const error = ' FAIL  a.test.ts > suite > title\nError: boom\n ❯ helper src/lib.ts:9:1\n ❯ a.test.ts:3:7\n';
const closing =
  '\n Test Files  1 failed (1)\n      Tests  1 failed | 1 passed (2)\n   Start at  01:00:00\n   Duration  1s\n';

describe('a name', () => {
  it.each([
    ['a.test.ts > suite > title', null, 'a.test.ts', 'suite > title', null],
    ['|unit| a.test.ts > title', 'unit', 'a.test.ts', 'title', null],
    [' unit  a.test.ts > title', 'unit', 'a.test.ts', 'title', null],
    [' slow tests  a b.test.ts > title', 'slow tests', 'a b.test.ts', 'title', null],
    ['a.test.ts [ a.test.ts ]', null, 'a.test.ts', '', null],
    ['a.test.ts:3:7 > title', null, 'a.test.ts', 'title', 3],
  ])('%j', (text, project, file, titles, line) => {
    expect(readName(text)).toEqual({ project, file, titles, line });
  });

  it.each(['', ' ', '   x'])('%j is none', (text) => {
    expect(readName(text)).toBeNull();
  });
});

describe('the numbers', () => {
  it.each([
    ['5 failed | 3 passed | 1 expected fail | 2 skipped | 1 todo (12)', 9, 5, 3, 0],
    ['21 passed (401)', 21, 0, 0, 380],
    ['no tests', 0, 0, 0, 0],
    ['(0)', null, null, null, null],
  ])('%s', (text, ran, failed, skipped, left) => {
    expect(readNumbers(text)).toEqual(ran === null ? null : { ran, failed, skipped, left });
  });
});

describe('vitest', () => {
  it('says what and where', () => {
    const report = read(`${banner}${error}${rule}${closing}`);
    expect(report?.failures).toMatchObject([
      { id: 'a.test.ts > suite > title', message: 'Error: boom', file: 'a.test.ts', line: 3, outcome: 'failed' },
    ]);
    expect(report).toMatchObject({ complete: true, counts: { ran: 2, failed: 1 }, warnings: [] });
  });

  it('reads errors and numbers on streams of their own, in any order', () => {
    const reader = createFailureReader();
    reader.push('stdout', Buffer.from(`\n RUN  v4.0.0 /src\n\n${closing}`));
    reader.push('stderr', Buffer.from(`${banner}${error}${rule}`));
    const report = reportOf(reader.end(), 'vitest');
    expect(report?.failures.map(({ id }) => id)).toEqual(['a.test.ts > suite > title']);
    expect(report).toMatchObject({ complete: true, counts: { ran: 2, failed: 1 }, warnings: [] });
  });

  it('warns where the numbers and the names differ', () => {
    expect(read(`${banner}${error}${rule}${closing.replace('1 failed | 1', '2 failed | 0')}`)?.warnings).toEqual([
      'vitest counts 2 failed tests, but names 1',
    ]);
    expect(read(` RUN  v4.0.0 /src\n\n Test Files  2 passed (40)\n      Tests  21 passed (401)\n`)?.warnings).toEqual([
      'vitest did not run 38 test files',
      'vitest did not run 380 tests',
    ]);
  });

  it('is not complete after a run that has no closing lines', () => {
    expect(read(` RUN  v4.0.0 /src\n${closing}\n RUN  v4.0.0 /src\n`)?.complete).toBe(false);
  });

  it('says where an unhandled error came from, or what it is', () => {
    expect(reportOf(readLog(recording('vitest', 'v4-unhandled')), 'vitest')?.failures).toMatchObject([
      { id: 'more/unhandled.test.js', message: 'Error: nobody waits for it', unit: 'module', outcome: 'error' },
    ]);
    const log = '⎯⎯⎯ Unhandled Errors ⎯⎯⎯\n\n⎯⎯⎯ Unhandled Rejection ⎯⎯⎯\nError: lost\n⎯⎯⎯⎯⎯⎯⎯⎯\n';
    expect(read(log)?.failures).toMatchObject([
      { id: 'Unhandled Rejection: Error: lost', rerunId: null, unit: 'task' },
    ]);
  });

  it('tells suites and files from tests', () => {
    const failures = reportOf(readLog(recording('vitest', 'v4-failing')), 'vitest')?.failures ?? [];
    const units = failures.filter(({ unit }) => unit !== undefined).map(({ id, unit }) => [id, unit]);
    expect(units).toEqual([
      ['tests/broken.test.js', 'module'],
      ['tests/suites.test.js > before all', 'suite'],
      ['tests/suites.test.js > after all', 'suite'],
    ]);
  });

  it.each([
    error,
    `stderr | a.test.ts > x\n${error}`,
    `${banner}Error: boom\n${error}`,
    ' × a.test.ts > title 3ms\n',
    '⎯⎯⎯⎯⎯⎯⎯\n',
    '::error file=src/a.ts,line=1,title=a › b::boom\n',
    '::error file=/src/a.ts,title=lint > rule,line=1,column=2::boom\n',
  ])('names nothing in %j', (log) => {
    expect(read(log)?.failures ?? []).toEqual([]);
  });

  it('reads annotations', () => {
    const text = '::error file=/src/a.test.ts,title=[unit] a.test.ts > b%2C c,line=3,column=7::Error: 100%25%0A at x';
    expect(readAnnotation(text)).toMatchObject({ id: '|unit| a.test.ts > b, c', message: 'Error: 100%', line: 3 });
  });

  it('is fast on hostile lines', () => {
    const names = ` FAIL  ${' > '.repeat(50_000)}\n ✓ ${'x '.repeat(50_000)}(retry x1)\n ❯ ${'( tests '.repeat(20_000)}\n`;
    const took = processorTime();
    read(
      `${banner}${names}${`⎯${'⎯ A'.repeat(30_000)}\n`}::error file=${','.repeat(100_000)}\n${`⎯⎯[${'1'.repeat(100_000)}]\n`}`,
    );
    expect(took()).toBeLessThan(bounded);
  });
});

describe('the arguments for vitest', () => {
  const one = makeFailure({ id: '|unit| a.test.ts > suite > c (d)', runner: 'vitest' });
  const other = makeFailure({ id: '|unit| b.test.ts > x', runner: 'vitest' });
  const whole = makeFailure({ id: 'c.test.ts', runner: 'vitest', unit: 'module' });
  const suite = makeFailure({ id: 'c.test.ts > hooks', runner: 'vitest', unit: 'suite' });

  it('are files and one pattern', () => {
    const expected = ['--project=unit', 'a.test.ts', 'b.test.ts', '-t', '^ ?(suite( >)? c \\(d\\)|x)$'];
    expect(vitestRerun.arguments([one, other], ['run', '--coverage'])).toEqual(expected);
    expect(vitestRerun.arguments([one, other], [])).toEqual(['--run', ...expected]);
    expect(vitestRerun.arguments([whole], ['run'])).toEqual(['c.test.ts']);
    expect(vitestRerun.arguments([suite], ['run'])).toEqual(['c.test.ts', '-t', '^ ?hooks .*$']);
  });

  it('are those of several commands where names could be mistaken', () => {
    expect(vitestRerun.commands([one, whole])).toEqual([
      ['npx', 'vitest', 'run', '--project=unit', 'a.test.ts', '-t', '^ ?suite( >)? c \\(d\\)$'],
      ['npx', 'vitest', 'run', 'c.test.ts'],
    ]);
  });

  it.each([
    [['run', '-t', 'x'], /-t/],
    [['run', 'src'], /src/],
    [['run', '--frobnicate', 'src'], /--frobnicate/],
  ])('are not given for %j', (own, reason) => {
    expect(vitestRerun.arguments([one], own)).toMatch(reason);
  });
});
