import { DoxError } from '../base/dox-error.ts';
import { curatedPackages } from '../config/curated.ts';
import type { Lock } from '../config/lock.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { choosePackages } from '../plan/apt.ts';
import type { LockChange } from '../plan/lock-changes.ts';
import { atDigest, type LockedParts, lockedParts, lockKeys, platformOf } from '../plan/locked.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { baseName } from './base-image.ts';
import type { ImageContext } from './image-context.ts';
import { registryDigest } from './registry-digest.ts';
import { resolveClosure } from './resolve-closure.ts';
import { archiveVersions } from './resolve-system.ts';
import { settledImage } from './settled-image.ts';

type Context = Omit<ImageContext, 'locked'>;

/**
 * What the registry and the archive would give now otherwise than what is locked. Nothing that was there changes: a name
 * that a pull moves is put back.
 */
export async function lockDrift(
  images: readonly ImagePlan[],
  lock: Lock,
  context: Context,
): Promise<readonly LockChange[]> {
  const { platform: enginePlatform } = context.engine.info;
  const found = new Map<string, LockChange>();
  const seen = new Set<string>();
  for (const plan of images) {
    const platform = platformOf(plan, enginePlatform);
    const locked = lockedParts(plan, lock, enginePlatform);
    const { reference } = lockKeys(plan);
    const add = (change: Omit<LockChange, 'platform'>): void => {
      found.set(`${platform} ${change.image} ${change.package} ${change.from}`, { platform, ...change });
    };
    if (reference !== null && locked.digest !== null && !seen.has(`${platform} ${reference}`)) {
      seen.add(`${platform} ${reference}`);
      const now = await movedTo(plan, reference, locked.digest, context);
      if (now !== locked.digest) add({ image: reference, package: null, from: locked.digest, to: now });
    }
    for (const [name, from, to] of await changedPackages(plan, locked, context)) {
      if (from !== to) add({ image: plan.label, package: name, from, to });
    }
  }
  return [...found.values()];
}

/** The digest that the registry has under the name now: the locked one, where the image for this platform is the same. */
async function movedTo(plan: ImagePlan, name: string, digest: string, context: Context): Promise<string | null> {
  const { engine, signal } = context;
  const options = { signal, ...(plan.platform === null ? {} : { platform: plan.platform }) };
  const before = await engine.image(name);
  let now: ImageInfo;
  try {
    now = await engine.pull(name, options);
  } catch (error) {
    if (error instanceof DoxError && error.code === 'not-found') return null;
    throw error;
  }
  if (before !== null && before.id !== now.id) await engine.tag(before.id, name);
  if (now.repoDigests.some((each) => each.endsWith(digest))) return digest;
  return registryDigest({ name, info: now, platform: plan.platform }, context);
}

type Changed = readonly (readonly [name: string, from: string | null, to: string | null])[];

/** What the archive would install now: for a plain base exactly that, for others the newest of what is locked. */
async function changedPackages(plan: ImagePlan, locked: LockedParts, context: Context): Promise<Changed> {
  const { label, snapshot, base } = plan;
  const packages = new Map([...(locked.curated?.packages ?? []), ...(locked.made?.packages ?? [])]);
  if (packages.size === 0) return [];
  const { engine, signal } = context;
  const holding: ImageContext = { ...context, locked: () => locked };
  const reference = base.kind === 'curated' && locked.digest !== null ? atDigest(base.base, locked.digest) : null;
  const name = reference ?? (await baseName(plan, holding));
  if (name === null) return [];
  const options = { signal, ...(plan.platform === null ? {} : { platform: plan.platform }) };
  const image = (await engine.image(name)) ?? (base.kind === 'build' ? null : await engine.pull(name, options));
  if (image === null) return []; // not built here: it says nothing of what is in the archive
  const { system } = await settledImage(plan, image.id, context);
  const where = { label, base: image.id, snapshot };
  if (base.kind === 'reference') {
    const now = await resolveClosure({ ...where, system }, holding);
    const names = [...new Set([...packages.keys(), ...now.keys()])].sort();
    return names.map((each) => [each, packages.get(each) ?? null, now.get(each) ?? null]);
  }
  const { versions } = await archiveVersions({ ...where, packages: [...packages.keys()] }, holding);
  const asked = new Map([...curatedPackages(base), ...system].map((each) => [each.name, each.version]));
  return [...packages].map(([each, from]) => {
    const chosen = choosePackages([{ name: each, version: asked.get(each) ?? null }], versions);
    return [each, from, chosen.ok ? (chosen.exact.get(each) ?? null) : null];
  });
}
