import { expect, test } from 'vitest';
import { DoxError } from '../../src/base/dox-error.ts';
import { parsePathMap, remotePath } from '../../src/run/path-map.ts';

test.each([
  ['/home/me:/mnt/me', '/home/me', '/mnt/me'],
  ['/home/me/:/mnt/me//', '/home/me', '/mnt/me'],
  ['/:/host', '/', '/host'],
])('--path-map %s', (text, local, remote) => {
  expect(parsePathMap(text)).toEqual({ local, remote });
});

test.each(['', '/a', 'a:/b', '/a:b', '/a:/b:/c', ':', '/a:'])('"%s" is no pair of paths', (text) => {
  expect(() => parsePathMap(text)).toThrow(DoxError);
});

test.each([
  ['/home/me', '/mnt/me'],
  ['/home/me/project', '/mnt/me/project'],
  ['/home/melanie', '/home/melanie'],
  ['/home', '/home'],
])('%s is %s to the engine', (path, expected) => {
  expect(remotePath(path, { local: '/home/me', remote: '/mnt/me' })).toBe(expected);
  expect(remotePath(path, null)).toBe(path);
});

test('everything of this machine may be below a folder of the other', () => {
  expect(remotePath('/home/me', { local: '/', remote: '/host' })).toBe('/host/home/me');
  expect(remotePath('/home/me', { local: '/home', remote: '/' })).toBe('/me');
});
