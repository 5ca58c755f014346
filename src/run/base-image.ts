import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import type { ImageSource } from '../config/config.ts';
import type { CuratedSource } from '../config/curated.ts';
import { type ContextEntry, contextEntries } from '../engine/context-entries.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { packageWords } from '../plan/apt.ts';
import { type AddedEntry, imageName, recipeKey } from '../plan/content-key.ts';
import { isBare } from '../plan/image-plan.ts';
import type { Pinned } from '../plan/lock-differences.ts';
import { atDigest } from '../plan/locked.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { curatedImage, curatedName, unlocked } from './curated-image.ts';
import { lastPull, notePull, tooOld } from './image-age.ts';
import { type Look, type MadeImage, madeImage, madeOnce } from './made-image.ts';
import { buildOptions, type ImageContext, milliseconds } from './prepare-image.ts';

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
      const debian = await pulledImage(plan, base.base, context);
      const { curated } = context.locked(plan);
      const maxAge = curated === null ? plan.maxAge : null;
      const recipe = { source: base, base: debian.info, ...curatedLock(plan, base, curated) };
      const lockedId = curated?.image ?? null;
      const made = await curatedImage({ plan: { ...plan, maxAge }, lockedId, ...recipe }, context);
      const { reused, renewed } = debian;
      return { ...made, origin: debian.info, reused: reused && made.reused, renewed: made.renewed ?? renewed };
    }
    case 'build':
      return built(plan, base, context);
  }
}

/** The part of a curated recipe that a lock decides. */
function curatedLock(plan: ImagePlan, source: CuratedSource, locked: Pinned | null) {
  const { snapshot } = plan;
  if (locked === null) return { ...unlocked, snapshot };
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
      return curatedName({ source: base, base: debian, ...curatedLock(plan, base, curated) }).reference;
    }
    case 'build':
      return (await builtName(plan, base, context)).reference;
  }
}

type BuildSource = Extract<ImageSource, { kind: 'build' }>;

async function built(plan: ImagePlan, source: BuildSource, context: ImageContext): Promise<BaseImage> {
  const { engine, project, root } = context;
  const { label, platform } = plan;
  const maxAge = context.locked(plan).made === null ? plan.maxAge : null;
  const { key, reference } = await builtName(plan, source, context);
  const anew = plan.rebuild === 'all' || context.pull === 'always';
  const build = (fresh: boolean): Promise<ImageInfo> =>
    engine.build(
      {
        context: { kind: 'folder', path: join(root, source.context) },
        dockerfile: posix.relative(source.context, source.dockerfile),
        tag: reference,
        args: source.args,
        labels: { [Label.kind]: 'built', [Label.project]: project, [Label.recipe]: key },
        // --pull always asks for newer bases only
        noCache: plan.rebuild === 'all' || (fresh && !anew),
        pull: fresh,
        ...(source.target === null ? {} : { target: source.target }),
        ...(platform === null ? {} : { platform }),
      },
      buildOptions(label, context),
    );
  const lockedId = isBare(plan) ? (context.locked(plan).made?.image ?? null) : null;
  const recipe = { label, action: 'build', reference, key, lockedId, anew, maxAge, build } as const;
  const image = await madeImage(recipe, context);
  return { ...image, origin: image.info };
}

/**
 * A base that the project builds is named by all that goes into the build: every file of the context, the
 * Dockerfile, stage, arguments and platform. Only what a Dockerfile fetches from outside can age unseen.
 */
async function builtName(
  plan: ImagePlan,
  source: BuildSource,
  { root, project }: Pick<ImageContext, 'root' | 'project'>,
): Promise<{ readonly key: string; readonly reference: string }> {
  const { target, args } = source;
  const dockerfile = posix.relative(source.context, source.dockerfile);
  const add: AddedEntry[] = [];
  for await (const entry of contextEntries(join(root, source.context), dockerfile)) {
    const { kind, path, mode } = entry;
    add.push({ path: `${kind} ${path}`, mode, sha256: await contentHash(entry) });
  }
  const prep = [dockerfile, target ?? ''];
  const key = recipeKey({ base: 'build', platform: plan.platform ?? '', system: [], add, prep, args });
  return { key, reference: imageName(`${project}-base`, key) };
}

async function contentHash({ kind, source }: ContextEntry): Promise<string> {
  const hash = createHash('sha256');
  if (kind === 'link') hash.update(await readlink(source));
  if (kind === 'file') for await (const chunk of createReadStream(source)) hash.update(chunk);
  return hash.digest('hex');
}
