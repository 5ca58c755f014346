import { DoxError } from '../base/dox-error.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { plainName } from '../plan/content-key.ts';
import type { BuildCaches } from '../plan/dockerfile.ts';
import type { ImagePlan } from '../plan/plan.ts';
import type { ImageContext } from './image-context.ts';

/**
 * Builds an image with the caches that its plan names, where the engine can keep them, else without and with a warning:
 * a cache saves time and is not part of what is made.
 */
export async function buildCached(
  plan: Pick<ImagePlan, 'label' | 'cache'>,
  context: Pick<ImageContext, 'engine' | 'project' | 'emit' | 'now'>,
  build: (caches: BuildCaches) => Promise<ImageInfo>,
): Promise<ImageInfo> {
  const { engine, emit, now } = context;
  const caches: BuildCaches = { project: plainName(context.project), names: plan.cache };
  const none: BuildCaches = { ...caches, names: [] };
  if (plan.cache.length === 0) return build(none);
  const { kind, buildkit } = engine.info;
  const without = (why: string, hint: string | null): Promise<ImageInfo> => {
    const message = `${plan.label}: it is built without \`cache\`: ${why}`;
    emit({ kind: 'warning', time: now(), message, hint });
    return build(none);
  };
  if (kind === 'docker' && !buildkit) return without('this engine has no BuildKit', null);
  try {
    return await build(caches);
  } catch (error) {
    const folder = error instanceof DoxError ? refusedFolder.exec(`${error.message}\n${error.detail}`)?.[1] : undefined;
    if (folder === undefined) throw error;
    const hint = 'this Podman keeps the caches of all users in that folder, which belongs to the first of them';
    return without(`the engine may not write to ${folder}`, hint);
  }
}

/** Podman 4.3 has one folder for the caches of all users, which belongs to the first of them. */
const refusedFolder = /(\/\S*?\/buildah-cache)(?=[/:])\S*:[^\n]*(?:permission denied|not permitted)/;
