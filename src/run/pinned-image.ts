import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import type { ImagePlan } from '../plan/plan.ts';
import type { ReadyImage } from './event.ts';
import type { ImageContext } from './image-context.ts';
import { imageFacts } from './image-facts.ts';
import type { PreparedImage } from './prepare-image.ts';

/** The very image that an earlier run used. Throws `not-found` where the run had none such, or it is gone. */
export async function pinnedImage(
  plan: ImagePlan,
  pinned: readonly ReadyImage[],
  { engine, cacheFolder }: Pick<ImageContext, 'engine' | 'cacheFolder'>,
): Promise<PreparedImage> {
  const before = pinned.find((image) => image.plan === plan.id);
  const hint = '`dox --failed` runs the failed tests on the image as it is made now';
  if (before === undefined)
    throw new DoxError('not-found', `the last run did not use ${plan.label} as it is asked for now`, { hint });
  const info = await engine.image(before.id);
  if (info === null)
    throw new DoxError('not-found', `the image of the last run (${before.reference}) is gone`, { hint });
  const facts = await imageFacts(engine, info.id, cacheFolder);
  const made = info.labels[Label.kind] === undefined ? [] : [before.reference];
  return { info, ready: { ...before, reused: true, renewed: null }, facts, made };
}
