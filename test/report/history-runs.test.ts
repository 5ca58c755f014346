import { expect, test } from 'vitest';
import { historyRuns, namedTest } from '../../src/report/history-runs.ts';
import type { ReadyImage, TargetResult } from '../../src/run/event.ts';
import { usualOptions } from '../support/options.ts';
import { failedTarget, failedTest, runnerReport, summaryOf, targetResult } from '../support/results.ts';

const image: ReadyImage = {
  plan: 'p',
  label: 'debian:bookworm-slim',
  reference: 'debian:bookworm-slim',
  id: 'sha256:1',
  base: 'debian@sha256:aa',
  created: 0,
  reused: true,
  renewed: null,
  system: { memcached: '1.6.18-1', python3: '3.11' },
};

function record(target: TargetResult, more: Parameters<typeof summaryOf>[1] = {}) {
  const beside = { trees: new Map([['unit', 'abc+12']]), asked: new Map() };
  return historyRuns(summaryOf([target], { images: [image], options: usualOptions, ...more }), beside)[0];
}

test('a run is remembered with what failed, what was flaky, and what that is worth', () => {
  const failures = [
    failedTest({ id: 'a', durationMs: 120, attempt: 1 }),
    failedTest({ id: 'a', durationMs: 130, attempt: 2, message: 'again' }),
    failedTest({ id: 'b', outcome: 'error', message: null }),
  ];
  const flaky = [failedTest({ id: 'c', message: 'x'.repeat(300) })];
  const target = failedTarget(failures, { report: { runners: [runnerReport(failures, flaky)] } });
  expect(record(target)).toEqual({
    run: '20261122-101500-3fa9',
    target: 'unit',
    time: Date.UTC(2026, 10, 22, 10, 15, 1),
    tree: 'abc+12',
    image: expect.stringMatching(/^[0-9a-f]{16}$/),
    asked: 'all',
    verdict: 'failed',
    whole: true,
    seconds: 2.5,
    counts: { ran: 9, failed: 3, skipped: 1 },
    listed: [
      { id: 'a', outcome: 'failed', ms: 250, message: 'AssertionError: 3 != 2', attempts: 2 },
      { id: 'b', outcome: 'error', ms: null, message: null, attempts: 1 },
      { id: 'c', outcome: 'flaky', ms: null, message: 'x'.repeat(200), attempts: 1 },
    ],
    passed: null,
  });
});

test.each<[string, Partial<TargetResult>]>([
  ['could not run', { verdict: 'could not run' }],
  ['was interrupted', { verdict: 'interrupted' }],
  ['was skipped', { verdict: 'skipped' }],
  ['was a command of its own', { direct: true }],
])('a target that %s is not', (_, changes) => expect(record(failedTarget([failedTest()], changes))).toBeUndefined());

const runner = runnerReport([]);

test.each<[string, boolean, Partial<TargetResult>]>([
  ['whose runner came to its end', true, { report: { runners: [runner] } }],
  ['whose runner did not', false, { report: { runners: [runner, { ...runner, complete: false }] } }],
  ['whose counts do not add up', false, { report: { runners: [{ ...runner, warnings: ['counts 3, lists 2'] }] } }],
  ['without a runner', false, { report: { runners: [] } }],
  ['that was killed', false, { verdict: 'failed', exitCode: 137, report: { runners: [runner] } }],
  [
    'that passed though tests failed',
    false,
    { report: { runners: [{ ...runner, counts: { ran: 3, failed: 1, errors: 0, skipped: 0 } }] } },
  ],
  [
    'that passed without its last commands',
    false,
    { reason: 'its command 1 ended the script: 2 more did not run', report: { runners: [runner] } },
  ],
])('of a run %s it is known what did not fail: %s', (_, whole, changes) => {
  expect(record(targetResult(changes))?.whole).toBe(whole);
});

test('where too many tests failed not all are listed, and it is known', () => {
  const many = Array.from({ length: 501 }, (_, index) => failedTest({ id: `t${index}` }));
  expect(record(failedTarget(many))).toMatchObject({ whole: false, listed: { length: 500 } });
  expect(record(failedTarget(many.slice(1)))).toMatchObject({ whole: true, listed: { length: 500 } });
  expect(record(failedTarget([failedTest({ id: 'x'.repeat(1001) })]))).toMatchObject({ whole: false, listed: [] });
});

test('which tests were asked for is remembered', () => {
  const target = failedTarget([failedTest()]);
  const args = { ...usualOptions, args: ['-k', 'x'] };
  expect(record(target, { options: args })?.asked).toBe('some');
  const beside = { trees: new Map(), asked: new Map([['unit', ['a', 'b']]]) };
  expect(historyRuns(summaryOf([target], { options: args }), beside)[0]).toMatchObject({
    asked: ['a', 'b'],
    tree: null,
  });
});

test('an image is what it is made of, and not its id', () => {
  const key = (changes: Partial<ReadyImage>): string | null | undefined =>
    record(targetResult(), { images: [{ ...image, ...changes }] })?.image;
  const usual = key({});
  expect(usual).toBeTypeOf('string');
  expect(key({ id: 'sha256:2', created: 7, reused: false })).toBe(usual);
  expect(key({ system: { python3: '3.11', memcached: '1.6.18-1' } })).toBe(usual);
  const others = [{ base: 'debian@sha256:bb' }, { reference: 'dox/p:1' }, { reference: 'dox/p:2' }, { system: {} }].map(
    key,
  );
  expect(new Set([usual, ...others]).size).toBe(5);
  expect(key({ label: 'other' })).toBeNull();
});

test('the images of services count', () => {
  const service = { name: 'db', image: 'postgres:15', log: 'l', readySeconds: 1, ended: null };
  const key = (base: string): string | null | undefined =>
    record(targetResult({ services: [service] }), { images: [image, { ...image, label: 'postgres:15', base }] })?.image;
  expect(key('a')).not.toBe(key('b'));
  expect(record(targetResult({ services: [service] }))?.image).toBeNull();
});

test('a case of JUnit XML that failed is one that is listed', () => {
  const outcomes = (['passed', 'failed', 'flaky', 'skipped'] as const).map(
    (outcome) => namedTest({ id: 'a', outcome, durationMs: 3 }).outcome,
  );
  expect(outcomes).toEqual(['passed', 'listed', 'listed', 'skipped']);
});
