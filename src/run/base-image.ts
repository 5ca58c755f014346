import { DoxError } from '../base/dox-error.ts';
import type { CuratedSource } from '../config/curated.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { packageWords } from '../plan/apt.ts';
import type { Pinned } from '../plan/lock-differences.ts';
import { atDigest } from '../plan/locked.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { lastPull, notePull, tooOld } from './image-age.ts';
import { type ImageContext, milliseconds } from './image-context.ts';
import { type Look, type MadeImage, madeOnce } from './made-image.ts';

/** A base image that is there, and whether it already was. */
export interface BaseImage extends MadeImage {
  /** What of it came from a registry: itself, or what a curated image was built on; else itself too. */
  readonly origin: ImageInfo;
}

/** Pulls or builds the base of an image plan where that is needed or asked for. */
export async function baseImage(plan: ImagePlan, context: ImageContext): Promise<BaseImage> {
  const { base } = plan;
  switch (base.kind) {
    case 'reference':
      return pulledImage(plan, base.reference, context);
    case 'curated': {
      const [debian, { curatedImage }] = await Promise.all([
        pulledImage(plan, base.base, context),
        import('./curated-image.ts'),
      ]);
      const { curated } = context.locked(plan);
      const maxAge = curated === null ? plan.maxAge : null;
      const recipe = { source: base, base: debian.info, ...curatedLock(plan, base, curated) };
      const lockedId = curated?.image ?? null;
      const made = await curatedImage({ plan: { ...plan, maxAge }, lockedId, ...recipe }, context);
      const { reused, renewed } = debian;
      return { ...made, origin: debian.info, reused: reused && made.reused, renewed: made.renewed ?? renewed };
    }
    case 'build':
      return (await import('./built-image.ts')).builtImage(plan, base, context);
  }
}

/** The part of a curated recipe that a lock decides. */
function curatedLock(plan: ImagePlan, source: CuratedSource, locked: Pinned | null) {
  const { snapshot } = plan;
  if (locked === null) return { exact: null, pins: [], date: null, snapshot };
  return {
    exact: locked.packages.get(source.package) ?? null,
    pins: packageWords(locked.packages),
    snapshot,
    date: locked.date,
  };
}

/** Pulls an image that a plan needs, where that is needed or asked for: exactly the locked one, if it is locked. */
export async function pulledImage(plan: ImagePlan, name: string, context: ImageContext): Promise<BaseImage> {
  const { engine, pull, emit, now, signal, stateFolder } = context;
  const { label, platform } = plan;
  const { digest } = context.locked(plan);
  const reference = digest === null ? name : atDigest(name, digest);
  const asked = plan.rebuild === 'all' ? 'always' : pull;
  // what is named by its digest cannot have changed
  const wanted = asked === 'always' && digest !== null ? 'missing' : asked;
  const look = async (): Promise<Look> => {
    const local = wanted === 'always' ? null : await engine.image(reference);
    if (local === null || !fits(local, platform)) return { found: null, why: null };
    const why = wanted === 'never' ? null : pullAge(local, reference, plan, context);
    return { found: why === null ? local : null, why };
  };
  if (wanted === 'never' && (await look()).found === null) {
    const what = digest === null ? reference : `${reference}, to which dox.lock holds ${name},`;
    const hint = 'pull it first, or leave --pull never away';
    throw new DoxError('not-found', `image ${what} is not here, and --pull never forbids pulling it`, { hint });
  }
  const make = async (): Promise<ImageInfo> => {
    const info = await engine.pull(reference, {
      signal,
      onProgress: (done, total) => emit({ kind: 'image-progress', time: now(), image: label, done, total }),
      ...(platform === null ? {} : { platform }),
    });
    notePull(stateFolder, { engine: engine.info.host, reference, platform }, now());
    return info;
  };
  const image = await madeOnce({ reference, label, action: 'pull', look, make }, context);
  return { ...image, origin: image.info };
}

/** Why a pulled image is too old for the plan, or null. A digest never ages. */
export function pullAge(
  image: ImageInfo,
  reference: string,
  { platform, maxAge }: Pick<ImagePlan, 'platform' | 'maxAge'>,
  { engine, stateFolder, now }: Pick<ImageContext, 'engine' | 'stateFolder' | 'now'>,
): string | null {
  if (maxAge === null || reference.includes('@')) return null;
  const pulledAt = lastPull(stateFolder, { engine: engine.info.host, reference, platform });
  // what was published lately cannot have been pulled before, whoever pulled it
  const since = Math.max(pulledAt ?? 0, milliseconds(image) ?? 0);
  return tooOld({
    verb: 'pulled',
    since: pulledAt === null && since < now() - maxAge * 1000 ? null : since,
    maxAge,
    now: now(),
  });
}

function fits({ platform: has }: ImageInfo, wanted: string | null): boolean {
  return wanted === null || samePlatform(has, wanted);
}

function samePlatform(has: string, wanted: string): boolean {
  return has === wanted || has.startsWith(`${wanted}/`) || wanted.startsWith(`${has}/`);
}

/** The name under which the engine has the base, if it has it; null while what a curated one is built on is not here. */
export async function baseName(
  plan: ImagePlan,
  context: Pick<ImageContext, 'engine' | 'root' | 'project' | 'locked'>,
): Promise<string | null> {
  const { base } = plan;
  const { digest, curated } = context.locked(plan);
  const exactly = (name: string): string => (digest === null ? name : atDigest(name, digest));
  switch (base.kind) {
    case 'reference':
      return exactly(base.reference);
    case 'curated': {
      const debian = await context.engine.image(exactly(base.base));
      if (debian === null) return null;
      const { curatedName } = await import('./curated-image.ts');
      return curatedName({ source: base, base: debian, ...curatedLock(plan, base, curated) }).reference;
    }
    case 'build':
      return (await (await import('./built-image.ts')).builtName(plan, base, context)).reference;
  }
}
