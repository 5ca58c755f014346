import type { FailureReport } from '../failures/failure.ts';
import { rerunArguments } from '../failures/rerun.ts';
import type { Rerun } from '../failures/rerun-answer.ts';
import type { TargetPlan } from '../plan/plan.ts';
import type { TargetResult } from './event.ts';

/** The words after `dox` that run only the failed tests of a target again, or why there are none. */
export function rerunWords(target: TargetPlan, report: FailureReport): TargetResult['rerun'] {
  const answer = rerunOf(target, report, 'line');
  if (answer.kind === 'arguments') return { words: [...target.chosenBy, '--', ...answer.args] };
  const isOnlyLong = rerunOf(target, report, 'program').kind === 'arguments';
  return { reason: isOnlyLong ? `${answer.reason}; \`dox --failed\` runs just these` : answer.reason };
}

/** The arguments for the target's commands that make them run only the failed tests again, or why there are none. */
export function rerunOf(target: TargetPlan, { runners }: FailureReport, limit: 'line' | 'program'): Rerun {
  const failures = runners.flatMap((runner) => runner.failures);
  const { configured, commandsForm } = target;
  return rerunArguments({ failures, commands: configured, commandsForm, limit });
}
