import { describe, expect, it } from 'vitest';
import { type Failure, makeFailure } from '../../src/failures/failure.ts';
import type { TestJudgement, TestVerdict } from '../../src/history/judge-test.ts';
import { diagnose, type JobOutcome, type Knowledge } from '../../src/recheck/diagnose.ts';
import { readRecheck } from '../../src/recheck/read-recheck.ts';
import type { Signature } from '../../src/recheck/signature.ts';
import { knowing } from './recheck-log.ts';

function signature(more: string): Signature {
  const text = `signatures:\n  - {name: slow disk, bug: 'launchpad:7', ${more}}\n`;
  const [found] = readRecheck({ text, shown: 'recheck.yml', today: '2026-01-01' }).file?.signatures ?? [];
  if (found === undefined) throw new Error(text);
  return found;
}

function failure(changes: Partial<Failure> = {}): Failure {
  return makeFailure({ id: 'm.C.test_a', runner: 'unittest', message: 'AssertionError: 1 != 2', ...changes });
}

function outcome(changes: Partial<JobOutcome> = {}): JobOutcome {
  const usual = {
    job: 'unit',
    flaky: [],
    broken: null,
    couldNotRun: null,
    detail: [],
    signatureLines: [],
    unsure: [],
    sign: null,
    metadata: new Map(),
    hasNetwork: true,
  };
  return { ...usual, failures: [failure()], ...changes };
}

function judged(verdict: TestVerdict): Pick<Knowledge, 'judge'> {
  const sentence = `it is ${verdict}`;
  const judgement: TestJudgement = {
    id: '',
    runs: 9,
    failures: 3,
    flakyTrees: 2,
    streak: 1,
    streakTrees: 1,
    before: { runs: 4, trees: 3 },
    lastPassed: null,
    lastFailed: null,
    firstSeen: null,
    onThisTree: null,
    verdict,
    sentence,
  };
  return { judge: () => judgement };
}

function causes(seen: JobOutcome, knowledge: Knowledge = knowing([])): readonly string[] {
  return diagnose(seen, knowledge).map(({ subject, cause }) => {
    const name = subject.kind === 'test' ? subject.failure.id : subject.what;
    const more =
      cause.kind === 'known bug'
        ? cause.bugs.map(({ bug, seen: where }) => `${bug.url.split('/').at(-1)} ${where}`).join()
        : 'reason' in cause
          ? cause.reason
          : '';
    return `${name}: ${cause.kind}: ${more}`;
  });
}

const line = { number: 12, text: 'disk is slow' };

