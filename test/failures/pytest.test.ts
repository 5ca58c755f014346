import { describe, expect, it } from 'vitest';
import { readClosing } from '../../src/failures/runners/pytest-closing.ts';
import { headerName, idOf, readListed } from '../../src/failures/runners/pytest-node-id.ts';
import { readLog, reportOf } from './read-log.ts';

const none = (): boolean => false;

function rule(title: string, fill = '='): string {
  const side = Math.max(1, Math.floor((78 - title.length) / 2));
  const line = `${fill.repeat(side)} ${title} ${fill.repeat(side)}`;
  return `${line}${line.length < 80 ? fill : ''}\n`;
}

function session(...lines: readonly string[]): string {
  return rule('test session starts') + lines.join('');
}

function read(log: string) {
  return reportOf(readLog(log), 'pytest');
}

function ids(log: string): readonly string[] {
  return read(log)?.failures.map(({ id }) => id) ?? [];
}

describe('a line of the short summary', () => {
  it.each([
    ['FAILED t.py::test_a - assert 1 == 2', 't.py::test_a', 'assert 1 == 2'],
    ['FAILED t.py::test_a', 't.py::test_a', null],
    ['FAIL t.py::T::test_a', 't.py::T::test_a', null],
    ['FAILED t.py::test_a[two words] - x - y', 't.py::test_a[two words]', 'x - y'],
    ['FAILED t.py::test_a[a - b] - c', 't.py::test_a[a - b]', 'c'],
    ['FAILED t.py::test_a[a[b] - ] - c', 't.py::test_a[a[b] - ]', 'c'],
    ['FAILED t.py::test_a[x::y #1 "q"] - c', 't.py::test_a[x::y #1 "q"]', 'c'],
    ['FAILED a - b/t.py::test_a - c', 'a - b/t.py::test_a', 'c'],
    ['ERROR tests/test_x.py - ImportError: a::b', 'tests/test_x.py', 'ImportError: a::b'],
    ['ERROR tests/test_x.py - in a.py::b', 'tests/test_x.py', 'in a.py::b'],
    ['ERROR tests/nodes - TypeError', 'tests/nodes', 'TypeError'],
    ['SUBFAILED[a [b] c] (i=1) t.py::T::test_a - x', 't.py::T::test_a', 'x'],
    ['SUBFAILED(i=1) t.py::test_a - x', 't.py::test_a', 'x'],
    ['SUBFAIL t.py::test_a - x', 't.py::test_a', 'x'],
  ])('%s', (text, id, message) => {
    expect(readListed(text, none, true)).toMatchObject({ id, message });
  });

  it('is believed about ids that are known, even where brackets do not match', () => {
    const id = 't.py::test_a[open[ - ]';
    expect(readListed(`FAILED ${id} - c`, (each) => each === id, true)).toMatchObject({ id, message: 'c' });
  });

  it.each([
    'FAILED (failures=1)',
    'FAILED',
    'ERROR: InvocationError for command',
    'ERROR   py35: commands failed',
    'FAILED to connect to a server',
    'PASSED t.py::test_a',
    'XFAIL t.py::test_a',
    'RERUN t.py::test_a',
    'SKIPPED [1] t.py:3: FAILED',
  ])('%s is none', (text) => {
    expect(readListed(text, none, true)).toBeNull();
  });

  it('that may be cut is only believed if its id is whole', () => {
    expect(readListed('FAILED t.py::test_abc', none, false)).toBeNull();
    expect(readListed('FAILED t.py::test_a[x - y', none, false)).toBeNull();
    expect(readListed('FAILED t.py::test_a - Asser', none, false)).toMatchObject({ id: 't.py::test_a' });
  });
});

describe('a closing line', () => {
  it.each([
    ['=== 9 failed, 5 passed, 1 skipped, 1 xfailed, 1 xpassed, 2 errors in 0.03s ===', 16, 9, 2, 1],
    ['= 1 failed, 802 passed, 66 skipped, 27 warnings in 1284.21s (0:21:24) =', 803, 1, 0, 66],
    ['=========== 2 failed, 9 passed, 1 pytest-warnings in 0.28 seconds ============', 11, 2, 0, 0],
    ['3 passed in 90061.00s (1 day, 1:01:01)', 3, 0, 0, 0],
    ['1 error in 0.10s', 0, 0, 1, 0],
    ['no tests ran in 0.00s', 0, 0, 0, 0],
    ['=== 5 deselected in 0.01s ===', 0, 0, 0, 0],
  ])('%s', (text, ran, failed, errors, skipped) => {
    expect(readClosing(text)?.counts).toEqual({ ran, failed, errors, skipped });
  });

  it.each([
    '=== FAILURES ===',
    'it failed in 3s',
    '3 passed',
    '=== 3 tests in 5 files ===',
    '10 files changed in 3s x',
  ])('%s is none', (text) => {
    expect(readClosing(text)).toBeNull();
  });
});

describe('the name in a header', () => {
  it.each([
    ['t.py::test_a', 'test_a'],
    ['t.py::T::U::test_a[x::y.z]', 'T.U.test_a[x::y.z]'],
  ])('of %s is %s, and back', (id, name) => {
    expect(headerName(id)).toBe(name);
    expect(idOf('t.py', name)).toBe(id);
  });
});

