import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Summary } from '../../src/report/summary.ts';
import { tap } from '../../src/report/tap.ts';
import { hostileText } from '../support/hostile.ts';
import { failedTarget, failedTest, runnerReport, summaryOf, targetResult } from '../support/results.ts';
import { obeyedCommands } from '../support/workflow-commands.ts';

function written(summary: Summary): string {
  return tap(summary, { exists: () => true });
}

/** The YAML blocks of a document, read. */
function blocks(text: string): unknown[] {
  const found = [...text.matchAll(/^( *)---\n(?:\1[^\n]*\n)*?\1\.\.\.$/gm)];
  return found.map(([block, indent = '']) =>
    parse(block.replaceAll(new RegExp(`^${indent}`, 'gm'), '').replace(/\n\.\.\.$/, '')),
  );
}

/** What Perl's TAP reader, which knows 13, makes of it, one line a test point: to that one a subtest is no TAP. */
function read(text: string): { readonly points: readonly string[]; readonly errors: string } {
  const program = `
    use TAP::Parser;
    my $p = TAP::Parser->new({ tap => do { local $/; <STDIN> } });
    while (my $r = $p->next) { print join("|", $r->is_ok ? "ok" : "not ok", $r->number, $r->directive), "\\n" if $r->is_test }
    print STDERR join("\\n", $p->parse_errors);`;
  const run = spawnSync('perl', ['-e', program], {
    input: text.replace('TAP version 14', 'TAP version 13'),
    encoding: 'utf8',
  });
  if (run.error !== undefined || run.stderr.includes("Can't locate")) {
    throw new Error('TAP::Parser is missing: no TAP report can be checked (Debian: apt-get install perl)');
  }
  return { points: run.stdout.trim().split('\n'), errors: run.stderr };
}

test('is written as documented', () => {
  const rerun = { words: ['-e', 'broken', '--', 'tests.test_a.T.test_bad'] };
  const flaky = { runners: [runnerReport([], [failedTest({ id: 'shaky', attempt: 1, durationMs: 20 })])] };
  const targets = [targetResult({ report: flaky }), failedTarget([failedTest()], { label: 'broken', rerun })];
  expect(written(summaryOf(targets))).toMatchInlineSnapshot(`
    "TAP version 14
    1..2
    # Subtest: unit
        1..1
        ok 1 - shaky
          ---
          runner: "unittest"
          outcome: "flaky"
          seconds: 0.02
          attempts:
            - outcome: "failed"
              attempt: 1
              message: "AssertionError: 3 != 2"
              at: "tests/test_a.py:7"
              excerpt: "FAIL: test_bad\\nAssertionError: 3 != 2"
          ...
    ok 1 - unit
      ---
      verdict: "passed"
      exit_code: 0
      image: "debian:bookworm-slim"
      seconds: 2.83
      log: ".dox/runs/r/unit/log"
      ...
    # Subtest: broken
        1..1
        not ok 1 - tests.test_a.T.test_bad
          ---
          runner: "unittest"
          outcome: "failed"
          message: "AssertionError: 3 != 2"
          at: "tests/test_a.py:7"
          excerpt: "FAIL: test_bad\\nAssertionError: 3 != 2"
          ...
    not ok 2 - broken
      ---
      verdict: "failed"
      message: "exit code 1 from \`python3 -m unittest\`"
      exit_code: 1
      image: "debian:bookworm-slim"
      seconds: 2.83
      rerun: "dox -e broken -- tests.test_a.T.test_bad"
      log: ".dox/runs/r/unit/log"
      ...
    "
  `);
});

test('says ok, not ok, todo and skipped, as another reader reads it', () => {
  const text = written(
    summaryOf([
      targetResult(),
      failedTarget([failedTest(), failedTest({ id: 'b' })]),
      failedTarget([failedTest()], { allowFailure: true, exit: 0 }),
      targetResult({ verdict: 'skipped', reason: 'another failed # before' }),
      targetResult({ verdict: 'could not run', exit: 3 }),
    ]),
  );
  const points = ['ok|1|', 'not ok|2|', 'ok|3|TODO', 'ok|4|SKIP', 'not ok|5|'];
  expect(read(text)).toEqual({ points, errors: '' });
});

test('an interrupted run bails out, and a broken one has no ok for what never ran', () => {
  const stopped = targetResult({ verdict: 'interrupted', exit: 130 });
  const text = written(summaryOf([stopped], { selected: ['unit', 'late'], signal: 'SIGINT' }));
  expect(text).toMatch(/^1\.\.2$/m);
  expect(text).toMatch(/\nBail out! SIGINT\n$/);
  const broken = written(summaryOf([], { selected: ['a', 'b'], problem: 'no engine' }));
  expect(read(broken)).toEqual({ points: ['not ok|1|', 'not ok|2|'], errors: '' });
  expect(blocks(broken)[0]).toEqual({ message: 'it did not run: no engine' });
});

test('hostile output stays text', () => {
  const lines = hostileText.split('\n');
  const failure = failedTest({ id: hostileText, message: hostileText, excerpt: lines, attempt: 1 });
  const target = failedTarget([failure, { ...failure, attempt: 2 }], {
    label: hostileText,
    reason: hostileText,
    tail: lines,
  });
  const text = written(summaryOf([target, targetResult({ verdict: 'skipped', reason: hostileText })]));
  const point = String.raw`(not )?ok \d+ - ([^#\\]|\\[#\\])*( # (TODO|SKIP) .*)?`;
  const allowed = new RegExp(
    `^(TAP version 14|1\\.\\.2| {4}1\\.\\.1|# Subtest: .*|( {4})?${point}|( {2}| {6}| {10})(---|\\.\\.\\.|[a-z_]+:.*|  - .*))$`,
  );
  expect(
    text
      .trimEnd()
      .split('\n')
      .filter((line) => !allowed.test(line)),
  ).toEqual([]);
  expect(text).not.toMatch(
    /[^\n\u0020-\u007e\u00a0-\u2027\u202f-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u,
  );
  expect(read(text)).toEqual({ points: ['not ok|1|', 'ok|2|SKIP'], errors: '' });
  expect(obeyedCommands(text)).toEqual([]);
  const [tests, own] = blocks(text);
  expect(tests).toMatchObject({ outcome: 'failed', attempts: [{ attempt: 1 }, { attempt: 2 }] });
  expect(JSON.stringify(own)).toContain('a < b && c > \\"d\\" \' ]]>');
});
