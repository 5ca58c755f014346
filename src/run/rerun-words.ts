import type { FailureReport } from '../failures/failure.ts';
import { rerunArguments } from '../failures/rerun.ts';
import type { TargetPlan } from '../plan/plan.ts';
import type { TargetResult } from './event.ts';

/** The words after `dox` that run only the failed tests of a target again, or why there are none. */
export function rerunWords(target: TargetPlan, { runners }: FailureReport): TargetResult['rerun'] {
  const failures = runners.flatMap((runner) => runner.failures);
  const { configured, commandsForm } = target;
  const answer = rerunArguments({ failures, commands: configured, commandsForm });
  if (answer.kind === 'none') return { reason: answer.reason };
  return { words: [...target.chosenBy, '--', ...answer.args] };
}
