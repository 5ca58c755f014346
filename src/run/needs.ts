import type { Plan, TargetPlan } from '../plan/plan.ts';
import type { TargetResult } from './event.ts';

/** Which targets did not pass, for those that need them. */
export class Needs {
  /** By the target's name, what became of it: `failed`, `could not run`. */
  readonly #lost = new Map<string, string>();

  constructor({ obstructed }: Plan) {
    for (const { label, skipped } of obstructed) if (!skipped) this.#lost.set(label, 'could not run');
  }

  /** Takes note of a result: whatever fails the run (a failure that is allowed does not) is no pass. */
  note({ target, verdict, exit }: Pick<TargetResult, 'target' | 'verdict' | 'exit'>): void {
    if (exit !== 0) this.#lost.set(target, verdict);
  }

  /** Why a target must not begin, as a sentence's end about it; null if nothing is in its way. Then it counts as lost itself. */
  lackingOf({ target, needs }: Pick<TargetPlan, 'target' | 'needs'>): string | null {
    const lost = needs.filter((name) => this.#lost.has(name));
    const [first] = lost;
    if (first === undefined) return null;
    this.#lost.set(target, 'did not run');
    const others = lost.length - 1;
    const more = others === 0 ? '' : ` (and ${others === 1 ? 'another one' : `${others} others`} that did not pass)`;
    return `it needs ${first}, which ${became[this.#lost.get(first) ?? ''] ?? 'did not pass'}${more}`;
  }
}

/** A verdict as a verb. */
const became: Readonly<Record<string, string>> = {
  failed: 'failed',
  'could not run': 'could not run',
  'did not run': 'did not run either',
};
