import { Label } from '../base/labels.ts';
import type { StoredImage } from '../engine/engine.ts';
import type { ImageUse } from './image-uses.ts';

/** An image that dox made, with what is known of its use. */
export interface ListedImage {
  readonly id: string;
  /** Usually one; none: another image has taken its name. */
  readonly names: readonly string[];
  /** `prepared`, `built` and so on. */
  readonly kind: string;
  /** The project that it was made for; null where it is anybody's. */
  readonly project: string | null;
  /** Bytes, with those of its base. */
  readonly size: number;
  /** Bytes that it adds to what it stands on. */
  readonly ownSize: number;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** The last use that is known of, in milliseconds since the epoch, or null. */
  readonly lastUse: number | null;
  /** Each target that has run on it, the last one first. */
  readonly uses: readonly ImageUse[];
  /** The ids of the containers that are made of it. */
  readonly containers: readonly string[];
}

/** Puts together what the engine has and what was noted of its use; the last used first, then the youngest. */
export function listedImages(
  stored: readonly StoredImage[],
  uses: ReadonlyMap<string, readonly ImageUse[]>,
): readonly ListedImage[] {
  const listed = stored.map(({ id, names, labels, size, ownSize, created, containers }): ListedImage => {
    const noted = names.flatMap((name) => uses.get(name) ?? []).sort((a, b) => b.time - a.time);
    return {
      id,
      names,
      kind: labels[Label.kind] ?? '',
      project: labels[Label.project] ?? null,
      size,
      ownSize,
      created: created * 1000,
      lastUse: noted[0]?.time ?? null,
      uses: noted,
      containers,
    };
  });
  return listed.sort((a, b) => idleSince(b) - idleSince(a) || (a.id < b.id ? -1 : 1));
}

/** Since when nobody has used it, as far as is known: milliseconds since the epoch. */
export function idleSince({ created, lastUse }: ListedImage): number {
  return Math.max(created, lastUse ?? 0);
}

/**
 * The ids of the images that a `dox.lock` means: those that it names, and what each target of a locked checkout ran on
 * last. `lockOf` gives the text of a checkout's lock, or null.
 */
export function lockedImages(
  images: readonly ListedImage[],
  lockOf: (root: string) => string | null,
): ReadonlySet<string> {
  const uses = images.flatMap((image) => image.uses.map((use) => ({ ...use, id: image.id })));
  const locks = new Map([...new Set(uses.map(({ root }) => root))].map((root) => [root, lockOf(root)]));
  const last = new Map<string, number>();
  for (const { root, target, time } of uses) {
    const key = `${root}\n${target}`;
    last.set(key, Math.max(time, last.get(key) ?? 0));
  }
  const named = images.filter(({ id }) => [...locks.values()].some((text) => text?.includes(id)));
  const current = uses.filter(({ root, target, time }) => {
    return locks.get(root) != null && last.get(`${root}\n${target}`) === time;
  });
  return new Set([...named, ...current].map(({ id }) => id));
}
