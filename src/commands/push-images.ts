import { DoxError } from '../base/dox-error.ts';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import type { Flags } from '../flags.ts';
import { lockedParts } from '../plan/locked.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { remoteName, toCacheRegistry } from '../run/cache-registry.ts';
import { prepareImage } from '../run/prepare-image.ts';
import { imageWork } from './image-work.ts';
import { loadLock } from './load-lock.ts';
import { loadProject, printDiagnostics } from './load-project.ts';
import { wholePlan } from './whole-plan.ts';

/** `dox images push`: puts every image that dox makes for the project into its cache registry, made if need be. */
export async function pushImages(io: Io, flags: Flags): Promise<number> {
  const config = await loadProject(io, flags);
  if (config === null) return ExitCode.usage;
  const { plan, diagnostics } = wholePlan(io, flags, config);
  printDiagnostics(io, flags, diagnostics);
  const locked = await loadLock(io, flags, config);
  if (plan === null || locked === null) return ExitCode.usage;
  const { cacheRegistry } = plan;
  if (cacheRegistry === null) {
    const hint = 'say where to: "cache_registry: registry.example:5000/team/dox" in dox.yml, or DOX_CACHE_REGISTRY';
    throw new DoxError('usage', 'there is nowhere to push to', { hint });
  }
  const pushed = await imageWork({ io, flags, plan }, async (context) => {
    const { platform } = context.engine.info;
    const parts = { ...context, locked: (image: ImagePlan) => lockedParts(image, locked.lock, platform) };
    const names = new Set<string>();
    for (const image of plan.images) for (const name of (await prepareImage(image, parts)).made) names.add(name);
    for (const reference of names) {
      await toCacheRegistry({ id: reference, reference }, cacheRegistry, context);
      io.stdout.write(`pushed ${remoteName(reference, cacheRegistry)}\n`);
    }
    return names.size;
  });
  if (pushed === 0) io.stdout.write('nothing to push: dox makes no image for this project\n');
  return ExitCode.ok;
}
