import { passingName } from '../base/passing-name.ts';
import type { ImageContext } from './image-context.ts';

/** Runs a build on an image that is there by its id, and hands it what FROM can name. */
export async function onBase<T>(
  { base, key }: { readonly base: string; readonly key: string },
  { engine, owner }: Pick<ImageContext, 'engine' | 'owner'>,
  build: (from: string) => Promise<T>,
): Promise<T> {
  // BuildKit takes no image id after FROM (it looks for a registry's repository `sha256`), so the base gets a name;
  // Podman loses names where several doxes give and take them at the same time, so there the id it is
  if (!engine.info.buildkit) return build(base.replace(/^sha256:/, ''));
  const alias = passingName(owner, key);
  await engine.tag(base, alias);
  try {
    return await build(alias);
  } finally {
    await engine.remove({ kind: 'name', id: alias });
  }
}
