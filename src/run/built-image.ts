import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { Label } from '../base/labels.ts';
import type { ImageSource } from '../config/config.ts';
import { type ContextEntry, contextEntries } from '../engine/context-entries.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { type AddedEntry, imageName, recipeKey } from '../plan/content-key.ts';
import { isBare } from '../plan/image-plan.ts';
import type { ImagePlan } from '../plan/plan.ts';
import type { BaseImage } from './base-image.ts';
import { buildOptions, type ImageContext } from './image-context.ts';
import { madeImage } from './made-image.ts';

type BuildSource = Extract<ImageSource, { kind: 'build' }>;

/** Builds the base of a plan from the project's own Dockerfile, unless it is there. */
export async function builtImage(plan: ImagePlan, source: BuildSource, context: ImageContext): Promise<BaseImage> {
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
export async function builtName(
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
