import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import { shellQuote } from '../base/shell-quote.ts';
import type { Config } from '../config/config.ts';
import type { Flags } from '../flags.ts';
import { gapLines, type LockGap, lockGaps } from '../plan/lock-gaps.ts';
import type { Plan } from '../plan/plan.ts';
import { inCi, isFrozen } from './frozen.ts';
import type { ProjectLock } from './load-lock.ts';
import { wholePlan } from './whole-plan.ts';

interface Held {
  readonly io: Io;
  readonly flags: Flags;
  readonly config: Config;
  readonly plan: Plan;
  readonly locked: ProjectLock;
  readonly enginePlatform: string;
}

interface Notice {
  readonly message: string;
  readonly hint: string | null;
}

/**
 * Whether the lock holds all that is needed, which without an engine's platform nobody can tell. Frozen, the whole
 * configuration must be in it: else throws `drift` with what is not. Otherwise gives a warning, or null.
 */
export function heldToLock({ io, flags, config, plan, locked, enginePlatform }: Held): Notice | null {
  const { lock, shown } = locked;
  const frozen = isFrozen(io, flags, lock !== null);
  if (lock === null) {
    if (frozen) throw new DoxError('drift', `--frozen: there is no ${shown}`, { hint: 'run `dox lock` and commit it' });
    if (!inCi(io.env)) return null;
    const message = `there is no ${shown}: another run may meet other versions`;
    return { message, hint: '`dox lock` writes it, and CI then holds to it' };
  }
  // what only the command line names is locked only where it is named
  const names = config.source === 'dox.yml' ? [] : (flags.environment ?? []);
  const command = `\`dox lock${names.length === 0 ? '' : ` -e ${shellQuote(names.join(','))}`}\``;
  if (!frozen) {
    const gaps = lockGaps(plan.images, lock, enginePlatform);
    return gaps.length === 0
      ? null
      : { message: `not in ${shown}, resolved anew: ${named(gaps)}`, hint: `run ${command}` };
  }
  const all = [...plan.images, ...(wholePlan(io, flags, config).plan?.images ?? [])];
  const images = [...new Map(all.map((image) => [image.id, image])).values()];
  const gaps = lockGaps(images, lock, enginePlatform);
  if (gaps.length === 0) return null;
  throw new DoxError('drift', `${shown} does not hold what the configuration asks for, and this run is frozen`, {
    detail: gapLines(gaps).join('\n'),
    hint: `run ${command} and commit it; \`--no-frozen\` runs all the same`,
  });
}

function named(gaps: readonly LockGap[]): string {
  return [...new Set(gaps.map(({ label }) => label))].join(', ');
}
