import type { KnownTest } from '../history/failing-tests.ts';
import type { History } from '../history/history.ts';
import type { TestVerdict } from '../history/judge-test.ts';
import type { TestRun } from '../history/test-runs.ts';

/** What `dox history --json` prints, by history.schema.json. */
export interface HistoryJson {
  /** How many runs the history has. */
  readonly runs: number;
  readonly tests: readonly TestJson[];
}

interface TestJson {
  readonly id: string;
  readonly target: string;
  readonly verdict: TestVerdict;
  readonly sentence: string;
  /** The figures are of its last 50 runs in which it is known how it went. */
  readonly runs: number;
  readonly failures: number;
  readonly trees: number;
  readonly flaky_trees: number;
  readonly streak: number;
  /** Milliseconds since 1970. */
  readonly first_seen: number | null;
  readonly last_passed: number | null;
  readonly last_failed: number | null;
  readonly usual_s: number | null;
  /** Oldest first. */
  readonly history: readonly RunJson[];
}

interface RunJson {
  readonly run: string;
  readonly time: number;
  readonly tree: string | null;
  readonly image: string | null;
  readonly outcome: TestRun['outcome'];
  readonly duration_s: number | null;
  readonly message: string | null;
  /** How many of its tries failed. */
  readonly attempts: number;
}

export function historyJson(history: History, tests: readonly KnownTest[]): HistoryJson {
  return { runs: new Set(history.runs.map(({ run }) => run)).size, tests: tests.map(testJson) };
}

function testJson({ id, target, judgement, trees, usualMs, runs }: KnownTest): TestJson {
  return {
    id,
    target,
    verdict: judgement.verdict,
    sentence: judgement.sentence,
    runs: judgement.runs,
    failures: judgement.failures,
    trees,
    flaky_trees: judgement.flakyTrees,
    streak: judgement.streak,
    first_seen: judgement.firstSeen,
    last_passed: judgement.lastPassed,
    last_failed: judgement.lastFailed,
    usual_s: inSeconds(usualMs),
    history: runs.map(({ run, time, tree, image, outcome, ms, message, attempts }) => {
      return { run, time, tree, image, outcome, duration_s: inSeconds(ms), message, attempts };
    }),
  };
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