describe('the cause of a failure', () => {
  it('is unknown where nothing is known', () => {
    expect(causes(outcome())).toEqual(['m.C.test_a: unknown: ']);
  });

  it.each<[string, string, Partial<Failure>, boolean]>([
    ['its message', 'text: 1 != 2', {}, true],
    ['its excerpt', 'text: slow', { excerpt: ['a', 'disk is slow'] }, true],
    ['its excerpt, but only the message counts', 'text: slow, where: message', { excerpt: ['disk is slow'] }, false],
    ['another runner', 'text: 1 != 2, runner: pytest', {}, false],
    ['the runner', 'text: 1 != 2, runner: unit*', {}, true],
    ['another test', 'text: 1 != 2, tests: m.D.*', {}, false],
    ['the test', 'text: 1 != 2, tests: [x, m.C.*]', {}, true],
    ['another job', 'text: 1 != 2, job: lint', {}, false],
    ['the job', 'text: 1 != 2, job: unit', {}, true],
    ['another file', 'text: 1 != 2, file: b.py', { file: 'a.py' }, false],
    ['a file that is not known', 'text: 1 != 2, file: b.py', {}, false],
    ['the file', 'text: 1 != 2, file: "*.py"', { file: 'a.py' }, true],
  ])('is a known bug by %s', (_, more, changes, isKnown) => {
    const seen = outcome({ failures: [failure(changes)] });
    expect(causes(seen, knowing([signature(more)]))).toEqual([
      `m.C.test_a: ${isKnown ? 'known bug: 7 in the test' : 'unknown: '}`,
    ]);
  });

  it('is a known bug by a line elsewhere in the log, for all tests of the job', () => {
    const failures = [failure(), failure({ id: 'm.C.test_b' })];
    const seen = outcome({ failures, signatureLines: [[line]] });
    expect(causes(seen, knowing([signature('text: slow, where: log')]))).toEqual([
      'm.C.test_a: known bug: 7 in the log',
      'm.C.test_b: known bug: 7 in the log',
    ]);
    for (const more of ['where: excerpt', 'where: log, tests: m.D.*', 'where: log, job: lint', 'note: by default']) {
      expect(causes(seen, knowing([signature(`text: slow, ${more}`)]))).toEqual([
        'm.C.test_a: unknown: ',
        'm.C.test_b: unknown: ',
      ]);
    }
  });

  it('is none of the others where the line stands in the output of one test', () => {
    const failures = [failure({ excerpt: ['disk is slow'] }), failure({ id: 'm.C.test_b' })];
    const seen = outcome({ failures, signatureLines: [[line]] });
    expect(causes(seen, knowing([signature('text: slow, where: log')]))).toEqual([
      'm.C.test_a: known bug: 7 in the test',
      'm.C.test_b: unknown: ',
    ]);
    const [first] = diagnose(seen, knowing([signature('text: slow, where: log')]));
    expect(first?.cause).toMatchObject({ bugs: [{ lines: [line] }] });
  });

  it('is that of a test, for the clean-up of its class', () => {
    const failures = [
      failure({ excerpt: ['disk is slow'] }),
      failure({ id: 'm.C', unit: 'class', outcome: 'error' }),
      failure({ id: 'm.D', unit: 'class', outcome: 'error' }),
    ];
    expect(causes(outcome({ failures }), knowing([signature('text: slow')]))).toEqual([
      'm.C.test_a: known bug: 7 in the test',
      'm.C: known bug: 7 in a test of it',
      'm.D: unknown: ',
    ]);
  });

  it.each<[string, Partial<Failure>, string]>([
    ['a full disk in Python', { message: "OSError: [Errno 28] No space left on device: '/tmp/x'" }, 'the disk is full'],
    ['a full disk in Node', { message: 'ENOSPC: no space left on device, write' }, 'the disk is full'],
    [
      'a name server that is silent',
      { message: 'socket.gaierror: [Errno -3] Temporary failure in name resolution' },
      'the name server did not answer',
    ],
    [
      'a mirror, in a task',
      { unit: 'task', excerpt: ['E: Failed to fetch http://x  Hash Sum mismatch'] },
      'a package mirror is out of step',
    ],
  ])('is the infrastructure by %s', (_, changes, reason) => {
    expect(causes(outcome({ failures: [failure(changes)] }))).toEqual([`m.C.test_a: infrastructure: ${reason}`]);
  });

  it.each<[string, Partial<Failure>]>([
    [
      'a mirror that a task got over',
      { unit: 'task', excerpt: ["Temporary failure resolving 'x'", 'ok', 'a.c:1:2: error: expected ;'] },
    ],
    ['a test that speaks of a full disk', { message: "AssertionError: 'No space left on device' not found in ''" }],
    ['a test whose output has what a mirror says', { excerpt: ['E: Failed to fetch http://x  Hash Sum mismatch'] }],
    ['a refused connection', { message: 'ConnectionRefusedError: [Errno 111] Connection refused' }],
  ])('is not the infrastructure by %s', (_, changes) => {
    expect(causes(outcome({ failures: [failure(changes)] }))).toEqual(['m.C.test_a: unknown: ']);
  });

  it('is real where the test failed in each of several tries', () => {
    const again = failure({ attempt: 3 });
    expect(causes(outcome({ failures: [again] }))).toEqual(['m.C.test_a: real: it failed 3 times in a row']);
    // a bug that shows in the test itself is still that bug; one that shows elsewhere does not fail a test each time
    expect(causes(outcome({ failures: [again] }), knowing([signature('text: 1 != 2')]))).toEqual([
      'm.C.test_a: known bug: 7 in the test',
    ]);
    const elsewhere = outcome({ failures: [again], signatureLines: [[line]] });
    expect(causes(elsewhere, knowing([signature('text: slow, where: log')]))).toEqual([
      'm.C.test_a: real: it failed 3 times in a row',
    ]);
  });

  it.each<[string, Partial<Failure>, Pick<Knowledge, 'judge'> | null, string]>([
    ['each of several tries', { attempt: 3 }, null, 'real: it failed 3 times in a row'],
    ['run after run', {}, judged('steady'), 'real: it is steady'],
    [
      'since this change',
      {},
      judged('new'),
      'real: new with this change: did not fail in 4 whole runs before, on 3 other trees',
    ],
    ['once', {}, null, 'infrastructure: the disk is full'],
  ])('is that of a test that says that the disk is full, %s', (_, changes, judge, expected) => {
    const full = failure({ message: 'ENOSPC: no space left on device, write', ...changes });
    expect(causes(outcome({ failures: [full] }), { ...knowing([]), ...judge })).toEqual([`m.C.test_a: ${expected}`]);
  });

  it('is no name server where the job has no network', () => {
    const failures = [failure({ message: 'getaddrinfo EAI_AGAIN example.org' })];
    expect(causes(outcome({ failures, hasNetwork: false }))).toEqual(['m.C.test_a: unknown: ']);
    const sign = { reason: 'the name server did not answer', lines: [line] };
    const job = { failures: [], broken: 'it failed', sign };
    expect(causes(outcome({ ...job, hasNetwork: false }))).toEqual(['it failed: unknown: ']);
    expect(causes(outcome(job))).toEqual(['it failed: infrastructure: the name server did not answer']);
  });

  it.each<[TestVerdict, string]>([
    ['flaky', 'likely flaky: failed 3 of its last 9 runs, on 2 unchanged trees'],
    ['new', 'real: new with this change: did not fail in 4 whole runs before, on 3 other trees'],
    ['steady', 'real: it is steady'],
    ['unknown', 'unknown: '],
  ])('with a history that says %s: %s', (verdict, expected) => {
    const knowledge = { ...knowing([]), ...judged(verdict) };
    expect(causes(outcome(), knowledge)).toEqual([`m.C.test_a: ${expected}`]);
    expect(diagnose(outcome(), knowledge)[0]?.history).toBe(`it is ${verdict}`);
  });

  it('is likely flakiness where it passed when it was tried again', () => {
    const seen = outcome({ failures: [], flaky: [failure()] });
    expect(causes(seen)).toEqual(['m.C.test_a: likely flaky: it failed, and passed when it was tried again']);
  });
});

