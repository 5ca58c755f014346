import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import { differences, fingerprint } from '../plan/fingerprint.ts';
import type { Options } from '../plan/options.ts';
import type { Plan, TargetPlan } from '../plan/plan.ts';
import { withArguments } from '../plan/with-arguments.ts';
import { type Summary, summarize } from '../report/summary.ts';
import type { Event, TargetResult } from '../run/event.ts';
import { rerunOf } from '../run/rerun-words.ts';

/** What the last run in a tree came to, from its own record. Throws `usage` where there is none that can be read. */
export function lastRun(root: string): Summary {
  const path = join(root, '.dox/last/events.ndjson');
  const hint = 'run `dox` first; it keeps what failed';
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    const summary = summarize(lines.flatMap((line) => event(line)));
    if (summary.run !== '' && summary.options !== null) return summary;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new DoxError('usage', 'there is no run here yet', { hint });
    if (errorCode(error) !== null && errorCode(error) !== undefined) throw error;
  }
  throw new DoxError('usage', `${path} is no record of a run`, { hint });
}

/** A record may end in the middle of a line, if dox was killed. */
function event(line: string): readonly Event[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** The options of that run, but for what this command line says itself. */
export function optionsOf({ options }: Summary, now: Options): Options {
  if (options === null || options.direct !== null) {
    const hint = 'type it once more, or run the tests first';
    throw new DoxError('usage', 'the last run was a command or a shell of its own', { hint });
  }
  const isAsked = now.environments.length + now.labels.length > 0;
  const { environments, labels = [] } = isAsked ? now : options; // the record of an older dox has no labels
  const skipEnv = now.skipEnv ?? options.skipEnv;
  const images = now.images.length > 0 ? now.images : options.images;
  return { ...now, environments, labels, skipEnv, images, args: options.args };
}

/**
 * Throws `usage` where a target does not run with what it had in that run: other values of variables, its own or those
 * that `pass_env` hands over, other services, other limits or volumes.
 */
export function refuseChanged(plan: Plan, last: Summary): void {
  const changed = plan.targets.flatMap((target) => {
    const parts = differences(last.fingerprints[target.label], fingerprint(target, last.run));
    return parts.length === 0 ? [] : [`${target.label} (${parts.join(', ')})`];
  });
  if (changed.length === 0) return;
  const hint = '`dox --failed` runs the same tests as things are now';
  throw new DoxError('usage', `what ran in the last run is not the same now: ${changed.join('; ')}`, { hint });
}

interface FailedOnly {
  readonly plan: Plan;
  /** A sentence for each target of which all runs again. */
  readonly notes: readonly string[];
  /** The tests that run alone, by their target's label. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

/** The plan with only those targets that did not pass, and of these only the tests that failed, where that can be. */
export function failedOnly(plan: Plan, last: Summary): FailedOnly {
  const passed = new Set(last.targets.filter(({ verdict }) => verdict === 'passed').map(({ label }) => label));
  const known = new Set(last.selected);
  const targets = plan.targets.filter(({ label }) => known.has(label) && !passed.has(label));
  if (targets.length === 0) {
    const hint = '`dox` runs them all';
    throw new DoxError('usage', `nothing failed in the last run (${last.run}) that is selected here`, { hint });
  }
  const notes: string[] = [];
  const asked = new Map<string, readonly string[]>();
  const narrowed = targets.map((target) => {
    const before = last.targets.find(({ label }) => label === target.label);
    const answer = narrow(target, before);
    if (typeof answer !== 'string') {
      asked.set(target.label, before?.report.runners.flatMap(({ failures }) => failures.map(({ id }) => id)) ?? []);
      return answer;
    }
    notes.push(`${target.label}: all of it runs again: ${answer}`);
    return target;
  });
  const used = new Set(narrowed.flatMap(({ image, services }) => [image, ...services.map((each) => each.image)]));
  return {
    plan: { ...plan, targets: narrowed, obstructed: [], images: plan.images.filter(({ id }) => used.has(id)) },
    notes,
    asked,
  };
}

function narrow(target: TargetPlan, result: TargetResult | undefined): TargetPlan | string {
  if (result === undefined) return 'it did not run';
  const { rerun } = result;
  if (rerun === null) return result.reason ?? 'no failed test is named';
  const args = 'words' in rerun ? rerun.words.slice(rerun.words.indexOf('--') + 1) : tooLongToPaste(target, result);
  if (args === null) return 'reason' in rerun ? rerun.reason : 'no failed test is named';
  return withArguments(target, args, target.folder) ?? 'its commands have no place for arguments any more';
}

/** More tests than a line that a person pastes should have. */
function tooLongToPaste(target: TargetPlan, { report }: TargetResult): readonly string[] | null {
  const answer = rerunOf(target, report, 'program');
  return answer.kind === 'arguments' ? answer.args : null;
}
