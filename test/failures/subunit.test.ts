import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { RunnerReport } from '../../src/failures/failure.ts';
import { createFailureReader } from '../../src/failures/reader.ts';
import { subunit } from '../../src/failures/runners/subunit.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, reportOf } from './read-log.ts';

const corpus = join(process.env.DOX_CORPORA ?? join(import.meta.dirname, '../../../shared/corpora'), 'subunit');

function stream(name: string): Buffer {
  return readFileSync(new URL(`../recordings/subunit/${name}.subunit`, import.meta.url));
}

function read(bytes: Uint8Array, chunk = bytes.length): RunnerReport | undefined {
  const reader = createFailureReader([subunit]);
  for (let at = 0; at < bytes.length; at += chunk) reader.push('stdout', bytes.subarray(at, at + chunk));
  return reader.end().runners[0];
}

function ids(report: RunnerReport | undefined): readonly string[] {
  return report?.failures.map(({ id }) => id) ?? [];
}

const statuses = { exists: 1, inprogress: 2, success: 3, uxsuccess: 4, skip: 5, fail: 6, xfail: 7 } as const;

/** A packet with nothing but a test and its status. */
function packet(id: string, status: keyof typeof statuses): Buffer {
  const name = Buffer.from(id);
  const head = Buffer.from([0xb3, 0x29, statuses[status], 3 + 1 + 1 + name.length + 4, name.length]);
  const body = Buffer.concat([head, name]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([body, sum]);
}

const failing = [
  'tests.test_failing.FailingTest.test_1 two words',
  'tests.test_failing.FailingTest.test_2 x::y - z',
  'tests.test_failing.FailingTest.test_3 [b] #1 "q"',
  'tests.test_failing.FailingTest.test_assert',
  'tests.test_failing.FailingTest.test_attributes',
  'tests.test_failing.FailingTest.test_error',
  'tests.test_failing.FailingTest.test_several_lines',
  'tests.test_failing.FailingTest.test_umlaut_ü',
  'tests.test_failing.FailingTest.test_unexpected',
  'tests.test_fixtures.BrokenClassTest',
  'tests.test_fixtures.BrokenSetUpTest.test_needs_server',
];

describe('a stream of subunit v2', () => {
  it('has failures with messages, places and durations', () => {
    const report = read(stream('v2'));
    expect([...ids(report)].sort()).toEqual(failing);
    expect(report).toMatchObject({ complete: true, counts: { ran: 16, failed: 11, errors: 0, skipped: 1 } });
    expect(report?.failures.find(({ id }) => id.endsWith('.test_error'))).toMatchObject({
      message: "KeyError: 'FAILED - nothing'",
      file: '/src/tests/test_failing.py',
      line: 12,
      durationMs: expect.any(Number),
    });
  });

  it.each([1, 2, 7, 100, 4096])('says the same in chunks of %i bytes', (chunk) => {
    expect(read(stream('v2'), chunk)).toEqual(read(stream('v2')));
  });

  it('names tests that began and never ended', () => {
    expect(read(stream('v2-crashed'))).toMatchObject({
      complete: false,
      failures: [
        { id: 'crashing.test_crash.CrashTest.test_a_fails', message: 'AssertionError: before the crash' },
        { id: 'crashing.test_crash.CrashTest.test_dies', outcome: 'error', message: 'began and never ended' },
      ],
    });
  });

  it('names modules that could not be loaded', () => {
    expect(read(stream('v2-import-error'))?.failures).toMatchObject([
      { id: 'broken.test_import', unit: 'module', outcome: 'error' },
    ]);
  });

  it('may stand among other text', () => {
    const bytes = Buffer.concat([
      Buffer.from('running\nr³ FAIL: none\n³'),
      Buffer.from('\n'),
      stream('v2'),
      Buffer.from('bye\n'),
    ]);
    expect(ids(read(bytes)).length).toBe(failing.length);
  });

  it('goes on behind a packet whose checksum is wrong', () => {
    const broken = packet('a.T.test_x', 'fail');
    broken[8] = (broken[8] ?? 0) ^ 1;
    const report = read(Buffer.concat([packet('a.T.test_w', 'fail'), broken, packet('a.T.test_y', 'fail')]));
    expect(ids(report)).toEqual(['a.T.test_w', 'a.T.test_y']);
    expect(report?.warnings).toEqual(['1 packet of subunit was not readable']);
  });

  it('that is cut anywhere gives no other failure', () => {
    const bytes = stream('v2');
    const known = new Set([...failing, 'tests.test_failing.FailingTest.test_expected']);
    for (let end = 0; end < bytes.length; end += 131) {
      const report = read(bytes.subarray(0, end));
      const wrong = report?.failures.filter(({ id, message }) => !known.has(id) && message !== 'began and never ended');
      expect(wrong ?? []).toEqual([]);
    }
  });

  it('counts what ran, and calls flaky what passed in the end', () => {
    const report = read(
      Buffer.concat([
        packet('a.T.test_listed', 'exists'),
        packet('a.T.test_x', 'fail'),
        packet('a.T.test_x', 'success'),
        packet('a.T.test_y', 'xfail'),
        packet('a.T.test_z', 'skip'),
      ]),
    );
    expect(report).toMatchObject({ failures: [], counts: { ran: 3, skipped: 1 }, flaky: [{ id: 'a.T.test_x' }] });
  });

  it('leaves the return code of a worker to a warning, unless nothing else failed', () => {
    const code = packet('process-returncode', 'fail');
    expect(read(Buffer.concat([packet('a.T.test_x', 'fail'), code]))).toMatchObject({
      failures: [{ id: 'a.T.test_x' }],
      warnings: [expect.stringContaining('process-returncode')],
    });
    expect(read(code)?.failures).toMatchObject([{ id: 'process-returncode', unit: 'suite', rerunId: null }]);
  });

  it('made up of what looks like packets takes no time and no memory', () => {
    const one = Buffer.from([0x0a, 0xb3, 0x29, 0x06, 0xbf, 0xff, 0xff, 0x01]);
    const took = processorTime();
    expect(read(Buffer.concat(Array.from({ length: 1_000_000 }, () => one)), 65_536)).toBeUndefined();
    expect(took()).toBeLessThan(bounded);
  });
});

describe('a stream of subunit v1', () => {
  it('has outcomes with details and without', () => {
    const log = [
      'time: 2024-01-01 00:00:00.000000Z',
      'test: a.T.test_x',
      'time: 2024-01-01 00:00:00.250000Z',
      'failure: a.T.test_x [',
      'Traceback (most recent call last):',
      '  File "/src/t.py", line 3, in test_x',
      'KeyError: 1',
      ']',
      'test: a.T.test_y',
      'success: a.T.test_y',
      'test: a.T.test_z',
      'skip: a.T.test_z',
      'test: a.T.test_u',
      'uxsuccess: a.T.test_u',
      '',
    ].join('\n');
    expect(reportOf(readLog(log), 'subunit')).toMatchObject({
      counts: { ran: 3, failed: 2, skipped: 1 },
      failures: [
        { id: 'a.T.test_x', message: 'KeyError: 1', file: '/src/t.py', line: 3, durationMs: 250 },
        { id: 'a.T.test_u', message: 'unexpected success' },
      ],
    });
  });

  it.each([
    'testing: warning: no tests to run\nPASS\n',
    'test: something else\nerror: something [\n',
    'failure: it [\nsuccess: no\n',
    'test: x\n',
  ])('is not %j', (log) => {
    expect(reportOf(readLog(log), 'subunit')).toBeUndefined();
  });
});

describe.skipIf(!existsSync(corpus))('the streams of the corpus', () => {
  const names = existsSync(corpus) ? readdirSync(corpus).filter((name) => name.endsWith('.subunit')) : [];

  it.each(names)('%s', (name) => {
    const { failed }: { failed: readonly string[] } = JSON.parse(
      readFileSync(join(corpus, `${name}.expected.json`), 'utf8'),
    );
    const wanted = failed.map((id) =>
      id.replace(/^(?:setUpClass \((.*)\)|unittest\.loader\._FailedTest\.(.*))$/, '$1$2'),
    );
    expect([...ids(read(readFileSync(join(corpus, name)), 1000))].sort()).toEqual(wanted.sort());
  });
});
