import { expect, test } from 'vitest';
import type { PathKind } from '../../src/config/project-path.ts';
import { complaints, config, references } from './read.ts';

const here = (path: string): PathKind | null => (path === 'Dockerfile' ? 'file' : path === '.' ? 'folder' : null);

test('the Dockerfile at the top is the image of what names none', () => {
  const text = "targets:\n  a: {commands: ['true']}\n  b: {commands: ['true'], image: 'debian:12'}\n";
  expect(config(text, here).targets.map(references)).toEqual([['build Dockerfile'], ['debian:12']]);
  const [first] = config(text, here).targets;
  expect(first?.images).toEqual([{ kind: 'build', dockerfile: 'Dockerfile', context: '.', target: null, args: {} }]);
});

test('without one, an image must be named', () => {
  expect(complaints("commands: ['true']\n", () => null)).toContain('there is no image');
});
