import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { karmaRerun } from '../../src/failures/reruns/karma.ts';
import { readProgress } from '../../src/failures/runners/karma-progress.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string) {
  return reportOf(readLog(log), 'karma');
}

const chrome = 'Chrome Headless 90.0.4430.93 (Linux x86_64)';
const firefox = 'Firefox 99.0 (Linux)';
const log = '\tError: boom\n\t    at UserContext.<anonymous> (test/a.js:3:7)\n';

describe('how far a browser has come', () => {
  it.each([
    [`${chrome}: Executed 5 of 9 (1 FAILED) (skipped 1) (0.02 secs / 0.01 secs)`, 5, 9, 1, 1, false],
    [`${chrome}: Executed 9 of 9 SUCCESS (1 min 2.1 secs / 0.01 secs)`, 9, 9, 0, 0, false],
    [`${chrome}: Executed 3 of 9 DISCONNECTED (10 secs / 1 sec)`, 3, 9, 0, 0, true],
  ])('%s', (text, executed, total, failed, skipped, disconnected) => {
    expect(readProgress(text)).toEqual({ browser: chrome, executed, total, failed, skipped, disconnected });
  });

  it.each(['Executed 5 of 9', 'x: Executed all tests', 'Executed: 5 of 9 secs)'])('%s does not say it', (text) => {
    expect(readProgress(text)).toBeNull();
  });
});

describe('karma', () => {
  it('says what and where', () => {
    const report = read(
      `${chrome} suite title FAILED\n${log}${chrome}: Executed 2 of 2 (1 FAILED) (0.1 secs / 0 secs)\n`,
    );
    expect(report?.failures).toMatchObject([
      { id: 'suite title', rerunId: null, message: 'Error: boom', file: 'test/a.js', line: 3 },
    ]);
    expect(report).toMatchObject({ complete: true, counts: { ran: 2, failed: 1 }, warnings: [] });
  });

  it('names a test once that failed in several browsers', () => {
    const both = [chrome, firefox].map((each) => {
      return `${each} suite title FAILED\n${log}${each}: Executed 2 of 2 (1 FAILED) (0.1 secs / 0 secs)\n`;
    });
    const report = read(`${both.join('')}TOTAL: 2 FAILED, 2 SUCCESS\n`);
    expect(report?.failures.map(({ id }) => id)).toEqual(['suite title']);
    expect(report).toMatchObject({ counts: { ran: 4, failed: 2 }, warnings: [] });
  });

  it('adds up runs', () => {
    const run = `${chrome}: Executed 1 of 2 SUCCESS (0.1 secs / 0 secs)\n${chrome}: Executed 2 of 2 SUCCESS (0.1 secs / 0 secs)\n`;
    expect(read(run + run)?.counts).toMatchObject({ ran: 4 });
    expect(read(`${run}TOTAL: 2 SUCCESS\n${run}TOTAL: 2 SUCCESS\n`)?.counts).toMatchObject({ ran: 4 });
  });

  it('names a browser that was lost, and says how many tests it left', () => {
    const report = read(`${chrome}: Executed 3 of 9 DISCONNECTED (10 secs / 1 sec)\n`);
    expect(report).toMatchObject({
      complete: false,
      failures: [{ id: chrome, unit: 'suite', outcome: 'error', message: 'disconnected after 3 of 9 tests' }],
      warnings: [`${chrome} executed 3 of 9 tests`],
    });
  });

  it('names a browser that reported an error', () => {
    expect(reportOf(readLog(recording('karma', 'broken')), 'karma')?.failures).toMatchObject([
      { message: 'An error was thrown in afterAll', file: 'test/broken.js', line: 4, unit: 'suite', outcome: 'error' },
    ]);
  });

  it('says where what failed in the list of karma-mocha-reporter', () => {
    const failures = reportOf(readLog(recording('karma', 'mocha')), 'karma')?.failures;
    expect(failures?.[1]).toMatchObject({ message: 'Error: boom', file: 'test/failing.js', line: 3 });
  });

  it.each([
    '> Task :app:test FAILED\n',
    'tests/a.py::test_b FAILED\n',
    `${chrome} suite title FAILED\n${log}`,
    `${firefox} forged FAILED\n${log}${chrome}: Executed 2 of 2 SUCCESS (0.1 secs / 0 secs)\n`,
    'SUMMARY:\n✔ 3 tests completed\n✖ 1 test failed\n',
    'FAILED TESTS:\n  ✖ title\n',
    'TOTAL: 12 SUCCESS\n\n1) x\n     y\n',
  ])('names nothing in %j', (text) => {
    expect(read(text)?.failures ?? []).toEqual([]);
  });

  it('is fast on hostile lines', () => {
    const lines = `${'x ('.repeat(30_000)} FAILED\n${': Executed '.repeat(10_000)} secs)\nFAILED TESTS:\n${' '.repeat(100_000)}✖ x\n`;
    const took = processorTime();
    read(`with concurrency unlimited\n${lines}`);
    expect(took()).toBeLessThan(bounded);
  });

  it('cannot rerun single tests', () => {
    const failure = makeFailure({ id: 'suite title', runner: 'karma', rerunId: null });
    expect(karmaRerun.commands([failure])).toMatch(/cannot select/);
    expect(karmaRerun.arguments([failure], [])).toMatch(/cannot select/);
  });
});
