import { expect, test } from 'vitest';
import { githubMarks } from '../../src/report/github-marks.ts';
import type { TargetResult } from '../../src/run/event.ts';
import { hostileText } from '../support/hostile.ts';
import { failedTarget, failedTest, runStarted, targetResult } from '../support/results.ts';
import { obeyedCommands } from '../support/workflow-commands.ts';

const started = { ...runStarted(['unit']), root: '/home/me/work/demo' };

/** All that is written in a run of one target, whose output is in the middle. */
function written(result: TargetResult, workspace: string | null = null): string {
  let number = 0;
  const random = (): string => `t${++number}`;
  const marks = githubMarks({ random, workspace, exists: () => true });
  const open = { kind: 'target-started', time: 0, target: result.label, image: result.image, log: '' } as const;
  return [
    marks.begin(started),
    marks.open(open, '==> unit\n'),
    'OUTPUT\n',
    marks.close({ kind: 'target-ended', time: 0, result }),
    'SUMMARY\n',
    marks.ended({ kind: 'run-ended', time: 0, signal: null, problem: null }),
    marks.end(),
  ].join('');
}

test('a group is round the output, and nothing is obeyed in between', () => {
  expect(written(targetResult())).toBe(
    [
      '::stop-commands::t1',
      '::t1::',
      '::group::unit on debian:bookworm-slim',
      '::stop-commands::t2',
      'OUTPUT',
      '::t2::',
      '::endgroup::',
      '::stop-commands::t3',
      'SUMMARY',
      '::t3::',
      '',
    ].join('\n'),
  );
});

test('a failed test is annotated with its place in the workspace', () => {
  const result = failedTarget([failedTest({ id: 'a::b', message: '50%: no' })]);
  expect(written(result)).toContain('\n::error file=tests/test_a.py,line=7,title=a%3A%3Ab (unit)::50%25: no\n');
  expect(written(result, '/home/me/work')).toContain('\n::error file=demo/tests/test_a.py,line=7,');
  expect(written(result, '/elsewhere')).toContain('\n::error file=tests/test_a.py,line=7,');
});

test('a target without a named failure has an annotation of its own, an allowed failure a warning', () => {
  const result = failedTarget([], { hint: 'look', rerun: { words: ['-e', 'unit'] } });
  expect(obeyedCommands(written(result))).toContain(
    '::error title=unit%3A failed::exit code 1 from `python3 -m unittest`%0Ahint: look%0Arun again: dox -e unit',
  );
  const soft = failedTarget([failedTest()], { allowFailure: true, exit: 0 });
  expect(obeyedCommands(written(soft)).filter((line) => line.startsWith('::warning '))).toHaveLength(1);
});

test('a second try has a group of its own', () => {
  const marks = githubMarks({ random: () => 't', workspace: null, exists: () => true });
  const open = { kind: 'target-started', time: 0, target: 'unit', image: 'i', log: '' } as const;
  const close = { kind: 'target-ended', time: 0, result: targetResult() } as const;
  const text = marks.begin(started) + marks.open(open, '') + marks.open(open, '') + marks.close(close) + marks.end();
  expect(obeyedCommands(text)).toEqual(['::group::unit on i', '::endgroup::', '::group::unit on i', '::endgroup::']);
});

test('there are ten annotations at most', () => {
  const failures = Array.from({ length: 30 }, (_, index) => failedTest({ id: `test_${index}` }));
  expect(obeyedCommands(written(failedTarget(failures))).filter((line) => line.startsWith('::error '))).toHaveLength(
    10,
  );
});

test('a run that broke is an error, and closes the group', () => {
  const marks = githubMarks({ random: () => 't', workspace: null, exists: () => true });
  const lines = [
    marks.begin(started),
    marks.open({ kind: 'target-started', time: 0, target: 'unit', image: 'i', log: '' }, ''),
    marks.ended({ kind: 'run-ended', time: 0, signal: null, problem: 'no engine\nanswers' }),
    marks.end(),
  ];
  expect(obeyedCommands(lines.join(''))).toEqual([
    '::group::unit on i',
    '::endgroup::',
    '::error title=dox could not run::no engine%0Aanswers',
  ]);
});

test('hostile output commands nothing', () => {
  const failure = failedTest({ id: hostileText, message: hostileText, file: 'a,b::%0A.py' });
  const result = failedTarget([failure], {
    label: hostileText,
    image: hostileText,
    reason: hostileText,
    exitCode: 137,
  });
  const text = written(result).replace('OUTPUT', hostileText).replace('SUMMARY', hostileText);
  expect(obeyedCommands(text).map((line) => line.split(/[ :]+/)[1])).toEqual(['group', 'endgroup', 'error', 'error']);
  const [, , own = '', named = ''] = obeyedCommands(text);
  expect(own).toContain('%250A::error::injected%250D%2525');
  expect(named).toContain('file=a%2Cb%3A%3A%250A.py,line=7,title=');
  expect(own + named).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/);
});
