import type { History } from '../../src/history/history.ts';
import { type Summary, summarize } from '../../src/report/summary.ts';
import type { Event, TargetResult } from '../../src/run/event.ts';
import { historyRun, listedTest, naming } from './history.ts';
import { failedTarget, failedTest, runnerReport, runStarted, targetResult } from './results.ts';

const start = Date.UTC(2026, 10, 22, 10, 15);
const runName = '20261122-101500-3fa9';

const excerpt = [
  'Traceback (most recent call last):',
  '  File "/src/shop/tests/test_cart.py", line 48, in test_total',
  '    self.assertEqual(cart.total(), Decimal("12.50"))',
  "AssertionError: Decimal('12.00') != Decimal('12.50')",
];

const total = failedTest({
  id: 'shop/tests/test_cart.py::CartTest::test_total',
  runner: 'pytest',
  message: "AssertionError: Decimal('12.00') != Decimal('12.50')",
  file: 'shop/tests/test_cart.py',
  line: 48,
  durationMs: 310,
  excerpt,
});

const session = failedTest({
  id: 'shop/tests/test_session.py::SessionTest::test_expires_after_an_hour',
  runner: 'pytest',
  message: 'ConnectionRefusedError: [Errno 111] Connection refused',
  file: 'shop/tests/test_session.py',
  line: 112,
  outcome: 'error',
  durationMs: 2240,
  excerpt: [
    'shop/session.py:31: in connect',
    '    sock.connect((host, port))',
    'E   ConnectionRefusedError: [Errno 111] Connection refused',
  ],
});

const race = failedTest({
  id: 'shop/tests/test_queue.py::QueueTest::test_two_workers',
  runner: 'pytest',
  message: 'TimeoutError: no worker took the job within 5 s',
  file: 'shop/tests/test_queue.py',
  line: 77,
  durationMs: 5100,
  excerpt: ['shop/queue.py:88: in wait', 'E   TimeoutError: no worker took the job within 5 s'],
});

