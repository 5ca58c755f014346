import type { History, TestName } from './history.ts';
import { judgeTest, type TestJudgement } from './judge-test.ts';
import { listedTests, namesOf, type TestRun, testRuns } from './test-runs.ts';

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

/** The tests that failed lately, those that did so most often first, then those that did last. */
export function failingTests(history: History): readonly KnownTest[] {
  const known = listedTests(history).map((test) => knownTest(history, test));
  return known.filter(({ judgement }) => judgement.failures > 0).sort(byFailures);
}

/** The tests of which an id, or part of one, is the name; those that failed most often first. An id is its own test only. */
export function testsNamed(history: History, words: string): readonly KnownTest[] {
  const all = namesOf(history);
  const exact = all.filter(({ id }) => id === words);
  const found = exact.length > 0 ? exact : all.filter(({ id }) => id.includes(words));
  return found.map((test) => knownTest(history, test)).sort(byFailures);
}

function knownTest(history: History, test: TestName & { readonly target: string }): KnownTest {
  const runs = testRuns(history, test);
  const judgement = judgeTest(history, test);
  const failed = runs.filter(({ outcome }) => outcome === 'failed' || outcome === 'error' || outcome === 'flaky');
  const judged = failed.slice(failed.length - judgement.failures);
  const trees = new Set(judged.map(({ tree, run }) => tree ?? `\n${run}`)).size;
  const times = runs.flatMap(({ ms }) => ms ?? []).sort((a, b) => a - b);
  return { ...test, judgement, trees, usualMs: times[Math.floor(times.length / 2)] ?? null, runs };
}

function byFailures(a: KnownTest, b: KnownTest): number {
  const [one, other] = [a.judgement, b.judgement];
  if (one.failures !== other.failures) return other.failures - one.failures;
  if (one.lastFailed !== other.lastFailed) return (other.lastFailed ?? 0) - (one.lastFailed ?? 0);
  const [left, right] = [`${a.target}\n${a.id}`, `${b.target}\n${b.id}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
