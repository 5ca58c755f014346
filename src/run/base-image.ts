import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import type { ImageSource } from '../config/config.ts';
import { type ContextEntry, contextEntries } from '../engine/context-entries.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { type AddedEntry, imageName, recipeKey } from '../plan/content-key.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { buildOptions, type ImageContext } from './prepare-image.ts';

/** A base image that is there, and whether it already was. */
export interface BaseImage {
  readonly info: ImageInfo;
  readonly reference: string;
  readonly reused: boolean;
}

/** Pulls or builds the base of an image plan where that is needed or asked for. */
export async function baseImage(plan: ImagePlan, context: ImageContext): Promise<BaseImage> {
  const { base } = plan;
  return base.kind === 'reference' ? pulled(plan, base.reference, context) : built(plan, base, context);
}

async function pulled(plan: ImagePlan, reference: string, context: ImageContext): Promise<BaseImage> {
  const { engine, pull, emit, now, signal } = context;
  const wanted = plan.rebuild === 'all' ? 'always' : pull;
  const local = wanted === 'always' ? null : await engine.image(reference);
  if (local !== null && (plan.platform === null || samePlatform(local.platform, plan.platform))) {
    return { info: local, reference, reused: true };
  }
  if (wanted === 'never') {
    const hint = 'pull it first, or leave --pull never away';
    throw new DoxError('not-found', `image ${reference} is not here, and --pull never forbids pulling it`, { hint });
  }
  emit({ kind: 'image-started', time: now(), image: plan.label, action: 'pull' });
  const info = await engine.pull(reference, {
    signal,
    onProgress: (done, total) => emit({ kind: 'image-progress', time: now(), image: plan.label, done, total }),
    ...(plan.platform === null ? {} : { platform: plan.platform }),
  });
  return { info, reference, reused: false };
}

function samePlatform(has: string, wanted: string): boolean {
  return has === wanted || has.startsWith(`${wanted}/`) || wanted.startsWith(`${has}/`);
}

/** The name under which the engine has the base, if it has it. */
export async function baseName(plan: ImagePlan, context: Pick<ImageContext, 'root' | 'project'>): Promise<string> {
  const { base } = plan;
  return base.kind === 'reference' ? base.reference : (await builtName(plan, base, context)).reference;
}

type BuildSource = Extract<ImageSource, { kind: 'build' }>;

async function built(plan: ImagePlan, source: BuildSource, context: ImageContext): Promise<BaseImage> {
  const { engine, project, emit, now, root } = context;
  const { key, reference } = await builtName(plan, source, context);
  if (plan.rebuild !== 'all' && context.pull !== 'always') {
    const info = await engine.image(reference);
    if (info !== null) return { info, reference, reused: true };
  }
  emit({ kind: 'image-started', time: now(), image: plan.label, action: 'build' });
  const info = await engine.build(
    {
      context: { kind: 'folder', path: join(root, source.context) },
      dockerfile: posix.relative(source.context, source.dockerfile),
      tag: reference,
      args: source.args,
      labels: { [Label.kind]: 'built', [Label.project]: project, [Label.recipe]: key },
      noCache: plan.rebuild === 'all',
      pull: plan.rebuild === 'all' || context.pull === 'always',
      ...(source.target === null ? {} : { target: source.target }),
      ...(plan.platform === null ? {} : { platform: plan.platform }),
    },
    buildOptions(plan.label, context),
  );
  return { info, reference, reused: false };
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