/** A run with everything in it: images, services, tries, failures of each kind, what may fail, a warning. */
export function eventfulRun(): Summary {
  const at = (seconds: number): number => start + seconds * 1000;
  const of = (target: string) => ({ target });
  const log = (name: string): string => `.dox/runs/r/${name}/log`;
  const facts = { run: runName, project: 'shop', root: '/home/me/shop' };
  const first = {
    verdict: 'failed',
    reason: null,
    log: log('py311'),
    seconds: { image: 21, start: 3.4, command: 48.2 },
  } as const;
  const tries = [
    { ...first, report: { runners: [runnerReport([total, session, race])] } },
    {
      ...first,
      log: log('py311.try2'),
      seconds: { image: 0, start: 2.9, command: 9.1 },
      report: { runners: [runnerReport([total, session])] },
    },
  ];
  const services = [
    { name: 'postgresql', image: 'dox/postgresql:15', log: log('py311/postgresql'), readySeconds: 2.6, ended: null },
    { name: 'redis', image: 'dox/redis:7.0', log: log('py311/redis'), readySeconds: 0.4, ended: null },
  ];
  const results: Readonly<Record<string, TargetResult>> = {
    py311: failedTarget([], {
      label: 'py311',
      image: 'dox/python:3.11',
      reason: 'exit code 1 from `pytest`',
      seconds: { image: 21, start: 6.3, command: 57.3 },
      report: {
        runners: [
          {
            ...runnerReport(
              [
                { ...total, attempt: 2 },
                { ...session, attempt: 2 },
              ],
              [{ ...race, attempt: 1 }],
            ),
            runner: 'pytest',
            counts: { ran: 412, failed: 1, errors: 1, skipped: 6 },
          },
        ],
      },
      tries,
      services,
      failedCommand: { text: 'pytest', number: 2, of: 2 },
      log: log('py311'),
      rerun: { words: ['-e', 'py311', '--', total.id, session.id] },
    }),
    lint: targetResult({ label: 'lint', log: log('lint'), seconds: { image: 0.1, start: 0.3, command: 6.4 } }),
    docs: targetResult({
      label: 'docs',
      verdict: 'could not run',
      image: 'dox/python:3.13',
      reason: 'preparing dox/python:3.13 failed: exit code 100 from `apt-install`',
      hint: 'the package may have another name in this release',
      detail: 'Reading package lists...\nE: Unable to locate package python3-sphinx-rtd',
      exit: 3,
      exitCode: null,
      seconds: { image: 12.2, start: 0, command: 0 },
      log: log('docs'),
    }),
    next: failedTarget([], {
      label: 'next',
      allowFailure: true,
      exit: 0,
      reason: 'exit code 2 from `tox -e next`',
      tail: ['ERROR: next: commands failed'],
      seconds: { image: 0.1, start: 0.4, command: 18.2 },
      log: log('next'),
    }),
  };
  const ready = (label: string, time: number): Event => ({
    kind: 'image-ready',
    time,
    image: {
      plan: label,
      label,
      reference: 'dox/shop:5f0f2be1',
      id: 'sha256:e5daea4ac5a9a94ad505f34f1b66e5f3e29c89ccf475249147c30e625e95869f',
      base: 'debian@sha256:ed1db86d8d4e9e76ead09179429672dd7911f07045aa3ff4294b11ff449fd08c',
      created: start,
      reused: label !== 'dox/python:3.11',
      renewed: null,
      system: { 'libpq-dev': '15.14-0+deb12u1', 'python3-pytest': '7.2.1-2' },
    },
  });
  const ended = (target: string, time: number): Event => ({
    kind: 'target-ended',
    time,
    result: results[target] ?? targetResult(),
  });
  const events: readonly Event[] = [
    { ...runStarted(['py311', 'lint', 'docs', 'next']), ...facts, time: start },
    {
      kind: 'engine-connected',
      time: at(0.1),
      engine: {
        kind: 'podman',
        version: '5.3.1',
        rootless: true,
        host: 'unix:///run/user/1000/podman/podman.sock',
        platform: 'linux/amd64',
      },
    },
    { kind: 'target-started', time: at(0.2), ...of('py311'), image: 'dox/python:3.11', log: log('py311') },
    { kind: 'image-started', time: at(0.4), image: 'dox/python:3.11', action: 'pull', why: null },
    { kind: 'image-started', time: at(7.9), image: 'dox/python:3.11', action: 'prepare', why: null },
    { kind: 'image-waiting', time: at(0.4), image: 'dox/redis:7.0', action: 'build' },
    ready('dox/redis:7.0', at(4.2)),
    ready('dox/python:3.11', at(21.1)),
    { kind: 'container-created', time: at(21.4), ...of('py311'), container: 'c1' },
    { kind: 'container-started', time: at(21.7), ...of('py311') },
    { kind: 'service-started', time: at(21.8), ...of('py311'), service: 'redis' },
    { kind: 'service-started', time: at(21.8), ...of('py311'), service: 'postgresql' },
    { kind: 'service-ready', time: at(22.2), ...of('py311'), service: 'redis' },
    { kind: 'service-ready', time: at(24.4), ...of('py311'), service: 'postgresql' },
    { kind: 'target-retried', time: at(72.6), ...of('py311'), number: 2, of: 2, tests: 3 },
    { kind: 'target-started', time: at(72.6), ...of('py311'), image: 'dox/python:3.11', log: log('py311.try2') },
    { kind: 'container-created', time: at(72.8), ...of('py311'), container: 'c2' },
    { kind: 'container-started', time: at(73), ...of('py311') },
    { kind: 'service-started', time: at(73.1), ...of('py311'), service: 'redis' },
    { kind: 'service-started', time: at(73.1), ...of('py311'), service: 'postgresql' },
    { kind: 'service-ready', time: at(73.5), ...of('py311'), service: 'redis' },
    { kind: 'service-ready', time: at(75.5), ...of('py311'), service: 'postgresql' },
    ended('py311', at(84.6)),
    { kind: 'target-started', time: at(84.6), ...of('lint'), image: 'debian:bookworm-slim', log: log('lint') },
    ready('debian:bookworm-slim', at(84.7)),
    { kind: 'container-created', time: at(84.8), ...of('lint'), container: 'c3' },
    { kind: 'container-started', time: at(85), ...of('lint') },
    ended('lint', at(91.4)),
    { kind: 'target-started', time: at(91.4), ...of('docs'), image: 'dox/python:3.13', log: log('docs') },
    { kind: 'image-started', time: at(91.5), image: 'dox/python:3.13', action: 'prepare', why: null },
    ended('docs', at(103.6)),
    { kind: 'target-started', time: at(103.6), ...of('next'), image: 'debian:bookworm-slim', log: log('next') },
    { kind: 'container-created', time: at(103.8), ...of('next'), container: 'c4' },
    { kind: 'container-started', time: at(104), ...of('next') },
    ended('next', at(122.2)),
    { kind: 'warning', time: at(122.2), message: 'py311: there is no artifact coverage.xml', hint: null },
    { kind: 'run-ended', time: at(122.4), signal: null, problem: null },
  ];
  return summarize(events);
}