describe('pytest', () => {
  const list = rule('short test summary info');

  it('run several times in one log has the failures of all of its sessions', () => {
    const first = session(list, 'FAILED a.py::test_a - x\n', rule('1 failed in 0.1s'));
    const second = session(list, 'FAILED b.py::test_b - x\n', rule('1 failed, 2 passed in 0.1s'));
    const third = 'x\n1 passed in 0.1s\n';
    expect(ids(first + second + third)).toEqual(['a.py::test_a', 'b.py::test_b']);
    expect(read(first + second + third)).toMatchObject({ complete: true, lastTests: 1, counts: { ran: 5, failed: 2 } });
  });

  it('run quietly are not ended by a closing line that a test printed', () => {
    const failures = `${rule('FAILURES') + rule('test_a', '_')}\nt.py:1: AssertionError\n${rule('Captured stdout call', '-')}`;
    const log = `F  [100%]\n${failures}${rule('5 passed in 0.10s')}${rule('short test summary info')}FAILED t.py::test_a - x\n`;
    expect(ids(`${log}1 failed in 0.02s\n`)).toEqual(['t.py::test_a']);
    expect(read(`${log}1 failed in 0.02s\n`)?.counts).toMatchObject({ ran: 1, failed: 1 });
  });

  it('run quietly several times as well', () => {
    const one = (name: string): string => `F [100%]\n${list}FAILED ${name} - x\n1 failed in 0.1s\n`;
    expect(ids(one('a.py::test_a') + one('b.py::test_b'))).toEqual(['a.py::test_a', 'b.py::test_b']);
  });

  it('that was killed after its banner is there, but not complete', () => {
    expect(read(session('a.py ..\n'))).toEqual({
      runner: 'pytest',
      failures: [],
      flaky: [],
      counts: null,
      lastTests: null,
      complete: false,
      warnings: [],
    });
  });

  it('that broke says so', () => {
    const log = session('INTERNALERROR> Traceback\nINTERNALERROR> ValueError: x\n', rule('no tests ran in 0.1s'));
    expect(read(log)?.warnings).toEqual(['pytest itself broke: ValueError: x']);
  });

  it('that was interrupted is not complete', () => {
    const log = session('a.py .\n', '!!!!!!!!!!!!!!! KeyboardInterrupt !!!!!!!!!!!!!!!!\n', rule('1 passed in 0.1s'));
    expect(read(log)).toMatchObject({ complete: false, counts: { ran: 1 } });
  });

  it('shows names without any frame, as it did to 5.3', () => {
    const name = `test_${'long_'.repeat(16)}name`;
    const body = `\n    def ${name}():\n>       assert 0\nE       assert 0\n\na.py:3: AssertionError\n`;
    const log = session(rule('FAILURES'), ` ${name} \n`, body, rule('1 failed in 0.1s'));
    expect(read(log)?.failures).toMatchObject([{ id: `a.py::${name}`, message: 'assert 0', line: 3 }]);
  });

  it('believes its last list: a test may have printed another', () => {
    const forged = `${list}FAILED x.py::test_forged - x\n${rule('1 failed in 0.1s')}`;
    expect(ids(session(forged, rule('2 passed in 0.1s')))).toEqual([]);
  });

  it('finds a file below its rootdir, where a `cd` took it', () => {
    const banner = 'platform linux -- Python 3.11.2, pytest-7.2.1, pluggy-1.0.0\nrootdir: /src/sub\ncollected 1 item\n';
    const body = `${rule('test_a', '_')}\nE   assert 0\n\ntests/test_a.py:1: AssertionError\n`;
    const lines = 'FAILED tests/test_a.py::test_a - x\n';
    const log = session(banner, rule('FAILURES'), body, list, lines, rule('1 failed in 0.1s'));
    expect(read(log)?.failures).toMatchObject([
      { id: 'tests/test_a.py::test_a', file: '/src/sub/tests/test_a.py', line: 1 },
    ]);
  });

  it('keeps tests of one name in several files apart', () => {
    const body = (file: string): string =>
      `${rule('test_a', '_')}\nE   assert '${file}'\n\n${file}:1: AssertionError\n`;
    const lines = 'FAILED a.py::test_a - x\nFAILED b.py::test_a - x\n';
    const log = session(rule('FAILURES'), body('a.py'), body('b.py'), list, lines, rule('2 failed in 0.1s'));
    expect(read(log)?.failures).toMatchObject([
      { id: 'a.py::test_a', file: 'a.py' },
      { id: 'b.py::test_a', file: 'b.py' },
    ]);
  });

  it('with a crashed worker of xdist names the test', () => {
    const body = "[gw0] linux -- Python 3.11.2 /usr/bin/python3\nworker 'gw0' crashed while running 'a.py::test_a'\n";
    const log = session(
      rule('FAILURES'),
      rule('a.py', '_'),
      body,
      list,
      'FAILED a.py::test_a\n',
      rule('1 failed in 0.1s'),
    );
    expect(ids(log)).toEqual(['a.py::test_a']);
  });

  it('is not taken for what other programs print', () => {
    expect(read('test tests::a ... FAILED\nFAILED x.py::y\n3 files changed\n')).toBeUndefined();
  });
});
