import { describe, expect, it } from 'vitest';
import { createLogReader } from '../../src/failures/log-reader.ts';
import type { History, HistoryRun } from '../../src/history/history.ts';
import { JobScan } from '../../src/recheck/job-scan.ts';
import { joinedMetadata, metadataOfSource } from '../../src/recheck/metadata.ts';
import { type Metadata, mergedMetadata } from '../../src/recheck/query.ts';
import { readRecheck } from '../../src/recheck/read-recheck.ts';
import { seenBefore } from '../../src/recheck/seen-before.ts';
import type { Signature } from '../../src/recheck/signature.ts';

function signatures(...conditions: readonly string[]): readonly Signature[] {
  const text = `signatures:\n${conditions.map((each, index) => `  - {name: n${index}, bug: 'launchpad:1', ${each}}\n`).join('')}`;
  const { file } = readRecheck({ text, shown: 'recheck.yml', today: '2026-01-01' });
  if (file === null) throw new Error(text);
  return file.signatures;
}

/** What is found in a log that comes in chunks of this many bytes. */
function scan(log: string | Buffer, wanted: readonly Signature[], size = 1000, isCut = false) {
  const found = new JobScan(wanted);
  const reader = createLogReader({ tap: found.tap });
  const bytes = Buffer.from(log);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  reader.end();
  return found.end({ given: new Map(), source: new Map(), isCut });
}

