import { describe, expect, test } from 'vitest';
import type { History } from '../../../src/history/history.ts';
import { noHistory, pageHistory } from '../../../src/report/html/page-history.ts';
import { runPage } from '../../../src/report/html/run-page.ts';
import type { Summary } from '../../../src/report/summary.ts';
import { hostileText } from '../../support/hostile.ts';
import { eventfulHistory, eventfulRun } from '../../support/page-run.ts';
import { failedTarget, failedTest, summaryOf, targetResult } from '../../support/results.ts';

async function* nothing(): AsyncGenerator<Uint8Array> {}

function page(summary: Summary, history: History | null = null) {
  const { run, selected: targets } = summary;
  const known = history === null ? noHistory : pageHistory(history, { run, targets });
  const source = runPage(summary, { history: known, exists: () => true, open: nothing });
  return { ...source.content(), logs: source.logs };
}

describe('the page of a run', () => {
  test('says what it came to', () => {
    const { model } = page(eventfulRun());
    expect(model).toMatchObject({
      kind: 'run',
      title: 'shop',
      verdict: 'failed',
      sentence: 'Of 4 targets 1 passed, 2 failed, 1 could not run, in 2m 02s. 2 tests failed, 1 flaky.',
      notes: ['py311: there is no artifact coverage.xml'],
    });
  });

  test.each<[string, Summary, string, string]>([
    ['a green run', summaryOf([targetResult()]), 'passed', '1 target passed, in 4.00s.'],
    [
      'an interrupted one',
      summaryOf([targetResult({ verdict: 'interrupted', exit: 130 })], {
        selected: ['unit', 'late'],
        signal: 'SIGINT',
      }),
      'interrupted',
      'Of 2 targets 1 interrupted, 1 did not run, in 4.00s. SIGINT ended the run.',
    ],
    [
      'one without an engine',
      summaryOf([], { selected: ['unit'], problem: 'no engine answers' }),
      'could not run',
      '1 target did not run, in 4.00s.',
    ],
    [
      'one whose only failure is allowed',
      summaryOf([failedTarget([], { allowFailure: true, exit: 0 })]),
      'passed',
      '1 target failed, in 4.00s.',
    ],
    ['one of nothing', summaryOf([]), 'could not run', 'No target was selected, in 4.00s.'],
  ])('%s', (_, summary, verdict, sentence) => {
    expect(page(summary).model).toMatchObject({ verdict, sentence });
  });

  test('a target that never came is there, with what ended the run', () => {
    const { targets } = page(summaryOf([], { selected: ['unit'], problem: 'no engine answers' })).model;
    expect(targets).toMatchObject([
      { label: 'unit', verdict: 'could not run', reason: 'it did not run: no engine answers' },
    ]);
  });

  test('each test has its tries, its place and the line that runs it alone', () => {
    const { model, details } = page(eventfulRun());
    expect(model.tests.map(({ outcome }) => outcome)).toEqual(['failed', 'error', 'flaky']);
    expect(model.tests[0]).toMatchObject({ target: 0, place: 'shop/tests/test_cart.py:48', seconds: 0.62 });
    const [first, , flaky] = [0, 1, 2].map(details);
    expect(first?.tries.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(first?.tries[0]?.failures[0]?.excerpt[0]).toBe('Traceback (most recent call last):');
    expect(first?.rerun?.lines).toEqual(['dox -e py311 -- shop/tests/test_cart.py::CartTest::test_total']);
    expect(flaky).toMatchObject({ rerun: null, tries: [{ attempt: 1 }] });
  });

  test('each try and each service has its log', () => {
    expect(page(eventfulRun()).logs.map(({ name }) => name)).toEqual([
      'py311, try 1',
      'py311, try 2',
      'py311: postgresql',
      'py311: redis',
      'lint',
      'docs',
      'next',
    ]);
  });

  test('each test has its history, and tests that the history knows alone come after those of the run', () => {
    const { model, details } = page(eventfulRun(), eventfulHistory(2));
    const [total, , race, steady] = model.tests;
    expect(race?.history).toMatchObject({
      counts: { runs: 50, failures: 5, flaky: 2 },
      sentence: 'failed 5 of its last 50 runs, on 4 unchanged trees: likely flaky',
      isFlaky: true,
    });
    expect(total?.history?.strip).toBe(`${'p'.repeat(47)}fff`);
    expect(steady).toMatchObject({
      id: 'shop/tests/test_steady_0.py::SteadyTest::test_0',
      target: 0,
      outcome: 'passed',
      history: { counts: { runs: 50, failures: 0 }, sentence: null, isFlaky: false },
    });
    expect(model.tests).toHaveLength(5);
    expect(details(4)).toMatchObject({ tries: [], rerun: null });
    expect(details(4).runs).toHaveLength(64);
    expect(details(0).runs.at(-1)).toMatchObject({ outcome: 'failed', tree: '218c1f04a2b7' });
  });

  test('the history of other targets is not in it, and of other runs nothing is said of this one', () => {
    const others = page(eventfulRun(), eventfulHistory(2, 'py27')).model.tests;
    expect(others.map(({ history }) => history)).toEqual([null, null, null]);
    const later = page({ ...eventfulRun(), run: 'later' }, eventfulHistory(2)).model.tests;
    expect(later[3]?.outcome).toBe('unknown');
  });

  test('the timeline has a row for each image that was made, each target and its services', () => {
    const { timeline } = page(eventfulRun()).model;
    expect(timeline?.rows.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'target py311',
      'service redis',
      'service postgresql',
      'image dox/python:3.11',
      'image dox/redis:7.0',
      'target lint',
      'target docs',
      'image dox/python:3.13',
      'target next',
    ]);
    const [py311] = timeline?.rows ?? [];
    expect(py311?.spans.map(({ phase, attempt, from, to }) => [phase, attempt, from, to])).toEqual([
      ['wait', 1, 0.2, 21.4],
      ['start', 1, 21.4, 24.4],
      ['run', 1, 24.4, 72.6],
      ['wait', 2, 72.6, 72.8],
      ['start', 2, 72.8, 75.5],
      ['run', 2, 75.5, 84.6],
    ]);
    expect(page(summaryOf([])).model.timeline).toBeNull();
  });

  test('of hostile output nothing is left but text', () => {
    const failure = failedTest({ id: hostileText, message: hostileText, file: hostileText, excerpt: [hostileText] });
    const target = failedTarget([failure], { label: hostileText, reason: hostileText, tail: [hostileText] });
    const { model, details } = page(summaryOf([target], { project: hostileText, warnings: [hostileText] }));
    const strings = JSON.stringify([model, details(0)]);
    expect(strings).toContain('<script>alert(1)</script>');
    expect(strings).not.toMatch(/\\u00[01]|[\u007f-\u009f\ud800-\udfff\u202e]|\\r/u);
  });
});