type Outcome = 'passed' | 'failed' | 'flaky' | 'skipped';

/**
 * A history of 64 runs of a target, the last of them that of `eventfulRun`, in which one test is flaky, one has been
 * broken of late, one fails now and then, and so many others hardly ever.
 */
export function eventfulHistory(steady: number, target = 'py311'): History {
  const others = Array.from({ length: steady }, (_, index) => ({
    id: `shop/tests/test_steady_${index % 40}.py::SteadyTest::test_${index}`,
    base: 20,
    outcome: (run: number): Outcome => ((index * 31 + run) % 997 === 0 ? 'failed' : 'passed'),
  }));
  const tests: readonly { readonly id: string; readonly base: number; readonly outcome: (run: number) => Outcome }[] = [
    {
      id: race.id,
      base: 2400,
      outcome: (run) => {
        if (![4, 13, 14, 27, 40, 44, 63].includes(run)) return 'passed';
        return run % 2 === 0 ? 'failed' : 'flaky';
      },
    },
    { id: total.id, base: 300, outcome: (run) => (run > 60 ? 'failed' : 'passed') },
    {
      id: session.id,
      base: 1100,
      outcome: (run) => (run % 16 === 15 ? 'failed' : run % 9 === 2 ? 'skipped' : 'passed'),
    },
    ...others,
  ];
  const names: Record<string, readonly string[]> = {};
  const runs = Array.from({ length: 64 }, (_, run) => {
    const all = tests.map(({ id, base, outcome }) => {
      const ms = base * (1 + ((run * 37) % 11) / 14 + (run > 50 ? 0.4 : 0));
      return { id, ms, outcome: outcome(run) };
    });
    const listed = all.flatMap(({ id, ms, outcome }) =>
      outcome === 'failed' || outcome === 'flaky' ? [listedTest({ id, ms, outcome })] : [],
    );
    const named = naming(
      all.map(({ id, ms, outcome }) => ({
        id,
        ms,
        outcome: outcome === 'passed' || outcome === 'skipped' ? outcome : 'listed',
      })),
    );
    Object.assign(names, named.names);
    return historyRun({
      run: run === 63 ? runName : `run ${run}`,
      target,
      time: start - (63 - run) * 28_800_000,
      tree: `${Math.floor(run / 3)}8c1f04a2b7`,
      image: 'dox/shop:5f0f2be1',
      listed,
      passed: named.passed,
      counts: { ran: all.length, failed: listed.length, skipped: 0 },
    });
  });
  return { runs, names };
}
