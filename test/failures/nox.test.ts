import { expect, it } from 'vitest';
import { readLog, recording, reportOf } from './read-log.ts';

/** The recording up to and with a line that begins so. */
function upTo(start: string): string {
  const log = recording('nox', 'all').toString();
  return log.slice(0, log.indexOf('\n', log.indexOf(start)) + 1);
}

it('nox names a session whose command failed, though it was killed before it said so', () => {
  const report = reportOf(readLog(upTo('nox > Command sh ')), 'nox');
  expect(report).toMatchObject({ complete: false, failures: [{ id: 'lint', unit: 'task' }] });
  expect(report?.failures[0]?.message).toMatch(/: exit code 1$/);
});

it('nox names no session whose command was allowed to fail', () => {
  const log = `${upTo('nox > Command sh ')}nox > sh -c true\n`;
  expect(reportOf(readLog(log), 'nox')).toMatchObject({ complete: false, failures: [] });
});
