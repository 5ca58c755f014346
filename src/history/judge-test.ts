import type { History, HistoryRun, TestName } from './history.ts';
import { sentenceOf } from './judgement-text.ts';
import { hasFailed, isKnown, lastKnown } from './run-figures.ts';
import { isSameError } from './same-error.ts';
import { fullRuns, type TestRun, testRuns } from './test-runs.ts';

/** What the history says of a test that fails. */
export interface TestJudgement {
  readonly id: string;
  /** In how many of its last runs it is known how it went, 50 at the most. */
  readonly runs: number;
  /** Of these, those in which it failed, if only at first. */
  readonly failures: number;
  /** On how many unchanged trees (same files, same images, same target) of these it both failed and passed. */
  readonly flakyTrees: number;
  /** How many of the last ones failed, one after the other. */
  readonly streak: number;
  /** On how many trees these are that are known. */
  readonly streakTrees: number;
  /**
   * Whole runs of its target on other trees before it first failed, which was on the tree that it is judged on; null where
   * there are none, or it failed elsewhere too.
   */
  readonly before: { readonly runs: number; readonly trees: number } | null;
  /** Milliseconds since the epoch, as all times here; null where it never was. */
  readonly lastPassed: number | null;
  readonly lastFailed: number | null;
  /** When it was first known to be there. */
  readonly firstSeen: number | null;
  /** The same on the tree and the images that are asked about; null where these are not known. */
  readonly onThisTree: { readonly runs: number; readonly failures: number } | null;
  readonly verdict: TestVerdict;
  /** The verdict with its figures, such as `failed 4 of its last 50 runs, on 3 unchanged trees: likely flaky`. */
  readonly sentence: string;
}

/**
 * `flaky`: it both failed and passed where nothing had changed (and with the error that is asked about). `new`: it failed on
 * this tree only, and whole runs of its target before, on other trees, did not list it. `steady`: it fails time after time.
 * `unknown`: too little is known.
 */
export type TestVerdict = 'flaky' | 'new' | 'steady' | 'unknown';

/** The tree and the images on which a test is judged, as in HistoryRun. */
export type Present = Pick<HistoryRun, 'tree' | 'image'>;

/**
 * Judges a test by the runs that the history has of it. The run that is asked about is best among them. Without `present`
 * it is judged where it failed last. With the first telling line of a failure (null: it has none) that failure is judged:
 * it is flaky only if the test failed with that error before where it also passed.
 */
export function judgeTest(
  history: History,
  test: TestName,
  present: Present | null = null,
  message?: string | null,
): TestJudgement {
  return judgeRuns(history, test.id, testRuns(history, test), { present, message });
}

/** What is asked about beside the test. */
interface Asked {
  readonly present?: Present | null;
  readonly message?: string | null | undefined;
}

/** The same where the test's runs are at hand. */
export function judgeRuns(
  history: History,
  id: string,
  testRuns: readonly TestRun[],
  { present = null, message }: Asked = {},
): TestJudgement {
  const all = testRuns.filter(isKnown);
  const runs = lastKnown(testRuns);
  const failed = runs.filter(hasFailed);
  const here = present ?? failed.at(-1) ?? null;
  const there = here === null || here.tree === null ? null : runs.filter((run) => isOn(run, here));
  const { flakyTrees, isFlakyError } = flakiness(runs, message);
  const streak = streakOf(runs);
  const before = here === null ? null : runsBefore(history, failed, here);
  const judged = {
    id,
    runs: runs.length,
    failures: failed.length,
    flakyTrees,
    streak,
    streakTrees: new Set(failed.slice(failed.length - streak).flatMap(({ tree }) => tree ?? [])).size,
    before,
    lastPassed: all.findLast(hasPassed)?.time ?? null,
    lastFailed: failed.at(-1)?.time ?? null,
    firstSeen: all[0]?.time ?? null,
    onThisTree: there === null ? null : { runs: there.length, failures: there.filter(hasFailed).length },
    verdict: verdictOf({ flakyTrees, isFlakyError, streak, before }, runs),
  };
  return { ...judged, sentence: sentenceOf(judged) };
}

interface Evidence extends Pick<TestJudgement, 'flakyTrees' | 'streak' | 'before'> {
  /** Whether it failed on one of these trees with the error that is asked about, if one is. */
  readonly isFlakyError: boolean;
}

function isOn(run: TestRun, { tree, image }: Present): boolean {
  return run.tree === tree && run.image === image;
}

/** What passed at a later try has done both in one run, whatever is known of its tree. */
function flakiness(
  runs: readonly TestRun[],
  message: string | null | undefined,
): Pick<Evidence, 'flakyTrees' | 'isFlakyError'> {
  const seen = new Map<string, TestRun[]>();
  for (const run of runs) {
    const { target, tree, image } = run;
    const place = tree === null || image === null ? `${run.run}\n${target}` : `${tree}\n${image}\n${target}`;
    const there = seen.get(place);
    if (there === undefined) seen.set(place, [run]);
    else there.push(run);
  }
  const flaky = [...seen.values()].filter((there) => there.some(hasPassed) && there.some(hasFailed));
  const failed = flaky.flatMap((there) => there.filter(hasFailed));
  const isFlakyError = message === undefined || failed.some((run) => isSameError(run.message, message));
  return { flakyTrees: flaky.length, isFlakyError };
}

/** If only at last. */
function hasPassed({ outcome }: TestRun): boolean {
  return outcome === 'passed' || outcome === 'flaky';
}

function streakOf(runs: readonly TestRun[]): number {
  const last = runs.findLastIndex(hasPassed);
  return runs.length - 1 - last;
}

/**
 * Whether its last failures, one after the other, are more than its flakiness explains: by its rate before them (by
 * Laplace's rule of succession) that many in a row had a chance below one in a hundred.
 */
function isBroken(runs: readonly TestRun[], streak: number): boolean {
  const before = runs.slice(0, runs.length - streak);
  const rate = (before.filter(hasFailed).length + 1) / (before.length + 2);
  return rate ** streak < 0.01;
}

function verdictOf({ flakyTrees, isFlakyError, streak, before }: Evidence, runs: readonly TestRun[]): TestVerdict {
  if (flakyTrees > 0) {
    if (isBroken(runs, streak)) return 'steady';
    return isFlakyError ? 'flaky' : 'unknown';
  }
  if (before !== null) return 'new';
  return streak >= 2 ? 'steady' : 'unknown';
}

/** Whole runs of the same target before the test first failed, on other trees; null if there are none, or it failed there. */
function runsBefore(history: History, failed: readonly TestRun[], { tree }: Present): TestJudgement['before'] {
  const [first] = failed;
  if (first === undefined || tree === null || failed.some((run) => run.tree !== tree)) return null;
  const others = fullRuns(history, first.target).filter(
    (run) => run.time < first.time && run.tree !== null && run.tree !== tree,
  );
  return others.length === 0 ? null : { runs: others.length, trees: new Set(others.map((run) => run.tree)).size };
}
