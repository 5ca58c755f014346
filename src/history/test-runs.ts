import type { History, HistoryRun, ListedTest, TestName } from './history.ts';
import { type NamedTest, namedTest } from './named-tests.ts';

/** How a test went in one run of its target. */
export interface TestRun extends Pick<HistoryRun, 'run' | 'target' | 'time' | 'tree' | 'image'> {
  /** `unknown`: the run does not say, and it does not follow from what else is known. */
  readonly outcome: ListedTest['outcome'] | 'passed' | 'skipped' | 'unknown';
  /** Milliseconds; null where nobody knows. */
  readonly ms: number | null;
  readonly message: string | null;
  /** How many of its tries failed. */
  readonly attempts: number;
}

/** A test of one target. */
export type TargetTest = TestName & { readonly target: string };

/** All tests that a history lists as failed or flaky, each once for every target, and how many of its last runs do. */
export function listedTests(history: History, last: number): readonly (TargetTest & { readonly times: number })[] {
  return [...targetsOf(history)].flatMap(([target, { runs, listed }]) => {
    const lately = new Set(runs.slice(-last));
    const times = (of: Iterable<HistoryRun>): number => [...of].filter((run) => lately.has(run)).length;
    return [...listed].map(([id, of]) => ({ id, target, times: times(of.keys()) }));
  });
}

/** All tests that a history has a name of, those that never failed too, each once for every target. */
export function namesOf(history: History): readonly TargetTest[] {
  return [...targetsOf(history)].flatMap(([target, { runs, listed }]) => {
    const lists = new Set(runs.flatMap(({ passed }) => passed?.names ?? []));
    const ids = new Set([...listed.keys(), ...[...lists].flatMap((key) => history.names[key] ?? [])]);
    return [...ids].map((id) => ({ id, target }));
  });
}

/** Whether a run had all tests of its target before it and came to its end. */
function isTelling({ asked, whole, counts }: HistoryRun): boolean {
  return asked === 'all' && whole && counts !== null;
}

/**
 * How a test went in all runs of its target, or targets, oldest first. Where runs name only what failed, a test that a
 * run does not list has passed in it if the run had all tests before it, came to its end, left none of them out (see
 * `fullRuns`), and the test was there: the last such run before it that did name the test, or any on the very same tree,
 * ran no more tests and skipped no fewer. Else it is unknown.
 */
export function testRuns(history: History, { id, target }: TestName): readonly TestRun[] {
  const targets = targetsOf(history);
  const wanted = target === null ? [...targets.values()] : [targets.get(target) ?? []].flat();
  const runs = wanted.flatMap((each) => runsOnTarget(history, each, id));
  return wanted.length > 1 ? runs.sort((a, b) => a.time - b.time) : runs;
}

/** The runs of a target in which all of its tests had their turn: what they do not list did not fail. Oldest first. */
export function fullRuns(history: History, target: string): readonly HistoryRun[] {
  return [...(targetsOf(history).get(target)?.full ?? [])];
}

/** The runs of one target, with what is asked of them again and again. */
interface TargetRuns {
  readonly runs: readonly HistoryRun[];
  /** By the test's id, then the run. */
  readonly listed: ReadonlyMap<string, ReadonlyMap<HistoryRun, ListedTest>>;
  readonly full: ReadonlySet<HistoryRun>;
  /** What tells their trees and images from others; trees that nobody knows are all different. */
  readonly trees: ReadonlyMap<HistoryRun, string>;
}

const known = new WeakMap<History, ReadonlyMap<string, TargetRuns>>();

function targetsOf(history: History): ReadonlyMap<string, TargetRuns> {
  const before = known.get(history);
  if (before !== undefined) return before;
  const targets = new Map([...grouped(history.runs)].map(([target, runs]) => [target, targetRuns(runs)]));
  known.set(history, targets);
  return targets;
}

function grouped(runs: readonly HistoryRun[]): ReadonlyMap<string, readonly HistoryRun[]> {
  const groups = new Map<string, HistoryRun[]>();
  for (const run of runs) {
    const group = groups.get(run.target);
    if (group === undefined) groups.set(run.target, [run]);
    else group.push(run);
  }
  return groups;
}

