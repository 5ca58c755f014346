import type { History } from './history.ts';
import { judgeRuns, type TestJudgement } from './judge-test.ts';
import { judgedRuns } from './run-figures.ts';
import { listedTests, namesOf, type TargetTest, type TestRun, testRuns } from './test-runs.ts';

/** A test with all that is known of it. */
export interface KnownTest {
  readonly id: string;
  readonly target: string;
  readonly judgement: TestJudgement;
  /** On how many trees it failed in the runs that it is judged by; trees that nobody knows count as one each. */
  readonly trees: number;
  /** What it usually takes, in milliseconds: the median of what is known; null where nothing is. */
  readonly usualMs: number | null;
  /** Oldest first. */
  readonly runs: readonly TestRun[];
}

/** Where more tests than this have failed, something else is wrong than they; and nobody reads a longer list. */
const mostTests = 1000;

/** The tests that failed lately, those that did so most often first, then those that did last; 1000 at the most. */
export function failingTests(history: History): readonly KnownTest[] {
  const often = listedTests(history, judgedRuns).toSorted((a, b) => b.times - a.times);
  const known = often.slice(0, mostTests).map((test) => knownTest(history, test));
  return known.filter(({ judgement }) => judgement.failures > 0).sort(byFailures);
}

/** The tests of which an id, or part of one, is the name; those that failed most often first; 1000 at the most. Of a whole id only that one. */
export function testsNamed(history: History, words: string): readonly KnownTest[] {
  const all = namesOf(history);
  const exact = all.filter(({ id }) => id === words);
  const found = exact.length > 0 ? exact : all.filter(({ id }) => id.includes(words));
  return found
    .slice(0, mostTests)
    .map((test) => knownTest(history, test))
    .sort(byFailures);
}

function knownTest(history: History, { id, target }: TargetTest): KnownTest {
  const runs = testRuns(history, { id, target });
  const judgement = judgeRuns(history, id, runs);
  const failed = runs.filter(({ outcome }) => outcome === 'failed' || outcome === 'error' || outcome === 'flaky');
  const judged = failed.slice(failed.length - judgement.failures);
  const trees = new Set(judged.map(({ tree, run }) => tree ?? `\n${run}`)).size;
  const times = runs.flatMap(({ ms }) => ms ?? []).sort((a, b) => a - b);
  return { id, target, judgement, trees, usualMs: times[Math.floor(times.length / 2)] ?? null, runs };
}

function byFailures(a: KnownTest, b: KnownTest): number {
  const [one, other] = [a.judgement, b.judgement];
  if (one.failures !== other.failures) return other.failures - one.failures;
  if (one.lastFailed !== other.lastFailed) return (other.lastFailed ?? 0) - (one.lastFailed ?? 0);
  const [left, right] = [`${a.target}\n${a.id}`, `${b.target}\n${b.id}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
