import { describe, expect, it } from 'vitest';
import { createFailureReader } from '../../src/failures/reader.ts';
import { devstackRerun } from '../../src/failures/reruns/devstack.ts';
import { readLog, reportOf } from './read-log.ts';

/** As functions-common has it: die prints the trace by backtrace, and the rest by err. */
const died = `+ functions-common:git_timed:600
[Call Trace]
./stack.sh:796:install_keystone
/opt/stack/devstack/lib/keystone:489:git_clone
/opt/stack/devstack/functions-common:549:git_timed
/opt/stack/devstack/functions-common:608:die
[ERROR] /opt/stack/devstack/functions-common:608 git call failed: [git clone https://opendev.org/x /opt/stack/x]
Error on exit
`;

function read(log: string) {
  return reportOf(readLog(log), 'devstack');
}

describe('DevStack', () => {
  it('that died says where and why', () => {
    expect(read(died)).toMatchObject({
      complete: false,
      failures: [
        {
          id: 'git call failed: [git clone https://opendev.org/x /opt/stack/x]',
          file: '/opt/stack/devstack/functions-common',
          line: 608,
          unit: 'task',
          rerunId: null,
          outcome: 'error',
        },
      ],
    });
    expect(read(died)?.failures[0]?.excerpt).toContain('./stack.sh:796:install_keystone');
  });

  it('prints its reason on the other stream, perhaps before the trace', () => {
    const lines = died.split('\n');
    const reader = createFailureReader();
    reader.push('stderr', Buffer.from(lines.filter((line) => line.startsWith('[ERROR]')).join('\n')));
    reader.push('stdout', Buffer.from(lines.filter((line) => !line.startsWith('[ERROR]')).join('\n')));
    expect(reportOf(reader.end(), 'devstack')?.failures).toHaveLength(1);
  });

  it('goes on after an error that is none of die', () => {
    const error = '[ERROR] /opt/stack/devstack/lib/x:3 FOO is not set\n';
    expect(read(`${error}stack.sh completed in 912 seconds.\n`)).toMatchObject({ complete: true, failures: [] });
    expect(read(error + died)?.failures.map(({ line }) => line)).toEqual([608]);
  });

  it('that failed in a command has no more than that to say', () => {
    expect(read('stack.sh failed: full log in /opt/stack/logs/stack.sh.log\nError on exit\n')?.failures).toMatchObject([
      { id: 'stack.sh' },
    ]);
  });

  it('is not there where Maven prints an error', () => {
    expect(read('[ERROR] /src/A.java:[3,4] cannot find symbol\n[ERROR] /src/A.java:3 x\n')).toBeUndefined();
  });

  it('cannot run a part of itself', () => {
    expect(devstackRerun.arguments([], [])).toMatch(/cannot/);
    expect(devstackRerun.commands([])).toMatch(/cannot/);
  });
});