function targetRuns(runs: readonly HistoryRun[]): TargetRuns {
  const listed = new Map<string, Map<HistoryRun, ListedTest>>();
  for (const run of runs) {
    for (const test of run.listed) {
      const at = listed.get(test.id);
      if (at === undefined) listed.set(test.id, new Map([[run, test]]));
      else if (!at.has(run)) at.set(run, test);
    }
  }
  const trees = new Map(
    runs.map((run) => [run, JSON.stringify(run.tree === null ? [run.run] : [run.tree, run.image])]),
  );
  return { runs, listed, full: runsLeavingNothingOut(runs), trees };
}

/** A failed run is compared with so many before it. */
const neighbours = 10;

/**
 * Those that left nothing out: a run that passed, since then all commands did; a failed one if as many tests were in it
 * as in any of the runs before it and of those on the same tree, since failures may end a run early (`pytest -x`).
 */
function runsLeavingNothingOut(runs: readonly HistoryRun[]): ReadonlySet<HistoryRun> {
  const telling = runs.filter(isTelling);
  const onTree = new Map<string, number>();
  for (const run of telling) {
    if (run.tree !== null) onTree.set(run.tree, Math.max(testsOf(run), onTree.get(run.tree) ?? 0));
  }
  const isWhole = (run: HistoryRun, index: number): boolean => {
    if (run.verdict === 'passed') return true;
    const before = telling.slice(Math.max(0, index - neighbours), index).map(testsOf);
    return testsOf(run) >= Math.max(onTree.get(run.tree ?? '') ?? 0, ...before);
  };
  return new Set(telling.filter(isWhole));
}

function testsOf({ counts }: HistoryRun): number {
  return counts === null ? 0 : counts.ran + counts.skipped;
}

function runsOnTarget(history: History, { runs, listed, full, trees }: TargetRuns, id: string): readonly TestRun[] {
  const at = listed.get(id);
  const nameIn = namedTest(history, id);
  const named = new Map<HistoryRun, NamedTest>();
  for (const run of runs) {
    const name = nameIn(run);
    if (name !== null) named.set(run, name);
  }
  if (at === undefined && named.size === 0) return [];
  const isWitness = (run: HistoryRun): boolean => isTelling(run) && (at?.has(run) === true || named.has(run));
  const onTree = new Map(runs.filter(isWitness).map((run) => [trees.get(run), run]));
  let witness: HistoryRun | undefined;
  return runs.map((run): TestRun => {
    const test = at?.get(run);
    if (test !== undefined || named.has(run)) witness = isWitness(run) ? run : witness;
    if (test !== undefined) return toTestRun(run, test);
    const name = named.get(run);
    if (name !== undefined && name.outcome !== 'listed') return toTestRun(run, unlisted(name.outcome, name.ms));
    const same = onTree.get(trees.get(run));
    const passed = run.passed === null && (passedAlone(run, id) || passedAmongAll(run, same ?? witness, full));
    return toTestRun(run, unlisted(passed ? 'passed' : 'unknown', null));
  });
}

/** It was asked for by name, and as many tests ran as were. */
function passedAlone({ asked, whole, counts }: HistoryRun, id: string): boolean {
  return Array.isArray(asked) && asked.includes(id) && whole && (counts?.ran ?? 0) >= asked.length;
}

function passedAmongAll(run: HistoryRun, witness: HistoryRun | undefined, full: ReadonlySet<HistoryRun>): boolean {
  const [here, there] = [run.counts, witness?.counts ?? null];
  if (!full.has(run) || here === null || there === null) return false;
  return here.ran >= there.ran && here.skipped <= there.skipped;
}

type HowItWent = Pick<TestRun, 'outcome' | 'ms' | 'message' | 'attempts'>;

function unlisted(outcome: TestRun['outcome'], ms: number | null): HowItWent {
  return { outcome, ms, message: null, attempts: 0 };
}

function toTestRun(
  { run, target, time, tree, image }: HistoryRun,
  { outcome, ms, message, attempts }: HowItWent,
): TestRun {
  return { run, target, time, tree, image, outcome, ms, message, attempts };
}
