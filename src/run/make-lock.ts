import type { Lock, LockedImage } from '../config/lock.ts';
import { isLocked, lockedVersions, lockKeys, partsIn, platformOf } from '../plan/locked.ts';
import type { ImagePlan } from '../plan/plan.ts';
import type { ImageContext } from './image-context.ts';
import { lockImage } from './lock-image.ts';

export interface LockWork {
  readonly images: readonly ImagePlan[];
  /** What stays as it is. */
  readonly kept: Lock;
  /** Versions in this lock are taken where they will do and are still there. */
  readonly preferred: Lock;
  /** Ids of images in the plan that are pulled and made again, whatever the engine has. */
  readonly renewed: ReadonlySet<string>;
}

interface Draft {
  readonly images: Map<string, string>;
  readonly prepared: Map<string, LockedImage>;
}

/** Adds to a lock all that images of a plan need and that is not in it. What nobody needs any more is left out. */
export async function makeLock(work: LockWork, context: Omit<ImageContext, 'locked'>): Promise<Lock> {
  const { images, renewed, preferred } = work;
  const { platform: enginePlatform } = context.engine.info;
  const date = new Date(context.now()).toISOString().slice(0, 10);
  const platforms = wantedParts(work.kept, images, enginePlatform);
  for (const image of images) {
    const platform = platformOf(image, enginePlatform);
    const draft = platforms.get(platform) ?? { images: new Map(), prepared: new Map() };
    platforms.set(platform, draft);
    const known = partsIn(image, draft);
    if (isLocked(image, known)) continue;
    const isRenewed = renewed.has(image.id);
    const plan: ImagePlan = isRenewed ? { ...image, rebuild: 'prepared' } : image;
    const versions = preferred.platforms.get(platform);
    const prefer = versions === undefined ? new Map() : lockedVersions(image.label, versions);
    const pull = isRenewed ? 'always' : context.pull;
    const parts = await lockImage({ plan, known, prefer, date }, { ...context, pull, locked: () => known });
    const keys = lockKeys(image);
    if (keys.reference !== null && parts.digest !== null) draft.images.set(keys.reference, parts.digest);
    if (keys.curated !== null && parts.curated !== null) draft.prepared.set(keys.curated, parts.curated);
    if (keys.made !== null && parts.made !== null) draft.prepared.set(keys.made, parts.made);
  }
  return { platforms: new Map([...platforms].filter(([, { images, prepared }]) => images.size + prepared.size > 0)) };
}

/** A copy of a lock without what no image needs; also for other machines' platforms, which cannot be added to here. */
export function wantedParts(lock: Lock, images: readonly ImagePlan[], enginePlatform: string): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const [platform, locked] of lock.platforms) {
    const keys = images
      .filter((image) => image.platform === null || platformOf(image, enginePlatform) === platform)
      .map(lockKeys);
    const references = new Set(keys.map(({ reference }) => reference));
    const made = new Set(keys.flatMap(({ curated, made }) => [curated, made]));
    drafts.set(platform, {
      images: new Map([...locked.images].filter(([name]) => references.has(name))),
      prepared: new Map([...locked.prepared].filter(([key]) => made.has(key))),
    });
  }
  return drafts;
}
