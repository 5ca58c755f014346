import type { LockedImage } from '../config/lock.ts';
import type { Pinned } from '../plan/lock-differences.ts';
import { otherPackages } from '../plan/lock-differences.ts';
import { type LockedParts, lockKeys } from '../plan/locked.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { type BaseImage, baseImage, pulledImage } from './base-image.ts';
import type { ImageContext } from './image-context.ts';
import { imageFacts } from './image-facts.ts';
import { prepareImage } from './prepare-image.ts';
import { registryDigest } from './registry-digest.ts';
import { resolveClosure } from './resolve-closure.ts';
import { settledImage } from './settled-image.ts';

type Versions = ReadonlyMap<string, string>;

export interface LockInput {
  readonly plan: ImagePlan;
  /** What is locked of it already; that stays. */
  readonly known: LockedParts;
  /** Versions that are to be taken for what is not locked, where they will do and are still there. */
  readonly prefer: Versions;
  /** Today, by UTC: `2026-01-31`. */
  readonly date: string;
}

/**
 * Finds out what is to be locked of an image, and makes it of exactly that, so that what is locked is what was really
 * installed.
 */
export async function lockImage(input: LockInput, context: ImageContext): Promise<LockedParts> {
  const { plan, known, date } = input;
  const inside = async (id: string): Promise<Versions> =>
    (await imageFacts(context.engine, id, context.cacheFolder)).packages;
  const holding = (parts: LockedParts<Pinned>): ImageContext => ({ ...context, locked: () => parts });
  const keys = lockKeys(plan);
  const digest = known.digest ?? (keys.reference === null ? null : await lockDigest(plan, keys.reference, context));
  const curated =
    known.curated ?? (keys.curated === null ? null : await lockCurated(plan, { digest, date, inside, holding }));
  if (keys.made === null || known.made !== null) {
    await prepareImage(plan, holding({ digest, curated, made: known.made }));
    return { digest, curated, made: known.made };
  }
  const base = await baseImage(plan, holding({ digest, curated, made: null }));
  const { label, system, snapshot } = await settledImage(plan, base.info.id, context);
  const wanted = { label, system, snapshot, base: base.info.id, prefer: input.prefer };
  const pinned: Pinned = { image: null, packages: await resolveClosure(wanted, context), date, others: null };
  const top = await prepareImage(plan, holding({ digest, curated, made: pinned }));
  const below = plan.base.kind === 'build' ? new Map<string, string>() : await inside(base.info.id);
  const others = otherPackages(below, pinned.packages, top.facts.packages);
  return { digest, curated, made: { image: top.info.id, date, packages: pinned.packages, others } };
}

async function lockDigest(plan: ImagePlan, name: string, context: ImageContext): Promise<string> {
  const { info } = await pulledImage(plan, name, context);
  return registryDigest({ name, info, platform: plan.platform }, context);
}

interface Curated {
  readonly digest: string | null;
  readonly date: string;
  readonly inside: (id: string) => Promise<Versions>;
  readonly holding: (parts: LockedParts<Pinned>) => ImageContext;
}

/** Builds it once to see what it brings, and once more of exactly that, since its name says what it is made of. */
async function lockCurated(plan: ImagePlan, { digest, date, inside, holding }: Curated): Promise<LockedImage> {
  const brings = async ({ info, origin }: BaseImage, packages: Versions): Promise<Versions> =>
    otherPackages(await inside(origin.id), packages, await inside(info.id));
  // not what was built some day, since the archive may have dropped that
  const first = await baseImage({ ...plan, rebuild: 'all' }, holding({ digest, curated: null, made: null }));
  const packages = await brings(first, new Map());
  const made = await baseImage(
    plan,
    holding({ digest, made: null, curated: { image: null, packages, date, others: null } }),
  );
  return { image: made.info.id, date, packages, others: await brings(made, packages) };
}
