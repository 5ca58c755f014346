import { expect, test } from 'vitest';
import type { ImageUse } from '../../src/run/image-uses.ts';
import { listedImages, lockedImages } from '../../src/run/listed-images.ts';
import { listedImage } from '../support/listed-image.ts';

const use = (image: string, target: string, time: number, root = '/locked'): ImageUse => {
  return { engine: 'unix:///e', image, project: 'shop', root, target, time };
};

const stored = (id: string, created: number) => {
  return { id, names: [`dox/shop:${id}`], labels: {}, created, size: 1, ownSize: 1, containers: [] };
};

test('images are told with the uses of their names, the last used first', () => {
  const uses = new Map([['dox/shop:a', [use('dox/shop:a', 'unit', 9000), use('dox/shop:a', 'lint', 8000)]]]);
  const listed = listedImages([stored('b', 8), stored('c', 2), stored('a', 1)], uses);
  expect(listed.map(({ id, lastUse, uses }) => [id, lastUse, uses.map(({ target }) => target)])).toEqual([
    ['a', 9000, ['unit', 'lint']],
    ['b', null, []],
    ['c', null, []],
  ]);
});

test('a lock means the images that it names, and those on which a locked target ran last', () => {
  const images = [
    listedImage({ id: 'named', uses: [use('', 'gone', 1)] }),
    listedImage({ id: 'current', uses: [use('', 'unit', 5), use('', 'free', 1, '/free')] }),
    listedImage({ id: 'former', uses: [use('', 'unit', 4), use('', 'gone', 0)] }),
    listedImage({ id: 'free', uses: [use('', 'unit', 9, '/free')] }),
    listedImage({ id: 'never used' }),
  ];
  const locked = lockedImages(images, (root) => (root === '/locked' ? 'image: named\n' : null));
  expect([...locked].sort()).toEqual(['current', 'named']);
});
