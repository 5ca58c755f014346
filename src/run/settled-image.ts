import { DoxError } from '../base/dox-error.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { settleBindep } from '../plan/settle-bindep.ts';
import type { ImageContext } from './image-context.ts';
import { imageFacts } from './image-facts.ts';

/**
 * A plan whose base is there, with the packages that its bindep.txt asks for on that distribution among `system`. Throws
 * `usage` where they cannot be installed there. The lock knows the image by the plan as it was.
 */
export async function settledImage(
  plan: ImagePlan,
  base: string,
  { engine, cacheFolder }: Pick<ImageContext, 'engine' | 'cacheFolder'>,
): Promise<ImagePlan> {
  if (plan.bindep === null) return plan;
  const { osRelease } = await imageFacts(engine, base, cacheFolder);
  const settled = settleBindep(plan, osRelease);
  if (settled.ok) return settled.plan;
  const { message, detail } = settled;
  const hint = 'take a Debian or Ubuntu base, or leave the file alone with "bindep: false" in dox.yml';
  throw new DoxError('usage', `${plan.label} ${message}`, { detail, hint });
}
