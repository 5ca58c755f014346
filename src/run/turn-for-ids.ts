import type { ContainerSpec } from '../engine/engine.ts';
import { lockFolder } from './made-image.ts';
import type { TargetContext } from './run-target.ts';

type Wanted = Pick<TargetContext, 'engine' | 'cacheFolder' | 'owner' | 'interruption'>;

/**
 * Waits until no other dox of this person makes a container that has the person's ids on this engine; resolves to what is to
 * be called when the container is made, or could not be. Rootless Podman asks libsubid for the ids, which is not for several
 * at a time: of 24 containers at once Podman 4.3 misses them for one, or crashes. Throws `interrupted`.
 */
export async function turnForIds({ keepId }: ContainerSpec, context: Wanted): Promise<() => void> {
  if (!keepId) return () => undefined;
  const { processLock } = await import('./process-lock.ts');
  const { engine, cacheFolder, owner, interruption } = context;
  return processLock({
    folder: lockFolder(cacheFolder),
    what: `${engine.info.host} ids`,
    owner,
    signal: interruption.aborted,
    onWait: () => undefined,
  });
}
