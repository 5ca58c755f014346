import { existsSync } from 'node:fs';
import { DoxError } from '../base/dox-error.ts';
import type { VolumePlan } from '../plan/plan.ts';

/**
 * Engines differ on a mount of what is not there: an error of theirs, or an empty folder that root owns. Throws
 * `usage`; `owner` is whose `volumes` they are, for the message.
 */
export function checkVolumes(owner: string, volumes: readonly VolumePlan[]): void {
  const missing = volumes.find(({ kind, source }) => kind === 'bind' && !existsSync(source));
  if (missing === undefined) return;
  const hint = 'make it first; a source without . / or ~ in front is a volume of the engine';
  throw new DoxError('usage', `${owner}: there is no ${missing.source}, which \`volumes\` names`, { hint });
}