describe('the cause of a job in which no test failed by name', () => {
  const none = { failures: [], broken: 'pytest did not come to its end' };
  const sign = { reason: 'the machine was lost', lines: [line] };

  it.each<[string, Partial<JobOutcome>, readonly string[]]>([
    ['nothing', {}, ['pytest did not come to its end: unknown: ']],
    ['a sign in the log', { sign }, ['pytest did not come to its end: infrastructure: the machine was lost']],
    [
      'a signature in the log',
      { sign, signatureLines: [[line]] },
      ['pytest did not come to its end: known bug: 7 in the log'],
    ],
    [
      'the tail of a build',
      { detail: ['npm error code ECONNRESET'] },
      ['pytest did not come to its end: infrastructure: a package index did not answer'],
    ],
    [
      "dox's own verdict",
      { couldNotRun: 'service "db" was not ready within 60 s' },
      ['service "db" was not ready within 60 s: infrastructure: service "db" was not ready within 60 s'],
    ],
    ['a test that failed after all', { sign, failures: [failure()] }, ['m.C.test_a: unknown: ']],
    ['nothing that failed', { sign, signatureLines: [[line]], broken: null }, []],
  ])('by %s', (_, changes, expected) => {
    expect(causes(outcome({ ...none, ...changes }), knowing([signature('text: slow')]))).toEqual(expected);
  });

  it('is no bug of some tests only, nor of what a test says first', () => {
    const seen = outcome({ ...none, signatureLines: [[line]] });
    expect(causes(seen, knowing([signature('text: slow, where: message')]))).toEqual([
      'pytest did not come to its end: unknown: ',
    ]);
    expect(causes(seen, knowing([signature('text: slow, tests: m.*')]))).toEqual([
      'pytest did not come to its end: unknown: ',
    ]);
  });
});
