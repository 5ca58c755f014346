import { ExitCode } from '../base/exit-code.ts';
import type { Counts, Failure, FailureReport, RunnerReport } from '../failures/failure.ts';
import type { TargetPlan } from '../plan/plan.ts';
import { withArguments } from '../plan/with-arguments.ts';
import type { TargetResult, Try } from './event.ts';
import { runTarget, type TargetContext } from './run-target.ts';

/** How a run treats what failed. */
export interface RetryPolicy {
  /** How often failed tests are tried again at once. */
  readonly retries: number;
  readonly failOnFlaky: boolean;
}

/**
 * Runs a target, and then as often as the policy says just those of its tests that failed. A test that passes on a later
 * try is flaky. It is never tried where a pass would prove nothing: see `whyNotAgain`.
 */
export async function runWithRetries(
  target: TargetPlan,
  image: string,
  context: TargetContext & RetryPolicy,
): Promise<TargetResult> {
  const { retries, emit, now } = context;
  const tries = [await runTarget(target, image, context)];
  let obstacle: string | null = null;
  for (let last = tries[0]; last?.verdict === 'failed' && tries.length <= retries; last = tries.at(-1)) {
    obstacle = whyNotAgain(last);
    const again = obstacle === null ? tryOf(target, last, tries.length + 1) : null;
    if (again === null) break;
    const tests = failuresOf(last.report).length;
    emit({
      kind: 'target-retried',
      time: now(),
      target: target.label,
      number: tries.length + 1,
      of: retries + 1,
      tests,
    });
    const next = believed(await runTarget(again, image, context), tests);
    tries.push(next);
  }
  return settle(tries, obstacle, context.failOnFlaky);
}

function failuresOf({ runners }: FailureReport): readonly Failure[] {
  return runners.flatMap(({ failures }) => failures);
}

/** Why a second try of a target's failures would prove nothing, or null. */
export function whyNotAgain({ report, rerun, exitCode }: TargetResult): string | null {
  const failures = failuresOf(report);
  if (failures.length === 0) return 'no failed test is named';
  if (exitCode !== null && exitCode > 128) return 'the tests were killed before they were through';
  const unit = failures.find((failure) => failure.unit !== undefined && failure.unit !== 'class');
  if (unit !== undefined) return `${unit.id} is no single test`;
  const cut = report.runners.find(({ complete }) => !complete);
  if (cut !== undefined) return `${cut.runner} did not come to its end`;
  const doubt = report.runners.flatMap(({ warnings }) => warnings)[0];
  if (doubt !== undefined) return doubt;
  if (rerun === null) return 'nothing runs just these tests';
  return 'reason' in rerun ? rerun.reason : null;
}

function tryOf(target: TargetPlan, { rerun }: TargetResult, number: number): TargetPlan | null {
  if (rerun === null || 'reason' in rerun) return null;
  const args = rerun.words.slice(rerun.words.indexOf('--') + 1);
  return withArguments(target, args, `${target.folder}.try${number}`);
}

/** A pass counts only if as many tests ran as had failed, as the runner itself says. */
function believed(result: TargetResult, tests: number): TargetResult {
  if (result.verdict !== 'passed') return result;
  const counted = result.report.runners.flatMap(({ counts }) => (counts === null ? [] : [counts]));
  const ran = counted.reduce((sum, counts) => sum + counts.ran, 0);
  if (ran >= tests) return result;
  const reason =
    counted.length === 0
      ? 'the second try ended with exit code 0, but its runner does not say that a test ran'
      : `the second try ran ${ran} of the ${tests} tests that had failed`;
  return { ...result, verdict: 'failed', reason, exit: ExitCode.testsFailed };
}

/** One result of all tries: what still fails is failed, what has passed since is flaky. */
function settle(tries: readonly TargetResult[], obstacle: string | null, failOnFlaky: boolean): TargetResult {
  const [first] = tries;
  const last = tries.at(-1);
  if (first === undefined || last === undefined) throw new Error('a target has at least one try');
  const notTried = first.verdict === 'failed' && obstacle !== null ? `not tried again: ${obstacle}` : null;
  if (tries.length === 1) return withFlaky({ ...first, retryNote: notTried }, failOnFlaky);
  const whole = { ...first, tries: tries.map(asTry), seconds: summed(tries), retryNote: notTried };
  if (last.verdict !== 'passed' && last.verdict !== 'failed') {
    const { verdict, exit } = last.verdict === 'interrupted' ? last : first;
    return { ...whole, verdict, exit, retryNote: last.reason };
  }
  const failing = new Map(failuresOf(last.report).map((failure) => [failure.id, failure]));
  // a try that failed without naming a test takes nothing back
  if (last.verdict === 'failed' && failing.size === 0) return { ...whole, retryNote: last.reason };
  const seen = new Set(failuresOf(first.report).map(({ id }) => id));
  const fresh = last.report.runners
    .map((each) => ({ ...each, failures: each.failures.filter(({ id }) => !seen.has(id)), flaky: [], counts: null }))
    .filter(({ failures }) => failures.length > 0);
  const report = { runners: [...first.report.runners.map((each) => split(each, failing, tries)), ...fresh] };
  if (last.verdict === 'failed') return { ...whole, report, rerun: last.rerun };
  const { verdict, exit, failedCommand, exitCode, hint } = last;
  return withFlaky(
    { ...whole, verdict, exit, failedCommand, exitCode, hint, reason: null, report, rerun: null },
    failOnFlaky,
  );
}

function split(
  report: RunnerReport,
  failing: ReadonlyMap<string, Failure>,
  tries: readonly TargetResult[],
): RunnerReport {
  const still = report.failures.filter(({ id }) => failing.has(id)).map((each) => ({ ...each, attempt: tries.length }));
  const flaky = report.failures
    .filter(({ id }) => !failing.has(id))
    .map((each) => ({ ...each, attempt: timesFailed(each, tries) }));
  return { ...report, failures: still, flaky: [...report.flaky, ...flaky], counts: without(report.counts, flaky) };
}

function timesFailed({ id }: Failure, tries: readonly TargetResult[]): number {
  return tries.filter(({ report }) => failuresOf(report).some((each) => each.id === id)).length;
}

function without(counts: Counts | null, flaky: readonly Failure[]): Counts | null {
  if (counts === null) return null;
  const errors = flaky.filter(({ outcome }) => outcome === 'error').length;
  return {
    ...counts,
    failed: Math.max(0, counts.failed - (flaky.length - errors)),
    errors: Math.max(0, counts.errors - errors),
  };
}

/** Also of tests that the runner itself has tried again. */
function withFlaky(result: TargetResult, failOnFlaky: boolean): TargetResult {
  const flaky = result.report.runners.flatMap((runner) => runner.flaky);
  if (result.verdict !== 'passed' || flaky.length === 0 || !failOnFlaky) return result;
  const reason = `${flaky.length === 1 ? 'a test is' : `${flaky.length} tests are`} flaky, and --fail-on-flaky was given`;
  return { ...result, verdict: 'failed', reason, exit: result.allowFailure ? ExitCode.ok : ExitCode.testsFailed };
}

function asTry({ verdict, reason, report, log, seconds }: TargetResult): Try {
  return { verdict, reason, report, log, seconds };
}

function summed(tries: readonly TargetResult[]): TargetResult['seconds'] {
  const sum = (pick: (seconds: TargetResult['seconds']) => number): number =>
    tries.reduce((total, { seconds }) => total + pick(seconds), 0);
  return { image: sum((each) => each.image), start: sum((each) => each.start), command: sum((each) => each.command) };
}
