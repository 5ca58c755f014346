import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { gotestsumRerun } from '../../src/failures/reruns/gotestsum.ts';
import { readEntry } from '../../src/failures/runners/gotestsum-line.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Buffer) {
  return reportOf(readLog(log), 'gotestsum');
}

describe('gotestsum', () => {
  it.each([
    ['=== FAIL: a/b TestX (0.01s)', { pkg: 'a/b', test: 'TestX', run: 0, durationMs: 10 }],
    ['=== FAIL: . TestX/y_(z) (re-run 2) (1.50s)', { pkg: '.', test: 'TestX/y_(z)', run: 2, durationMs: 1500 }],
    ['=== FAIL: a/b  (unknown)', { pkg: 'a/b', test: null, run: 0, durationMs: null }],
    ['=== FAIL: a/b TestX', { pkg: 'a/b', test: 'TestX', run: 0, durationMs: null }],
  ])('reads %s', (line, expected) => {
    expect(readEntry(line)).toEqual(expected);
  });

  it('tells the try that failed, and where', () => {
    expect(read(recording('gotestsum', 'rerun'))?.failures).toMatchObject([
      { id: 'flaky.TestAlwaysFails', attempt: 3, file: 'flaky_test.go', line: 19, message: 'always' },
    ]);
  });

  it('says when its counts do not fit', () => {
    const log = '\n=== Failed\n=== FAIL: a TestX (0.00s)\n\nDONE 4 tests, 2 failures in 0.1s\n';
    expect(read(log)?.warnings).toEqual(['gotestsum counts 2 failures, but names 1']);
  });

  it('calls nothing flaky where it gave up rerunning', () => {
    const list =
      '\n=== Failed\n=== FAIL: a TestX (0.00s)\n\n=== FAIL: a TestY (0.00s)\n\n=== FAIL: a TestY (re-run 1) (0.00s)\n';
    const log = `${list}\nDONE 2 runs, 3 tests, 3 failures in 0.1s\nERROR rerun aborted because previous run had a suspected panic\n`;
    expect(read(log)).toMatchObject({ flaky: [], failures: [{ id: 'a.TestX' }, { id: 'a.TestY' }] });
  });

  it('names packages where the summary is missing', () => {
    expect(read('✓  a/good (cached)\n✖  a/bad (20ms)\n')).toMatchObject({
      complete: false,
      failures: [{ id: 'a/bad' }],
    });
  });

  it('names what was said live where it was killed inside of its list', () => {
    const whole = recording('gotestsum', 'testname').toString();
    const cut = whole.slice(0, whole.indexOf('=== FAIL: calc TestTable/x/y'));
    const ids = (log: string) => read(log)?.failures.map(({ id }) => id) ?? [];
    // What could not be built is only in the errors behind the list.
    expect(ids(cut).sort()).toEqual(
      ids(whole)
        .filter((id) => id !== 'bad')
        .sort(),
    );
    expect(read(cut)?.complete).toBe(false);
  });

  it('leaves the failures of an earlier `go test` to that', () => {
    const log =
      '--- FAIL: TestOld (0.00s)\nFAIL\tx/old\t0.1s\n=== Failed\n=== FAIL: a TestX (0.00s)\n\nDONE 1 tests, 1 failure in 0.1s\n';
    const ids = readLog(log).runners.flatMap(({ failures }) => failures.map(({ id }) => id));
    expect(ids).toEqual(['x/old.TestOld', 'a.TestX']);
  });

  it('is not taken for jest', () => {
    expect(read('FAIL src/app.Test.js\nPASS src/b.test.js\nDONE\n')).toBeUndefined();
  });
});

describe('the rerun of gotestsum', () => {
  const failures = [makeFailure({ id: 'a.TestX', rerunId: './a TestX', runner: 'gotestsum' })];

  it('goes behind the --', () => {
    expect(gotestsumRerun.commands(failures)).toEqual([['gotestsum', '--', './a', '-count=1', '-run', '^TestX$']]);
    expect(gotestsumRerun.arguments(failures, ['--format', 'dots'])).toEqual([
      '--',
      './a',
      '-count=1',
      '-run',
      '^TestX$',
    ]);
    expect(gotestsumRerun.arguments(failures, ['--', '-race'])).toEqual(['./a', '-count=1', '-run', '^TestX$']);
    expect(gotestsumRerun.arguments(failures, ['--', './...'])).toMatch(/selects tests already/);
  });
});