describe('the scan of a log', () => {
  it.each([1, 7, 1000])('numbers the lines that show a signature, in chunks of %i bytes', (size) => {
    const log = 'one\n\nthree is slow\r\n\x1b[31mfour is SLOW\x1b[0m\nfive is slo\rfive is slow';
    const { signatureLines } = scan(
      log,
      signatures('text: is slow', 'pattern: "(?i)^four .s slow$"', 'pattern: "^\\\\w+$"', 'text: nothing'),
      size,
    );
    expect(signatureLines).toEqual([
      [
        { number: 3, text: 'three is slow' },
        { number: 5, text: 'five is slow' },
      ],
      [{ number: 4, text: 'four is SLOW' }],
      [{ number: 1, text: 'one' }],
      [],
    ]);
  });

  it('keeps the first lines only', () => {
    const { signatureLines } = scan('slow\n'.repeat(100_000), signatures('text: slow'));
    expect(signatureLines[0]?.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('sees lines without what CI systems write before them, and pages as text', () => {
    const stamp = '2024-01-01T00:00:00.0000000Z ';
    const lines = ['ok', 'ok', 'disk &lt;a> is slow', 'ok'];
    const wanted = signatures('pattern: "^disk <a>"');
    expect(scan(`<html><pre>\n${lines.join('\n')}\n</pre></html>`, wanted).signatureLines).toEqual([
      [{ number: 4, text: 'disk <a> is slow' }],
    ]);
    const plain = lines.map((line) => `${stamp}${line.replace('&lt;', '<')}\n`).join('');
    expect(scan(plain, wanted).signatureLines).toEqual([[{ number: 3, text: 'disk <a> is slow' }]]);
  });

  it('has the first sign of trouble around the tests', () => {
    const mirror = 'E: Failed to fetch http://mirror/x  Hash Sum mismatch';
    expect(scan(`x\n${mirror}\nnpm error code ECONNRESET\n`, []).sign).toEqual({
      reason: 'a package mirror is out of step',
      lines: [{ number: 2, text: mirror }],
    });
    expect(scan('all is well\n', []).sign).toBeNull();
  });

  it('has the one that ends a job rather than one before it', () => {
    const log = `E: Failed to fetch http://mirror/x  Hash Sum mismatch\n##[error]The runner has received a shutdown signal\n`;
    expect(scan(log, []).sign).toMatchObject({ reason: 'the machine was lost', lines: [{ number: 2 }] });
  });
});

describe('what shows that the job came to grief', () => {
  it.each([
    [
      'toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
      'a registry refused the pull',
    ],
    [
      'ERROR: Job failed (system failure): prepare environment: waiting for pod running: timed out waiting for pod to start',
      'the runner failed',
    ],
    ['ERROR: Job failed: execution took longer than 1h0m0s seconds', 'the job ran out of time'],
    ['Build timed out (after 60 minutes). Marking the build as failed.', 'the job ran out of time'],
    [
      'RUN END RESULT_TIMED_OUT: [untrusted : opendev.org/openstack/tempest/playbooks/devstack-tempest.yaml@master]',
      'the job ran out of time',
    ],
    [
      'POST-RUN END RESULT_UNREACHABLE: [trusted : opendev.org/opendev/base-jobs/playbooks/base/post.yaml@master]',
      'the machine was lost',
    ],
    [
      'E: Failed to fetch http://deb.debian.org/debian/dists/bookworm/main/binary-amd64/Packages.xz  File has unexpected size (1 != 2). Mirror sync in progress? [IP: 1.2.3.4 80]',
      'a package mirror is out of step',
    ],
    ['npm error code ECONNRESET', 'a package index did not answer'],
    [
      "fatal: unable to access 'https://github.com/o/r/': Could not resolve host: github.com",
      'a git server did not answer',
    ],
    [
      '[12345.678901] Out of memory: Killed process 4242 (python3) total-vm:1kB, anon-rss:1kB',
      'the machine ran out of memory',
    ],
  ])('%s', (line, reason) => {
    expect(scan(`preparing\n${line}\n`, []).sign).toMatchObject({ reason, lines: [{ number: 2 }] });
  });

  it.each([
    'WARNING: Retrying (Retry(total=4)) after connection broken by ReadTimeoutError',
    'npm warn deprecated x@1.0.0',
    'Job succeeded',
    'test_hash_sum_mismatch ... ok',
    'ConnectionRefusedError: [Errno 111] Connection refused',
    'warning: spurious network error (2 tries remaining)',
  ])('not %s', (line) => {
    expect(scan(`preparing\n${line}\n`, []).sign).toBeNull();
  });
});

describe('a sign that the job got over', () => {
  const resolving = "Err:1 http://deb.debian.org bookworm InRelease\n  Temporary failure resolving 'deb.debian.org'\n";
  const killed = '[12345.678901] Out of memory: Killed process 4242 (python3) total-vm:1kB, anon-rss:1kB\n';
  const hungUp = 'fatal: the remote end hung up unexpectedly\nretrying\n';

  it.each([
    'src/main.c:12:5: error: expected ‘;’ before ‘return’',
    'src/main.c:1:10: fatal error: foo.h: No such file or directory',
    'src/a.ts:1:2 - x\nsrc/a.ts(1,2): error TS2304: Cannot find name',
    'error[E0425]: cannot find value `x` in this scope',
    'make: *** [Makefile:3: all] Error 2',
    'make[2]: *** [all] Error 1',
    'Traceback (most recent call last):',
    "t: a.c:3: main: Assertion `x == 1' failed.",
    'Segmentation fault (core dumped)',
    'panic: runtime error: index out of range',
    "thread 'main' panicked at src/main.rs:2:5:",
  ])('explains nothing before %s', (error) => {
    for (const sign of [resolving, killed, hungUp]) {
      expect(scan(`${sign}ok\n${error}\n`, []).sign).toBeNull();
      expect(scan(`${sign}ok\n`, []).sign).not.toBeNull();
    }
    // what the kernel prints may be of long ago
    expect(scan(`${error}\n${killed}`, []).sign).toBeNull();
    expect(scan(`${error}\n${resolving}`, []).sign).not.toBeNull();
    expect(scan(`${error}\nERROR: Job failed (system failure): x\n${error}\n`, []).sign).not.toBeNull();
  });

  it('explains no runner of tests that was cut, unless it ends what it can', () => {
    for (const sign of [resolving, hungUp]) expect(scan(sign, [], 1000, true).sign).toBeNull();
    expect(scan(killed, [], 1000, true).sign).not.toBeNull();
    expect(scan('##[error]The runner has received a shutdown signal\n', [], 1000, true).sign).not.toBeNull();
  });

  it('is told from the rest of a long log', () => {
    const error = 'a.c:1:1: error: x\n';
    expect(scan(`${error.repeat(1000)}${resolving}${error}`, []).sign).toBeNull();
    expect(scan(`${error.repeat(1000)}${resolving}`, []).sign).not.toBeNull();
  });
});

describe('the end of a job', () => {
  it.each([
    ['Finished: SUCCESS\n', 'succeeded'],
    ['make: *** [x] Error 1 (ignored)\nJob succeeded\n', 'succeeded'],
    ['Done. Your build exited with 0.\n\n', 'succeeded'],
    ['Finished: FAILURE\n', 'failed'],
    ['Finished: SUCCESS\nFinished: FAILURE\n', 'failed'],
    ['ERROR: Job failed: exit code 1\n', 'failed'],
    ['##[error]Process completed with exit code 2.\n', 'failed'],
    ['make: *** [x] Error 1\n', 'failed'],
    ["  Temporary failure resolving 'x'\n", 'failed'],
    ['it says "Job succeeded"\n', null],
    [`Job succeeded\n${'more\n'.repeat(9)}`, null],
    // Zuul writes this after a playbook that failed, too
    ['RUN END RESULT_NORMAL: [untrusted : opendev.org/x/playbooks/run.yaml@master]\n', null],
  ])('%j says %s', (log, end) => {
    expect(scan(log, []).end).toBe(end);
  });
});

const plain = (metadata: Metadata) => Object.fromEntries(metadata);

describe('what is known of a log', () => {
  it.each([
    ['-', {}],
    ['/tmp/console.html.gz', { filename: ['console.html', 'logs/console.html'], tags: ['console', 'console.html'] }],
    [
      'job-output.txt',
      { filename: ['job-output.txt', 'logs/job-output.txt'], tags: ['console', 'console.html', 'job-output.txt'] },
    ],
    [
      'logs/screen-n-cpu.txt',
      { filename: ['screen-n-cpu.txt', 'logs/screen-n-cpu.txt'], tags: ['screen', 'oslofmt', 'screen-n-cpu.txt'] },
    ],
    ['ci.log', { filename: ['ci.log', 'logs/ci.log'], tags: ['ci.log'] }],
    [
      'https://github.com/o/r/actions/runs/123456/attempts/1',
      { filename: ['1', 'logs/1'], tags: ['1'], run: ['123456'] },
    ],
    ['actions/runs/123456/1', { filename: ['1', 'logs/1'], tags: ['1'] }],
    [
      'https://logs.openstack.org/70/44670/3/gate/gate-tempest-devstack-vm-neutron/02d68e3/logs/screen-n-cpu.txt.gz?level=ERROR',
      {
        filename: ['logs/screen-n-cpu.txt', 'screen-n-cpu.txt'],
        tags: ['screen', 'oslofmt', 'screen-n-cpu.txt'],
        build_change: ['44670'],
        build_patchset: ['3'],
        build_queue: ['gate'],
        build_name: ['gate-tempest-devstack-vm-neutron'],
        build_uuid: ['02d68e3'],
      },
    ],
  ])('by the name %s', (source, expected) => {
    expect(plain(metadataOfSource(source))).toEqual(expected);
  });

  // openstack/project-config, roles/submit-logstash-jobs, defaults/main.yaml, and the tags of elastic-recheck's queries
  it.each([
    ['console.html', ['console', 'console.html']],
    ['job-output.txt.gz', ['console', 'console.html', 'job-output.txt']],
    ['logs/grenade.sh.txt.gz', ['console', 'console.html', 'grenade.sh.txt']],
    ['controller/logs/devstacklog.txt.gz', ['console', 'console.html', 'devstacklog.txt']],
    ['devstack-gate-setup-host.txt', ['console', 'console.html', 'devstack-gate-setup-host.txt']],
    ['logs/apache/keystone.txt', ['screen', 'oslofmt', 'keystone.txt']],
    ['keystone.txt', ['keystone.txt']],
    ['logs/apache/horizon_error.txt', ['apacheerror', 'horizon_error.txt']],
    ['syslog.txt', ['syslog', 'syslog.txt']],
    ['logs/libvirt/libvirtd.txt', ['libvirt', 'libvirtd.txt']],
    ['tempest.txt', ['screen', 'oslofmt', 'tempest.txt']],
    ['javelin.txt', ['screen', 'oslofmt', 'javelin.txt']],
    ['dsvm-functional-index.txt', ['oslofmt', 'dsvm-functional-index.txt']],
    ['dsvm-fullstack-index.txt', ['oslofmt', 'dsvm-fullstack-index.txt']],
    ['screen-s-account.txt', ['screen', 'apachecombined', 'screen-s-account.txt']],
    ['screen-s-proxy.txt', ['screen', 'oslofmt', 'screen-s-proxy.txt']],
    ['screen-q-agt.txt.gz', ['screen', 'oslofmt', 'screen-q-agt.txt']],
    ['screen-n-super-cond.txt', ['screen', 'oslofmt', 'screen-n-super-cond.txt']],
    ['screen-dstat.txt', ['screen-dstat.txt']],
    ['screen-peakmem_tracker.txt', ['screen-peakmem_tracker.txt']],
    ['logs/undercloud/var/log/extra/errors.txt', ['console', 'errors', 'errors.txt']],
    ['logs/undercloud/var/log/extra/logstash.txt', ['console', 'postci', 'logstash.txt']],
    ['postci.txt', ['console', 'postci', 'postci.txt']],
    ['errors.txt', ['errors.txt']],
    ['my-syslog.txt', ['my-syslog.txt']],
  ])('%s has the tags %j', (source, tags) => {
    expect(metadataOfSource(source).get('tags')).toEqual(tags);
  });

  it.each([
    ['devstacklog.txt.gz', ['devstacklog.txt', 'logs/devstacklog.txt'], ['console', 'console.html', 'devstacklog.txt']],
    ['logs/syslog.txt', ['syslog.txt', 'logs/syslog.txt'], ['syslog', 'syslog.txt']],
    [
      'https://logs.openstack.org/70/44670/3/gate/gate-tempest/02d68e3/logs/devstack-early.txt.gz',
      ['logs/devstack-early.txt', 'devstack-early.txt'],
      ['devstack-early.txt'],
    ],
  ])(
    'of another log of the job, %s, is not what is known of the console log, stamps or not',
    (source, filename, tags) => {
      const log = '2014-03-17 16:11:24.173 | + echo one\n2014-03-17 16:11:24.174 | Pipeline: gate\n';
      const reader = new JobScan([]);
      const lines = createLogReader({ tap: reader.tap });
      lines.push(Buffer.from(log));
      lines.end();
      const { metadata } = reader.end({ given: new Map(), source: metadataOfSource(source) });
      expect(plain(metadata)).toMatchObject({ filename, tags, build_queue: ['gate'] });
    },
  );

  it("by the first lines of Zuul's and its Jenkins' console logs", () => {
    const jenkins = [
      'Started by user anonymous',
      'Building remotely on devstack-precise-1 in workspace /home/jenkins/workspace/gate-tempest-full',
      'Triggered by: https://review.openstack.org/44670 patchset 3',
      'Pipeline: gate',
    ];
    const log = jenkins.map((line) => `2013-09-27 18:15:29.262 | ${line}\n`).join('');
    expect(plain(scan(log, []).metadata)).toEqual({
      tags: ['console', 'console.html'],
      filename: ['console.html', 'logs/console.html'],
      build_name: ['gate-tempest-full'],
      build_change: ['44670'],
      build_patchset: ['3'],
      build_queue: ['gate'],
    });
    const zuul =
      '2024-01-01 00:00:00.000000 | ubuntu-jammy | one\n2024-01-01 00:00:00.000000 | localhost | Pipeline: check\n';
    expect(plain(scan(zuul, []).metadata)).toEqual({
      tags: ['console', 'console.html', 'job-output.txt'],
      filename: ['job-output.txt', 'logs/job-output.txt'],
      build_queue: ['check'],
    });
  });

  it('is what its name and its lines say, so that a console log may have any name', () => {
    const facts = new Map([
      ['tags', ['console', 'console.html']],
      ['filename', ['console.html']],
      ['build_name', ['of the log']],
    ]);
    expect(plain(joinedMetadata(metadataOfSource('ci.log'), facts))).toEqual({
      tags: ['ci.log', 'console', 'console.html'],
      filename: ['ci.log', 'logs/ci.log', 'console.html'],
      build_name: ['of the log'],
    });
    expect(plain(joinedMetadata(new Map([['build_name', ['of the name']]]), facts)).build_name).toEqual([
      'of the name',
    ]);
    expect(plain(joinedMetadata(metadataOfSource('ci.log'), new Map()))).toEqual(plain(metadataOfSource('ci.log')));
  });

  it('is nothing where a log has no such stamps, whatever it says', () => {
    expect(plain(scan('Pipeline: gate\nx\n', []).metadata)).toEqual({});
  });

  it('is what the caller says, of what several say', () => {
    expect(
      plain(
        mergedMetadata(
          new Map([['a', ['1']]]),
          new Map([
            ['a', ['2']],
            ['b', ['3']],
          ]),
        ),
      ),
    ).toEqual({ a: ['1'], b: ['3'] });
  });
});

describe('how often a bug was seen before', () => {
  const run = (number: number, changes: Partial<HistoryRun>): HistoryRun => ({
    run: `r${number}`,
    target: 'unit',
    time: number,
    tree: null,
    image: null,
    asked: 'all',
    verdict: 'failed',
    whole: true,
    seconds: 1,
    counts: null,
    listed: [],
    passed: null,
    ...changes,
  });
  const listed = (id: string, message: string) => [{ id, outcome: 'failed', ms: null, message, attempts: 1 } as const];
  const history: History = {
    names: {},
    runs: [
      run(1, { listed: listed('a', 'disk is slow') }),
      run(1, { target: 'lint', listed: listed('b', 'disk is slow') }),
      run(2, { listed: listed('a', 'disk is slow') }),
      run(3, { listed: listed('a', 'disk is gone') }),
      run(4, { verdict: 'passed' }),
    ],
  };

  it.each([
    ['text: is slow', { runs: 2, of: 4 }],
    ['text: is slow, tests: b', { runs: 1, of: 4 }],
    ['text: is slow, job: lint', { runs: 1, of: 4 }],
    ['text: is fine', null],
  ])('%s', (condition, expected) => {
    const [signature] = signatures(condition);
    expect(signature === undefined ? null : seenBefore(signature, history, new Map())).toEqual(expected);
  });
});
