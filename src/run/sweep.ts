import { Label } from '../base/labels.ts';
import { ownerState, parseOwner } from '../base/owner.ts';
import type { Engine, OwnedObject } from '../engine/engine.ts';

/**
 * Removes containers, networks, volumes and passing names of runs whose dox is proved dead: the few that a killed dox
 * left in the instant between making and starting them, or while it built. What belongs to a living
 * dox, to another machine, or was kept on request stays. Returns what it removed; the engine's refusals are passed
 * over, since the next run tries again.
 */
export async function sweep(engine: Engine, hostname: string): Promise<readonly OwnedObject[]> {
  const removed: OwnedObject[] = [];
  const kinds = ['container', 'network', 'volume', ...(engine.info.buildkit ? (['name'] as const) : [])] as const;
  for (const object of await engine.owned(kinds)) {
    if (!isOrphan(object, hostname)) continue;
    try {
      await engine.remove(object);
      removed.push(object);
    } catch {
      // somebody else may be removing it at this moment
    }
  }
  return removed;
}

/** True if whoever made it is proved dead, and nobody asked to keep it. */
export function isOrphan(object: OwnedObject, hostname: string): boolean {
  if (object.labels[Label.keep] !== undefined) return false;
  const owner = parseOwner(object.labels[Label.owner] ?? '');
  return owner !== null && ownerState(owner, hostname) === 'dead';
}
