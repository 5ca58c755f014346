import type { DoxError } from '../base/dox-error.ts';
import { exitCodeOf } from '../base/exit-code.ts';
import type { ObstructedTarget, TargetPlan } from '../plan/plan.ts';
import type { TargetResult } from './event.ts';

/** The result of a target whose commands never began, for the reason that `changes` gives. */
export function notRun(
  { label, target, allowFailure, direct }: Pick<TargetPlan, 'label' | 'target' | 'allowFailure' | 'direct'>,
  image: string,
  changes: Pick<TargetResult, 'verdict' | 'exit'> & Partial<TargetResult>,
): TargetResult {
  return {
    label,
    target,
    image,
    reason: null,
    hint: null,
    detail: null,
    exitCode: null,
    retryMayHelp: false,
    failedCommand: null,
    seconds: { image: 0, start: 0, command: 0 },
    allowFailure,
    direct,
    report: { runners: [] },
    tries: [],
    retryNote: null,
    rerun: null,
    tail: [],
    log: null,
    artifacts: [],
    services: [],
    kept: null,
    ...changes,
  };
}

/** The result of a target that cannot run as it is configured. */
export function obstructed({ label, reason, hint, skipped }: ObstructedTarget): TargetResult {
  const target = { label, target: label, allowFailure: false, direct: false };
  const verdict = skipped
    ? ({ verdict: 'skipped', exit: 0 } as const)
    : ({ verdict: 'could not run', exit: 2 } as const);
  return notRun(target, '', { ...verdict, reason, hint });
}

/** What a DoxError says of a target. */
export function couldNotRun(error: DoxError): Pick<TargetResult, 'verdict' | 'exit'> & Partial<TargetResult> {
  const { message, hint = null, detail = null, retryMayHelp, code } = error;
  return { verdict: 'could not run', reason: message, hint, detail, retryMayHelp, exit: exitCodeOf(code) };
}
