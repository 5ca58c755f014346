import { describe, expect, it } from 'vitest';
import { ansibleRerun } from '../../src/failures/reruns/ansible.ts';
import { messageOf, readFailure, readTask } from '../../src/failures/runners/ansible-line.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array) {
  return reportOf(readLog(log), 'ansible');
}

describe('a task of Ansible', () => {
  it.each([
    ['TASK [role : name] *******', 'role : name'],
    ['TASK [a [b] | "c"] ***', 'a [b] | "c"'],
    ['TASK [a] [CHECK MODE] ***', 'a'],
    ['RUNNING HANDLER [restart] ****', 'restart'],
    ['TASK: [old] ******', 'old'],
    ['GATHERING FACTS ******', 'GATHERING FACTS'],
  ])('%s', (text, name) => {
    expect(readTask(text)).toBe(name);
  });

  it.each(['TASK [x]', 'PLAY [x] ***', 'TASK x ***'])('is not "%s"', (text) => {
    expect(readTask(text)).toBeNull();
  });
});

describe('a failure of Ansible', () => {
  it.each([
    ['fatal: [h]: FAILED! => {"msg": "x"}', { host: 'h', kind: 'failed', result: '{"msg": "x"}' }],
    ['fatal: [h -> other]: UNREACHABLE! => {}', { host: 'h', kind: 'unreachable' }],
    ['failed: [h] (item=1) => {}', { host: 'h', kind: 'item' }],
    ['failed: [h] => {"x": 1}', { host: 'h', kind: 'failed' }],
  ])('%s', (text, known) => {
    expect(readFailure(text)).toMatchObject(known);
  });

  it.each(['fatal: [h]: x', 'fatal: not a git repository', 'failed: [x'])('is not "%s"', (text) => {
    expect(readFailure(text)).toBeNull();
  });

  it('has a message', () => {
    expect(messageOf('{"a": 1, "msg": "one \\"two\\"\\nthree"}')).toBe('one "two"');
    expect(messageOf('{}')).toBeNull();
  });
});

describe('Ansible', () => {
  it.each(['all', 'verbose', 'yaml', 'color'])('tells why a task failed (%s)', (name) => {
    expect(read(recording('ansible', name))?.failures).toMatchObject([
      { message: 'the first line', unit: 'task', outcome: 'failed' },
      { id: 'two: Loops' },
    ]);
  });

  it('counts what its recap has', () => {
    expect(read(recording('ansible', 'all'))?.counts).toEqual({ ran: 10, failed: 2, errors: 0, skipped: 1 });
    expect(read(recording('ansible', 'unreachable'))).toMatchObject({
      counts: { errors: 1 },
      failures: [{ outcome: 'error' }],
    });
  });

  it('says where a playbook could not be read', () => {
    expect(read(recording('ansible', 'broken'))?.failures).toMatchObject([
      { file: '/src/broken.yml', line: 4, outcome: 'error', rerunId: null },
    ]);
  });

  it('that was killed has what failed so far', () => {
    const log =
      'TASK [a] ***\nfatal: [h]: FAILED! => {"msg": "x"}\n...ignoring\n\nTASK [b] ***\nfatal: [h]: FAILED! => {"msg": "y"}\n';
    expect(read(log)).toMatchObject({ complete: false, counts: null, failures: [{ id: 'h: b', message: 'y' }] });
  });

  it('has one failure of a loop, however its items and hosts are mixed', () => {
    const items = ['failed: [one] (item=1) => {}', 'failed: [two] (item=1) => {}', 'failed: [one] (item=2) => {}'];
    const log = `TASK [a] ***\n${items.join('\n')}\n...ignoring\n`;
    expect(read(log)?.failures.map(({ id }) => id)).toEqual(['two: a']);
  });

  it('counts more than is printed', () => {
    const log = 'TASK [a] ***\n\nPLAY RECAP ***\nh : ok=1 changed=0 unreachable=0 failed=1\n';
    expect(read(log)?.warnings).toEqual(['Ansible counts 1 that failed, but 0 are printed']);
  });

  it('is not there for other errors', () => {
    expect(read('ERROR! no such thing\nfatal: [x]: FAILED! => {}\n')).toBeUndefined();
  });
});

describe('the rerun of Ansible', () => {
  it('starts at the task that failed', () => {
    const failures = read(recording('ansible', 'rerun'))?.failures ?? [];
    expect(ansibleRerun.arguments(failures, ['-i', 'hosts', 'site.yml'])).toEqual([
      ...['--start-at-task', 'Fails on one | with "quotes", [[]brackets] - and ü', '--limit', 'one'],
    ]);
  });

  it('cannot start at two, nor twice', () => {
    expect(ansibleRerun.arguments(read(recording('ansible', 'all'))?.failures ?? [], [])).toMatch(/one task only/);
    expect(ansibleRerun.arguments([], ['--limit=a'])).toMatch(/already/);
    expect(ansibleRerun.commands([])).toMatch(/which playbook/);
  });
});
