import { createHash } from 'node:crypto';
import { dpkgRules } from '../config/bindep/dpkg-rules.ts';
import type { Lock, LockedImage, PlatformLock } from '../config/lock.ts';
import { isBare } from './image-plan.ts';
import type { Pinned } from './lock-differences.ts';
import type { ImagePlan } from './plan.ts';

/** What dox.lock says of one image of a plan, or what is to be in it. */
export interface LockedParts<Made extends Pinned = LockedImage> {
  /** The digest of the image that has to be pulled for it; null if it is not locked, or nothing has to be. */
  readonly digest: string | null;
  /** The curated image that dox makes of that; null if it is not locked, or there is none. */
  readonly curated: Made | null;
  /** What dox puts on top, or the Dockerfile makes; null if it is not locked, or nothing is made. */
  readonly made: Made | null;
}

/** What is locked where there is no lock. */
export const nothingLocked: LockedParts = { digest: null, curated: null, made: null };

/** The platform that an image of a plan is for, on an engine of that platform. */
export function platformOf({ platform }: Pick<ImagePlan, 'platform'>, enginePlatform: string): string {
  return platform ?? enginePlatform;
}

/** Looks an image up in the lock. */
export function lockedParts(plan: ImagePlan, lock: Lock | null, enginePlatform: string): LockedParts {
  const locked = lock?.platforms.get(platformOf(plan, enginePlatform));
  return locked === undefined ? nothingLocked : partsIn(plan, locked);
}

/** The same in what is locked for one platform. */
export function partsIn(plan: ImagePlan, { images, prepared }: PlatformLock): LockedParts {
  const { reference, curated, made } = lockKeys(plan);
  return {
    digest: (reference === null ? undefined : images.get(reference)) ?? null,
    curated: (curated === null ? undefined : prepared.get(curated)) ?? null,
    made: (made === null ? undefined : prepared.get(made)) ?? null,
  };
}

/** Whether the lock says all of an image that it can say. */
export function isLocked(plan: ImagePlan, parts: LockedParts): boolean {
  const { reference, curated, made } = lockKeys(plan);
  return (
    (parts.digest !== null || reference === null) &&
    (parts.curated !== null || curated === null) &&
    (parts.made !== null || made === null)
  );
}

/** Under which names the lock holds the parts of an image; null for a part that it does not have. */
export interface LockKeys {
  readonly reference: string | null;
  readonly curated: string | null;
  readonly made: string | null;
}

/**
 * The keys of an image. What is pulled has the name that the configuration gives it (an exact one needs no lock). What
 * is made has the name of what it is made of, and a few digits that stand for what is asked for: another wish is
 * another key. The bytes of files are not in it, and of a bindep.txt only what can matter where there is dpkg.
 */
export function lockKeys(plan: ImagePlan): LockKeys {
  const { base, label, system, bindep, add, prep, snapshot } = plan;
  const pulled = base.kind === 'reference' ? base.reference : base.kind === 'curated' ? base.base : null;
  const isExact = pulled === null || pulled.includes('@') || /^(?:sha256:)?[0-9a-f]{64}$/.test(pulled);
  const packages = system.map(({ name, version }) => [name, version]);
  const rules = bindep === null ? [] : dpkgRules(bindep.rules);
  const more = rules.length === 0 ? [] : [rules];
  const isMade = base.kind === 'build' || !isBare(plan);
  return {
    reference: isExact ? null : pulled,
    curated: base.kind === 'curated' ? keyOf(label, [base, snapshot]) : null,
    made: isMade ? keyOf(label, [base, packages, add, prep, snapshot, ...more]) : null,
  };
}

function keyOf(label: string, recipe: unknown): string {
  return `${label} ${createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 8)}`;
}

/** What a key of `prepared` is made of. */
export function labelOfKey(key: string): string {
  return key.replace(/ [0-9a-f]{8}$/, '');
}

/** `debian:bookworm-slim` and its digest as a reference that can be pulled: `debian@sha256:…`. */
export function atDigest(reference: string, digest: string): string {
  return `${reference.replace(/(?<=[^/]):[^:/]+$/, '')}@${digest}`;
}

/** All versions that a lock has for a base's packages, whatever is put on the base: name → one of them. */
export function lockedVersions(label: string, { prepared }: PlatformLock): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const [key, { packages }] of prepared) {
    if (labelOfKey(key) === label) for (const [name, version] of packages) versions.set(name, version);
  }
  return versions;
}
