import type { Lock } from '../config/lock.ts';
import { checkInstalled } from './apt.ts';
import { isLocked, lockedParts, lockedVersions, lockKeys, platformOf } from './locked.ts';
import type { ImagePlan } from './plan.ts';

/** An image of which the lock does not say all. */
export interface LockGap {
  readonly platform: string;
  readonly label: string;
  /** What is missing or no longer fits, each one line for a person. */
  readonly reasons: readonly string[];
}

/** What of these images is not in the lock, or not as it is asked for now. */
export function lockGaps(images: readonly ImagePlan[], lock: Lock, enginePlatform: string): readonly LockGap[] {
  return images.flatMap((image) => {
    const parts = lockedParts(image, lock, enginePlatform);
    if (isLocked(image, parts)) return [];
    const platform = platformOf(image, enginePlatform);
    const { reference, curated, made } = lockKeys(image);
    const reasons: string[] = [];
    if (reference !== null && parts.digest === null) reasons.push(`no digest of ${reference} is locked`);
    if (curated !== null && parts.curated === null) reasons.push('its packages are not locked');
    if (made !== null && parts.made === null) reasons.push(...changes(image, lock, platform));
    return [{ platform, label: image.label, reasons }];
  });
}

/** Which of the wanted packages the lock does not have as wanted; or, where that is not it, what else there is. */
function changes(image: ImagePlan, lock: Lock, platform: string): readonly string[] {
  const locked = lock.platforms.get(platform);
  const versions = locked === undefined ? new Map<string, string>() : lockedVersions(image.label, locked);
  if (versions.size === 0) return ['what dox makes of it is not locked'];
  const problems = checkInstalled(image.system, versions);
  if (problems.length === 0)
    return ['what is asked for (`system`, `bindep`, `add`, `prep`, `snapshot`) is not what was locked'];
  return problems.map(({ package: name, wanted, installed }) => {
    const asked = `${name}${wanted === null ? '' : ` ${wanted}`} is wanted`;
    return installed === null ? `${asked}, and it is not locked` : `${asked}, ${installed} is locked`;
  });
}

/** Gaps as lines for a person. */
export function gapLines(gaps: readonly LockGap[]): readonly string[] {
  return gaps.flatMap(({ platform, label, reasons }) => reasons.map((reason) => `${platform}  ${label}: ${reason}`));
}
