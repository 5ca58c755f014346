import type { Lock, PlatformLock } from '../config/lock.ts';
import { labelOfKey } from './locked.ts';

/** Something that two locks say differently. */
export interface LockChange {
  readonly platform: string;
  /** The image, or the base of the images that have the package. */
  readonly image: string;
  /** Null: it is the image's own digest that is another one. */
  readonly package: string | null;
  /** Versions or digests; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What has changed from one lock to the other, sorted; not which recipes there are, and not the ids of what was made. */
export function lockChanges(from: Lock, to: Lock): readonly LockChange[] {
  const platforms = new Set([...from.platforms.keys(), ...to.platforms.keys()]);
  return [...platforms].sort().flatMap((platform) => {
    const [old, now] = [contents(from.platforms.get(platform)), contents(to.platforms.get(platform))];
    const keys = new Set([...old.keys(), ...now.keys()]);
    return [...keys].sort().flatMap((key): LockChange[] => {
      const [before, after] = [old.get(key) ?? null, now.get(key) ?? null];
      if (before === after) return [];
      const [image = '', name = ''] = key.split(' ');
      return [{ platform, image, package: name === '' ? null : name, from: before, to: after }];
    });
  });
}

/** `IMAGE` → digest and `IMAGE PACKAGE` → versions: of two recipes on one base there may be two. */
function contents(locked: PlatformLock | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>(locked?.images);
  const versions = new Map<string, Set<string>>();
  for (const [key, { packages, others }] of locked?.prepared ?? []) {
    for (const [name, version] of [...packages, ...others]) {
      const id = `${labelOfKey(key)} ${name}`;
      versions.set(id, (versions.get(id) ?? new Set()).add(version));
    }
  }
  for (const [id, all] of versions) found.set(id, [...all].sort().join(', '));
  return found;
}
