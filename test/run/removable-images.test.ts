import { describe, expect, test } from 'vitest';
import { type CleanLimits, removableImages } from '../../src/run/removable-images.ts';
import { listedImage } from '../support/listed-image.ts';

const day = 86_400;
const now = 100 * day * 1000;
const daysAgo = (days: number): number => now - days * day * 1000;

const images = [
  listedImage({ id: 'new', created: daysAgo(1) }),
  listedImage({ id: 'old-used-now', created: daysAgo(90), lastUse: daysAgo(0) }),
  listedImage({ id: 'old-never-used', created: daysAgo(60) }),
  listedImage({ id: 'older-used-lately', created: daysAgo(80), lastUse: daysAgo(20) }),
];

describe('dox clean picks', () => {
  test.each<[string, Partial<CleanLimits>, readonly string[]]>([
    [
      'without limits all, the longest unused first',
      {},
      ['old-never-used', 'older-used-lately', 'new', 'old-used-now'],
    ],
    ['what was made longer ago', { olderThan: 70 * day }, ['older-used-lately', 'old-used-now']],
    ['what was not used for longer', { unused: 10 * day }, ['old-never-used', 'older-used-lately']],
    ['only what both say', { olderThan: 70 * day, unused: 10 * day }, ['older-used-lately']],
    ['nothing while all fit', { maxSize: 40 }, []],
    ['the longest unused until the rest fits', { maxSize: 25 }, ['old-never-used', 'older-used-lately']],
    [
      'more than the age says, if it must fit',
      { unused: 30 * day, maxSize: 20 },
      ['old-never-used', 'older-used-lately'],
    ],
  ])('%s', (_, limits, expected) => {
    const all = { olderThan: null, unused: null, maxSize: null, ...limits };
    const { images: picked, left } = removableImages(images, all, { now, kept: new Set() });
    expect(picked.map(({ id }) => id)).toEqual(expected);
    expect(left).toBe(10 * (images.length - expected.length));
  });

  test('never what is kept, even if the rest does not fit', () => {
    const limits = { olderThan: null, unused: null, maxSize: 1 };
    const { images: picked, left } = removableImages(images, limits, { now, kept: new Set(['new', 'old-never-used']) });
    expect(picked.map(({ id }) => id)).toEqual(['older-used-lately', 'old-used-now']);
    expect(left).toBe(20);
  });
});
