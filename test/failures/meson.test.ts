import { describe, expect, it } from 'vitest';
import { mesonRerun } from '../../src/failures/reruns/meson.ts';
import { idOf, readResult } from '../../src/failures/runners/meson-line.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'meson');
}

describe('a line of Meson', () => {
  it.each([
    ['2/9 demo:unit / fails       FAIL            0.01s   exit status 1', 'demo:unit / fails', 'FAIL', 'exit status 1'],
    [' 7/13 alone UNEXPECTEDPASS  12.50s', 'alone', 'UNEXPECTEDPASS', null],
    [
      '1/1 a FAIL b  TIMEOUT  1.00s   killed by signal 15 SIGTERM',
      'a FAIL b',
      'TIMEOUT',
      'killed by signal 15 SIGTERM',
    ],
    [
      '1/1 x  FAIL  0.01s   (exit status 139 or signal 11 SIGSEGV)',
      'x',
      'FAIL',
      '(exit status 139 or signal 11 SIGSEGV)',
    ],
  ])('%s', (text, title, status, details) => {
    expect(readResult(text)).toMatchObject({ title, status, details });
  });

  it.each(['▶ 8/9 - b  FAIL ', '2/9 x  RUNNING', 'x FAIL 0.01s', '1/2 x FAIL', '1/2 FAIL 0.01s'])(
    'is not "%s"',
    (text) => {
      expect(readResult(text)).toBeNull();
    },
  );

  it.each([
    ['demo:unit+slow / a / b', 'demo:a / b'],
    ['demo / a', 'demo:a'],
    ['a', 'a'],
  ])('%s is %s', (title, id) => {
    expect(idOf(title)).toBe(id);
  });
});

describe('Meson', () => {
  it('tells how a test ended, and what it printed', () => {
    const failures = read(recording('meson', 'errorlogs'))?.failures ?? [];
    expect(failures[0]).toMatchObject({ message: 'FAIL: exit status 1', outcome: 'failed' });
    expect(failures[0]?.excerpt).toContain('some output');
    expect(failures.find(({ id }) => id === 'demo:times out')).toMatchObject({
      message: 'TIMEOUT: killed by signal 15 SIGTERM',
      outcome: 'error',
    });
  });

  it('that could not build runs no tests', () => {
    expect(read('ninja: build stopped: subcommand failed.\nCould not rebuild /src/build\n')?.failures).toMatchObject([
      { id: 'meson build', unit: 'package', rerunId: null },
    ]);
  });

  it('of late leaves out what is zero', () => {
    expect(read('1/1 a  FAIL  0.01s   exit status 1\n\nFail:               1\n')).toMatchObject({
      complete: true,
      counts: { ran: 1, failed: 1 },
    });
  });

  it('says where it counts more than it names', () => {
    const log = 'Ok:                 1   \nFail:               2   \n\nFull log written to x\n';
    expect(read(log)?.warnings).toEqual(['Meson counts 2 that failed, but names 0']);
  });

  it('is not there where others count', () => {
    expect(read('Skipped:   1\nTimeout:  30\n')).toBeUndefined();
  });
});

describe('the rerun of Meson', () => {
  it('is what ran just these when it was recorded', () => {
    const failures = read(recording('meson', 'rerun'))?.failures ?? [];
    expect(mesonRerun.arguments(failures, ['-C', 'build'])).toEqual([
      ...['demo:fails', 'demo:a - b [c] "d" #e ü', 'demo:times out'],
    ]);
  });

  it('does not go with names that are there already, nor with options that nobody knows', () => {
    expect(mesonRerun.arguments([], ['-C', 'build', 'a'])).toMatch(/would run as well/);
    expect(mesonRerun.arguments([], ['--new', 'a'])).toMatch(/--new/);
  });

  it('cannot name a test with a colon and no project', () => {
    const log = '1/1 a:b  FAIL  0.01s   exit status 1\n\nOk:                 0   \nFail:               1   \n';
    expect(read(log)?.failures).toMatchObject([{ id: 'a:b', rerunId: null }]);
  });
});
