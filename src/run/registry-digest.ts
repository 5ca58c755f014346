import { DoxError } from '../base/dox-error.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { atDigest } from '../plan/locked.ts';
import type { ImagePlan } from '../plan/plan.ts';
import type { ImageContext } from './image-context.ts';

/**
 * The digest under which the registry has an image that was pulled by its name. Of several, which an engine may know by
 * other names, by other platforms or from before, the first one that the registry still gives this very image for.
 */
export async function registryDigest(
  { name, info, platform }: { readonly name: string; readonly info: ImageInfo } & Pick<ImagePlan, 'platform'>,
  { engine, signal }: Pick<ImageContext, 'engine' | 'signal'>,
): Promise<string> {
  const digests = digestsOf(name, info);
  const [only] = digests;
  if (only !== undefined && digests.length === 1) return only;
  for (const digest of digests) {
    try {
      const options = { signal, ...(platform === null ? {} : { platform }) };
      if ((await engine.pull(atDigest(name, digest), options)).id === info.id) return digest;
    } catch (error) {
      if (!(error instanceof DoxError) || error.code !== 'not-found') throw error;
    }
  }
  const hint = 'push it to a registry and pull it from there, or let dox build it (`build`)';
  throw new DoxError('usage', `${name} cannot be locked: it has no digest, since it comes from no registry`, { hint });
}

/** Those that belong to the image's own repository, where the engine knows such, else all. */
function digestsOf(name: string, { repoDigests }: ImageInfo): readonly string[] {
  const wanted = familiar(atDigest(name, ''));
  const own = repoDigests.filter((each) => familiar(each).startsWith(wanted));
  return [...new Set((own.length > 0 ? own : repoDigests).flatMap((each) => each.split('@')[1] ?? []))];
}

/** `docker.io/library/debian` is `debian`. */
function familiar(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}
