import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import type { ImageInfo } from '../engine/engine.ts';
import type { ImageAction } from './event.ts';
import { tooOld } from './image-age.ts';
import { type ImageContext, milliseconds } from './image-context.ts';

/** An image that dox makes, named by its content. */
export interface ImageRecipe {
  /** As in the plan. */
  readonly label: string;
  readonly action: ImageAction;
  /** Its name in the engine. */
  readonly reference: string;
  /** The whole content key that its name is of. */
  readonly key: string;
  /** The id that dox.lock has of it, or null. */
  readonly lockedId: string | null;
  /** Whether it is to be made again though it is there. */
  readonly anew: boolean;
  /** Seconds that it may be old, or null for any age. */
  readonly maxAge: number | null;
  /** `noCache`: from the ground up. */
  readonly build: (noCache: boolean) => Promise<ImageInfo>;
}

/** An image that is there. */
export interface MadeImage {
  readonly info: ImageInfo;
  readonly reference: string;
  /** Whether nothing had to be done for it. */
  readonly reused: boolean;
  /** Why the one that was there would not do, or null. */
  readonly renewed: string | null;
}

/** Takes the image that is there, unless it is too old, or makes it. */
export function madeImage(recipe: ImageRecipe, context: ImageContext): Promise<MadeImage> {
  const { label, action, reference, key, lockedId, anew, maxAge, build } = recipe;
  const look = async (): Promise<Look> => {
    const info = anew ? null : await context.engine.image(reference);
    if (info === null) return { found: null, why: null };
    const why = tooOld({ verb: 'made', since: milliseconds(info), maxAge, now: context.now() });
    return { found: why === null ? info : null, why };
  };
  const make = async (why: string | null): Promise<ImageInfo> => {
    const info = await build(anew || why !== null);
    if (context.push) await pushed(info.id, recipe, context);
    return info;
  };
  const elsewhere = async (why: string | null): Promise<ImageInfo | null> => {
    if (anew || why !== null || context.cacheRegistry === null) return null;
    const { fromCacheRegistry } = await import('./cache-registry.ts');
    return fromCacheRegistry({ label, reference, key, lockedId }, context);
  };
  return madeOnce({ label, action, reference, look, elsewhere, make }, context);
}

/** What a run cannot put there costs a warning, not the run. */
async function pushed(id: string, { label, reference }: ImageRecipe, context: ImageContext): Promise<void> {
  const { cacheRegistry, signal, emit, now } = context;
  if (cacheRegistry === null) return;
  try {
    const { toCacheRegistry } = await import('./cache-registry.ts');
    await toCacheRegistry({ id, reference }, cacheRegistry, context);
  } catch (error) {
    if (!(error instanceof DoxError) || signal.aborted) throw error;
    emit({ kind: 'warning', time: now(), message: `${label}: ${error.message}`, hint: error.hint ?? null });
  }
}

/** What there is by now: an image that will do, or none, and why the one that is there will not. */
export interface Look {
  readonly found: ImageInfo | null;
  readonly why: string | null;
}

interface Making extends Pick<ImageRecipe, 'label' | 'action' | 'reference'> {
  readonly look: () => Promise<Look>;
  /** Gets it from where others have put it, if it is there. */
  readonly elsewhere?: (why: string | null) => Promise<ImageInfo | null>;
  readonly make: (why: string | null) => Promise<ImageInfo>;
}

/**
 * Looks for an image, and makes it where it is not there, while other doxes of the same person that want it wait and
 * then find it.
 */
export async function madeOnce(making: Making, context: ImageContext): Promise<MadeImage> {
  const { label, action, reference, look, elsewhere, make } = making;
  const there = await look();
  if (there.found !== null) return { info: there.found, reference, reused: true, renewed: null };
  const { engine, cacheFolder, owner, signal, emit, now } = context;
  const { processLock } = await import('./process-lock.ts'); // most runs find what they look for
  const release = await processLock({
    folder: lockFolder(cacheFolder),
    what: `${engine.info.host} ${reference}`,
    owner,
    signal,
    onWait: () => emit({ kind: 'image-waiting', time: now(), image: label, action }),
  });
  try {
    const { found, why } = await look();
    if (found !== null) return { info: found, reference, reused: true, renewed: null };
    const fetched = await elsewhere?.(why);
    if (fetched) return { info: fetched, reference, reused: false, renewed: null };
    emit({ kind: 'image-started', time: now(), image: label, action, why });
    return { info: await make(why), reference, reused: false, renewed: why };
  } finally {
    release();
  }
}

/** Where the locks of doxes that make images are. */
export function lockFolder(cacheFolder: string): string {
  return join(cacheFolder, 'locks');
}
