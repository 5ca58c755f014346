import type { ListedImage } from '../../src/run/listed-images.ts';

/** A prepared image that nobody has used, changed as the test says. */
export function listedImage(changes: Partial<ListedImage> & { readonly id: string }): ListedImage {
  return {
    names: [`dox/shop:${changes.id}`],
    kind: 'prepared',
    project: 'shop',
    size: 100,
    ownSize: 10,
    created: 0,
    lastUse: null,
    uses: [],
    containers: [],
    ...changes,
  };
}
