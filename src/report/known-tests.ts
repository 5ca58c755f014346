import type { Failure } from '../failures/failure.ts';
import { hostPlace } from '../failures/host-path.ts';
import type { TargetResult } from '../run/event.ts';
import { containerRoot } from '../run/target-folder.ts';

/** A test that is known by its name since it failed at least once. */
export interface KnownTest {
  readonly id: string;
  readonly runner: string;
  /** `flaky`: it failed first and passed when it was tried again. */
  readonly outcome: 'failed' | 'error' | 'flaky';
  /** Each try that failed, in order; several failures of one try (a test and its clean-up) are together. */
  readonly tries: readonly (readonly [Failure, ...Failure[]])[];
  /** How long all of it ran, in seconds; null where the runner does not say. */
  readonly seconds: number | null;
}

/** The tests of a target that have a name, in order of appearance; each is there once, with all of its tries. */
export function knownTests({ report, tries }: Pick<TargetResult, 'report' | 'tries'>): readonly KnownTest[] {
  const groups = new Map<string, { readonly flaky: boolean; readonly all: [Failure, ...Failure[]] }>();
  const add = (failure: Failure, flaky: boolean): void => {
    const key = JSON.stringify([failure.runner, failure.id, flaky]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { flaky, all: [failure] });
    else known.all.push(failure);
  };
  for (const { failures, flaky } of report.runners) {
    for (const failure of failures) add(failure, false);
    for (const failure of flaky) add(failure, true);
  }
  return [...groups.values()].map(({ flaky, all }) => knownTest(ofTries(all, tries), flaky));
}

/** Where dox has tried a target several times: what each of the tries said of a test, instead of the sum of them. */
function ofTries(
  all: readonly [Failure, ...Failure[]],
  tries: TargetResult['tries'],
): readonly [Failure, ...Failure[]] {
  const [{ id, runner }] = all;
  const [first, ...more] = tries.flatMap(({ report }, index) =>
    report.runners
      .flatMap(({ failures }) => failures)
      .filter((failure) => failure.id === id && failure.runner === runner)
      .map((failure) => ({ ...failure, attempt: index + 1 })),
  );
  return first === undefined ? all : [first, ...more];
}

function knownTest(all: readonly [Failure, ...Failure[]], flaky: boolean): KnownTest {
  const [first] = all;
  const tries = inTries(all);
  const times = tries.map(([{ durationMs }]) => durationMs);
  const total = times.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0);
  return {
    id: first.id,
    runner: first.runner,
    outcome: flaky ? 'flaky' : first.outcome,
    tries,
    seconds: total === null ? null : total / 1000,
  };
}

function inTries(failures: readonly Failure[]): KnownTest['tries'] {
  const tries = new Map<number, [Failure, ...Failure[]]>();
  for (const failure of failures) {
    const known = tries.get(failure.attempt ?? 0);
    if (known === undefined) tries.set(failure.attempt ?? 0, [failure]);
    else known.push(failure);
  }
  return [...tries].sort(([a], [b]) => a - b).map(([, each]) => each);
}

/**
 * Whether the tests that failed are all that went wrong with a target: every runner came to its end, and no signal
 * or time limit ended the commands.
 */
export function isExplained({ verdict, exitCode, report }: TargetResult): boolean {
  const named = report.runners.some(({ failures }) => failures.length > 0);
  const whole = report.runners.every(({ complete }) => complete);
  return verdict === 'failed' && named && whole && exitCode !== null && exitCode < 128;
}

/** Whether a failure of a target is allowed, so that it does not fail the run. */
export function isTolerated({ verdict, allowFailure }: Pick<TargetResult, 'verdict' | 'allowFailure'>): boolean {
  return verdict === 'failed' && allowFailure;
}

/** Where the project is on the host, and what is in it. */
export interface Tree {
  readonly root: string;
  readonly exists: (path: string) => boolean;
}

/** `path:line` in the person's own tree, or null. */
export function placeInTree(failure: Failure, { root, exists }: Tree): string | null {
  return hostPlace(failure, { containerRoot, hostRoot: root, exists });
}
