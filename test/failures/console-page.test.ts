import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createLogReader } from '../../src/failures/log-reader.ts';

const page = join(
  process.env.DOX_CORPORA ?? join(import.meta.dirname, '../../../shared/corpora'),
  'console/console.html.gz',
);

describe.skipIf(!existsSync(page))('the console page of an OpenStack gate', () => {
  it('has the two tests that failed, and neither the worker nor tox', () => {
    const bytes = gunzipSync(readFileSync(page));
    const reader = createLogReader();
    for (let at = 0; at < bytes.length; at += 65_536) reader.push(bytes.subarray(at, at + 65_536));
    const failures = reader.end().runners.flatMap((runner) => runner.failures);
    expect(failures.map(({ id }) => id)).toEqual([
      'tempest.thirdparty.boto.test_ec2_instance_run.InstanceRunTest.test_run_stop_terminate_instance',
      'tempest.thirdparty.boto.test_ec2_instance_run.InstanceRunTest',
    ]);
    expect(failures[0]?.message).toMatch(/^AssertionError: State change timeout exceeded!/);
    expect(failures[1]).toMatchObject({ unit: 'class', outcome: 'error' });
  });
});
