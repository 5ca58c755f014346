import { expect, test } from 'vitest';
import type { Io } from '../../src/base/io.ts';
import { runOutcomes } from '../../src/commands/run-outcomes.ts';
import { makeFailure, type RunnerReport } from '../../src/failures/failure.ts';
import type { Summary } from '../../src/report/summary.ts';
import { summaryOf, targetResult } from '../support/results.ts';

const io = {} as unknown as Io; // no log is read

function outcomesOf(summary: Summary) {
  return runOutcomes({ io, flags: {}, summary, signatures: [], given: new Map(), offline: new Set(['off']) });
}

function runner(changes: Partial<RunnerReport> = {}): RunnerReport {
  const failures = [makeFailure({ id: 'a', runner: 'pytest' })];
  return {
    runner: 'pytest',
    failures,
    flaky: [],
    counts: null,
    lastTests: null,
    complete: true,
    warnings: [],
    ...changes,
  };
}

const failed = targetResult({ verdict: 'failed', exit: 1, log: null, report: { runners: [runner()] } });
const interrupted = targetResult({ label: 'lint', verdict: 'interrupted', exit: 130, log: null });

test('a target that somebody interrupted is no failure, nor is one that had no turn', async () => {
  const { outcomes, ...more } = await outcomesOf(
    summaryOf([failed, interrupted], { signal: 'SIGINT', selected: ['unit', 'lint', 'docs'] }),
  );
  expect(more).toEqual({ gaps: [], interrupted: true });
  expect(outcomes).toMatchObject([
    { job: 'unit', failures: [{ id: 'a' }] },
    { job: 'lint', failures: [], broken: null, couldNotRun: null },
  ]);
});

test('targets that had no turn are named, also beside one that failed', async () => {
  const summary = summaryOf([failed], { selected: ['unit', 'lint', 'docs'], problem: 'the engine went away' });
  const { outcomes, interrupted: ended } = await outcomesOf(summary);
  expect(ended).toBe(false);
  expect(outcomes).toMatchObject([
    { job: 'unit' },
    { job: null, broken: 'the engine went away: lint, docs did not run' },
  ]);
});

test('what runners did not name may have failed, too', async () => {
  const counted = runner({ warnings: ['pytest counts 3 failures, but names 1'] });
  const cut = runner({ runner: 'tap', complete: false, failures: [] });
  const { gaps } = await outcomesOf(summaryOf([{ ...failed, report: { runners: [counted, cut] } }]));
  expect(gaps).toEqual([
    'unit: pytest counts 3 failures, but names 1',
    'unit: tap did not come to its end: more may have failed',
  ]);
});

test('a target without a network is known', async () => {
  const { outcomes } = await outcomesOf(summaryOf([failed, { ...failed, label: 'x', target: 'off' }]));
  expect(outcomes.map(({ hasNetwork }) => hasNetwork)).toEqual([true, false]);
});
