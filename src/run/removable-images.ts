import { idleSince, type ListedImage } from './listed-images.ts';

/** Which images `dox clean` is to remove; without any of these, all. */
export interface CleanLimits {
  /** Seconds since it was made. */
  readonly olderThan: number | null;
  /** Seconds since it was last used, or made where no use is known. */
  readonly unused: number | null;
  /** Bytes that all of dox's images may take together. */
  readonly maxSize: number | null;
}

interface Choice {
  /** In the order in which they are to go. */
  readonly images: readonly ListedImage[];
  /** Bytes that the images take when these are gone. */
  readonly left: number;
}

/**
 * Picks the images to remove: with `olderThan` and `unused` those for which both hold; with `maxSize` also the longest
 * unused until the rest fits. `kept` are never picked.
 */
export function removableImages(
  all: readonly ListedImage[],
  { olderThan, unused, maxSize }: CleanLimits,
  { now, kept }: { readonly now: number; readonly kept: ReadonlySet<string> },
): Choice {
  const free = all.filter(({ id }) => !kept.has(id)).sort((a, b) => idleSince(a) - idleSince(b));
  const byAge = olderThan !== null || unused !== null || maxSize === null;
  const chosen = free.filter((image) => {
    const isOld = olderThan === null || now - image.created > olderThan * 1000;
    return byAge && isOld && (unused === null || now - idleSince(image) > unused * 1000);
  });
  let left = sizeOf(all) - sizeOf(chosen);
  if (maxSize === null) return { images: chosen, left };
  for (const image of free) {
    if (left <= maxSize) break;
    if (chosen.includes(image)) continue;
    chosen.push(image);
    left -= image.ownSize;
  }
  return { images: chosen, left };
}

function sizeOf(images: readonly ListedImage[]): number {
  return images.reduce((sum, { ownSize }) => sum + ownSize, 0);
}
