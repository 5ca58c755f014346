import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import type { ImageInfo } from '../engine/engine.ts';
import type { ImageContext } from './image-context.ts';

/** An image that dox makes, as others find it. */
export interface CachedImage {
  /** As in the plan. */
  readonly label: string;
  /** Its name in the engine, `dox/NAME:KEY16`. */
  readonly reference: string;
  /** The whole content key. */
  readonly key: string;
  /** The id that dox.lock has of it, or null. */
  readonly lockedId: string | null;
}

type Context = Pick<ImageContext, 'engine' | 'cacheRegistry' | 'signal' | 'emit' | 'now'>;

/**
 * Looks for an image in the project's cache registry, and takes it if it is the right one: made of the same recipe,
 * and with a lock of the very id. Null where there is none such; what keeps dox from asking costs a warning only.
 */
export async function fromCacheRegistry(image: CachedImage, context: Context): Promise<ImageInfo | null> {
  const { engine, cacheRegistry, signal, emit, now } = context;
  if (cacheRegistry === null) return null;
  const { label, reference, key, lockedId } = image;
  const remote = remoteName(reference, cacheRegistry);
  const warn = (message: string): null => {
    emit({ kind: 'warning', time: now(), message: `${label}: ${message}`, hint: null });
    return null;
  };
  const onProgress = (done: number, total: number): void =>
    emit({ kind: 'image-progress', time: now(), image: label, done, total });
  let info: ImageInfo;
  try {
    info = await engine.pull(remote, { signal, onProgress });
  } catch (error) {
    if (!(error instanceof DoxError) || signal.aborted) throw error;
    return error.code === 'not-found'
      ? null
      : warn(`the cache registry cannot be asked, so it is built: ${error.message}`);
  }
  try {
    if (info.labels[Label.recipe] !== key) return warn(`${remote} is not made of this recipe: it is built instead`);
    if (lockedId !== null && info.id !== lockedId) {
      return warn(`${remote} is ${info.id}, and dox.lock holds ${lockedId}: it is built instead`);
    }
    await engine.tag(info.id, reference);
    return await engine.image(reference);
  } finally {
    await engine.remove({ kind: 'name', id: remote });
  }
}

/** Puts an image into the cache registry. Throws `push-failed`. */
export async function toCacheRegistry(
  { id, reference }: { readonly id: string; readonly reference: string },
  registry: string,
  { engine, signal }: Pick<Context, 'engine' | 'signal'>,
): Promise<void> {
  const remote = remoteName(reference, registry);
  await engine.tag(id, remote);
  try {
    await engine.push(remote, { signal });
  } finally {
    await engine.remove({ kind: 'name', id: remote });
  }
}

/** `dox/shop:0123456789abcdef` is `REGISTRY/shop:0123456789abcdef` there. */
export function remoteName(reference: string, registry: string): string {
  return `${registry}/${reference.replace(/^dox\//, '')}`;
}
