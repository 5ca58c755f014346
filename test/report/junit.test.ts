import { expect, test } from 'vitest';
import { junit } from '../../src/report/junit.ts';
import type { Summary } from '../../src/report/summary.ts';
import { hostileText } from '../support/hostile.ts';
import { failedTarget, failedTest, runnerReport, summaryOf, targetResult } from '../support/results.ts';
import { obeyedCommands } from '../support/workflow-commands.ts';
import { junitProblem, xpath } from '../support/xml.ts';

function written(summary: Summary): string {
  const text = junit(summary, { hostname: 'box', exists: () => true });
  expect(junitProblem(text)).toBe('');
  return text;
}

/** tests, failures, errors, skipped. */
function counts(text: string, suite = 1): string {
  const names = ['tests', 'failures', 'errors', 'skipped'];
  return names.map((name) => xpath(text, `/testsuites/testsuite[${suite}]/@${name}`)).join(' ');
}

test('is written as documented', () => {
  const failure = failedTest({ durationMs: 1500, excerpt: ['FAIL: test_bad', 'AssertionError: 3 != 2 <"&>'] });
  const rerun = { words: ['-e', 'broken', '--', 'tests.test_a.T.test_bad'] };
  const targets = [targetResult(), failedTarget([failure], { label: 'broken', rerun })];
  const image = {
    plan: 'i',
    label: 'debian:bookworm-slim',
    reference: 'dox/demo:5f0f2be1',
    id: 'sha256:12',
    base: 'debian@sha256:34',
    created: null,
    reused: true,
    renewed: null,
    system: { memcached: '1.6.18-1' },
  };
  expect(written(summaryOf(targets, { images: [image] }))).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="demo" tests="2" failures="1" errors="0" time="4.000">
    <testsuite name="unit" time="2.830" timestamp="2026-11-22T10:15:01Z" hostname="box" tests="1" failures="0" errors="0" skipped="0">
    <properties>
    <property name="dox" value="0.1.0"/>
    <property name="run" value="20261122-101500-3fa9"/>
    <property name="verdict" value="passed"/>
    <property name="exitCode" value="0"/>
    <property name="image" value="debian:bookworm-slim"/>
    <property name="image.reference" value="dox/demo:5f0f2be1"/>
    <property name="image.id" value="sha256:12"/>
    <property name="image.base" value="debian@sha256:34"/>
    <property name="system.memcached" value="1.6.18-1"/>
    <property name="log" value=".dox/runs/r/unit/log"/>
    </properties>
    <testcase classname="unit" name="target unit" time="2.830"/>
    </testsuite>
    <testsuite name="broken" time="2.830" timestamp="2026-11-22T10:15:01Z" hostname="box" tests="1" failures="1" errors="0" skipped="0">
    <properties>
    <property name="dox" value="0.1.0"/>
    <property name="run" value="20261122-101500-3fa9"/>
    <property name="verdict" value="failed"/>
    <property name="exitCode" value="1"/>
    <property name="image" value="debian:bookworm-slim"/>
    <property name="image.reference" value="dox/demo:5f0f2be1"/>
    <property name="image.id" value="sha256:12"/>
    <property name="image.base" value="debian@sha256:34"/>
    <property name="system.memcached" value="1.6.18-1"/>
    <property name="tests.ran" value="9"/>
    <property name="tests.failed" value="1"/>
    <property name="tests.errors" value="0"/>
    <property name="tests.skipped" value="1"/>
    <property name="tests.flaky" value="0"/>
    <property name="rerun" value="dox -e broken -- tests.test_a.T.test_bad"/>
    <property name="log" value=".dox/runs/r/unit/log"/>
    </properties>
    <testcase classname="broken" name="tests.test_a.T.test_bad" time="1.500">
    <failure type="AssertionError" message="AssertionError: 3 != 2">tests/test_a.py:7
    FAIL: test_bad
    AssertionError: 3 != 2 &lt;&quot;&amp;&gt;</failure>
    </testcase>
    </testsuite>
    </testsuites>
    "
  `);
});

test('the place begins the text, and a file that is not in the tree has none', () => {
  const summary = summaryOf([failedTarget([failedTest()])]);
  const failure = '/testsuites/testsuite/testcase/failure';
  expect(xpath(written(summary), failure)).toMatch(/^tests\/test_a\.py:7\nFAIL: test_bad\n/);
  expect(xpath(junit(summary, { hostname: 'box', exists: () => false }), failure)).toMatch(/^FAIL: test_bad\n/);
});

test('a test that is flaky passes, with its failed tries; one that failed again fails once', () => {
  const tries = [1, 2].map((attempt) => failedTest({ attempt, durationMs: 500 }));
  const report = { runners: [runnerReport([], tries)] };
  const flaky = written(summaryOf([targetResult({ report })]));
  expect(counts(flaky)).toBe('2 0 0 0');
  expect(xpath(flaky, '//testcase[2]/@time')).toBe('1.000');
  expect(xpath(flaky, 'count(//testcase[2]/flakyFailure)')).toBe('2');
  expect(xpath(flaky, '//testcase[2]/flakyFailure[1]/stackTrace')).toContain('AssertionError: 3 != 2');

  const broken = [failedTest({ attempt: 1 }), failedTest({ attempt: 2, outcome: 'error', message: 'OSError: no' })];
  const failed = written(summaryOf([failedTarget(broken)]));
  expect(counts(failed)).toBe('1 1 0 0');
  expect(xpath(failed, '//failure/@message')).toBe('AssertionError: 3 != 2');
  expect(xpath(failed, '//rerunError/@type')).toBe('OSError');
});

test('tries of dox itself are told like those of a runner', () => {
  const steady = failedTest({ id: 'steady' });
  const shaky = failedTest({ id: 'shaky', message: 'OSError: at first', outcome: 'error' });
  const attempt = { verdict: 'failed', reason: null, log: null, seconds: { image: 0, start: 0, command: 1 } } as const;
  const tries = [
    { ...attempt, report: { runners: [runnerReport([steady, shaky])] } },
    { ...attempt, report: { runners: [runnerReport([{ ...steady, message: 'AssertionError: again' }])] } },
  ];
  const report = { runners: [runnerReport([{ ...steady, attempt: 2 }], [{ ...shaky, attempt: 1 }])] };
  const text = written(summaryOf([failedTarget([], { report, tries })]));
  expect(counts(text)).toBe('2 1 0 0');
  expect(xpath(text, '//testcase[1]/failure/@message')).toBe('AssertionError: 3 != 2');
  expect(xpath(text, '//testcase[1]/rerunFailure/@message')).toBe('AssertionError: again');
  expect(xpath(text, '//testcase[2]/flakyError/@message')).toBe('OSError: at first');
  expect(xpath(text, '//property[@name="tests.flaky"]/@value')).toBe('1');
});

test('two failures of one try are one case', () => {
  const text = written(summaryOf([failedTarget([failedTest(), failedTest({ excerpt: ['in its clean-up'] })])]));
  expect(counts(text)).toBe('1 1 0 0');
  expect(xpath(text, '//failure')).toContain('in its clean-up');
});

test('what has no name is told by the case of the target', () => {
  const unknown = written(summaryOf([failedTarget([], { tail: ['Segmentation fault'], hint: 'look' })]));
  expect(counts(unknown)).toBe('1 1 0 0');
  expect(xpath(unknown, '//testcase/@name')).toBe('target unit');
  expect(xpath(unknown, '//failure')).toContain('Segmentation fault\nhint: look');

  const killed = failedTarget([failedTest()], { reason: 'timed out after 5m', exitCode: 143 });
  expect(counts(written(summaryOf([killed])))).toBe('2 2 0 0');
  const half = { runners: [{ ...runnerReport([failedTest()]), complete: false }] };
  expect(counts(written(summaryOf([failedTarget([], { report: half })])))).toBe('2 2 0 0');

  const absent = targetResult({ verdict: 'could not run', reason: 'no engine', exit: 3, exitCode: null });
  const text = written(summaryOf([absent]));
  expect(counts(text)).toBe('1 0 1 0');
  expect(xpath(text, '//error/@type')).toBe('could not run');
});

test('what is allowed to fail is skipped, and so is what fail-fast skipped', () => {
  const soft = failedTarget([failedTest()], { allowFailure: true, exit: 0 });
  const nameless = failedTarget([], { label: 'soft', allowFailure: true, exit: 0 });
  const late = targetResult({ label: 'late', verdict: 'skipped', reason: 'another target failed before it' });
  const text = written(summaryOf([soft, nameless, late]));
  expect([counts(text, 1), counts(text, 2), counts(text, 3)]).toEqual(['1 0 0 1', '1 0 0 1', '1 0 0 1']);
  expect(xpath(text, '//testsuite[1]//skipped/@message')).toBe('allowed to fail: AssertionError: 3 != 2');
});

test('a target that never came is an error, with what ended the run', () => {
  const stopped = targetResult({ verdict: 'interrupted', exit: 130, exitCode: null });
  const text = written(summaryOf([stopped], { selected: ['unit', 'late'], signal: 'SIGINT' }));
  expect([counts(text, 1), counts(text, 2)]).toEqual(['1 0 1 0', '1 0 1 0']);
  expect(xpath(text, '//testsuite[2]//error/@message')).toBe('it did not run: SIGINT ended the run');
  const broken = written(summaryOf([], { selected: ['unit'], problem: 'no engine answers' }));
  expect(xpath(broken, '//error/@message')).toBe('it did not run: no engine answers');
  expect(xpath(written(summaryOf([], { selected: ['unit'] })), '//error/@message')).toContain('did not run');
});

test('hostile output stays text', () => {
  const failure = failedTest({ id: hostileText, message: hostileText, excerpt: hostileText.split('\n') });
  const target = failedTarget([failure, failedTest({ id: 'b', attempt: 2, message: hostileText })], {
    label: hostileText,
    reason: hostileText,
    hint: hostileText,
    detail: hostileText,
    exitCode: 137,
  });
  const text = written(summaryOf([target], { project: hostileText }));
  expect(counts(text)).toBe('3 3 0 0');
  expect(text).not.toMatch(/[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  expect(xpath(text, '//testcase[2]/failure')).toContain(
    'a < b && c > "d" \' ]]> <![CDATA[ <!-- --> <?xml ?> &amp; &#0;',
  );
  expect(xpath(text, '//testcase[2]/failure')).toContain('🎉');
  expect(xpath(text, 'count(//testcase[@name="forged"])')).toBe('0');
  expect(xpath(text, '//testcase[2]/failure')).toContain('\n::set-output name=a::b\n##[add-mask]secret\n');
  expect(obeyedCommands(text)).toEqual([]);
});
