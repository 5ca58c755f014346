import { DoxError } from '../base/dox-error.ts';
import { lockDifferences } from '../plan/lock-differences.ts';
import type { ImagePlan } from '../plan/plan.ts';
import type { BaseImage } from './base-image.ts';
import type { ImageContext } from './image-context.ts';
import { imageFacts } from './image-facts.ts';

interface Made {
  readonly plan: ImagePlan;
  readonly base: BaseImage;
  /** What is installed in the image that is to run. */
  readonly image: ReadonlyMap<string, string>;
}

/**
 * Compares what is installed in an image with what dox.lock says, whoever made it and however it got its name. Throws
 * `drift` with a line for each package that is another one.
 */
export async function assertLocked({ plan, base, image }: Made, context: ImageContext): Promise<void> {
  const { curated, made } = context.locked(plan);
  if (curated === null && made === null) return;
  const inside = async (id: string): Promise<ReadonlyMap<string, string>> =>
    (await imageFacts(context.engine, id, context.cacheFolder)).packages;
  const below = base.info.id === base.origin.id && plan.base.kind === 'build' ? new Map() : await inside(base.info.id);
  const differences = [
    ...(curated === null ? [] : lockDifferences(await inside(base.origin.id), below, curated)),
    ...(made === null ? [] : lockDifferences(below, image, made)),
  ];
  if (differences.length === 0) return;
  const renew = `if the change is meant: dox lock --update ${plan.label}`;
  const again = made !== null && made.packages.size > 0 ? '`dox -r` builds the image again as it is locked; ' : '';
  throw new DoxError('drift', `${plan.label}: what is installed is not what dox.lock says`, {
    detail: differences.join('\n'),
    hint: `${again}${renew}`,
  });
}
