import type { History } from '../../history/history.ts';
import { judgeTest } from '../../history/judge-test.ts';
import { hasFailed, runFigures } from '../../history/run-figures.ts';
import { namesOf, type TestRun, testRuns } from '../../history/test-runs.ts';
import type { HistoryRun, TestHistory } from './page-model.ts';

/** What a page tells of earlier runs. Each test's own are made when they are asked for, since all of them are many. */
export interface PageHistory {
  readonly tests: readonly TestKey[];
  /** Of one of these tests. */
  readonly of: (test: TestKey) => TestHistory;
}

export interface TestKey {
  readonly id: string;
  /** The label of its target. */
  readonly target: string;
}

/** The page of a project without a history. */
export const noHistory: PageHistory = {
  tests: [],
  of: () => ({ now: 'unknown', sentence: null, isFlaky: false, counts: runFigures([]), runs: [] }),
};

/** So many of a test's last runs are in the page. */
const mostRuns = 100;

/** The history of the tests of these targets; `run` is the name of the run that the page is of, which is in it too. */
export function pageHistory(
  history: History,
  { run, targets }: { readonly run: string; readonly targets: readonly string[] },
): PageHistory {
  return {
    tests: namesOf(history).filter(({ target }) => targets.includes(target)),
    of(test) {
      const runs = testRuns(history, test);
      const last = runs.at(-1);
      const failed = runs.some(hasFailed);
      const now = last?.run === run && hasFailed(last) ? last.message : undefined;
      const judged = failed ? judgeTest(history, test, null, now) : null;
      return {
        now: last?.run === run && last.outcome === 'passed' ? 'passed' : 'unknown',
        sentence: judged !== null && judged.failures > 0 ? judged.sentence : null,
        isFlaky: judged?.verdict === 'flaky',
        counts: runFigures(runs),
        runs: runs.slice(-mostRuns).map(pageRun),
      };
    },
  };
}

/** How much is known of a test that was left out is as little as of one of which nothing is. */
const outcomes: Readonly<Record<TestRun['outcome'], HistoryRun['outcome']>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'failed',
  flaky: 'flaky',
  skipped: 'unknown',
  unknown: 'unknown',
};

function pageRun({ time, outcome, ms, tree, image }: TestRun): HistoryRun {
  return { time, outcome: outcomes[outcome], seconds: ms === null ? null : ms / 1000, tree, image };
}
