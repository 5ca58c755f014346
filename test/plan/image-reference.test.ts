import { expect, test } from 'vitest';
import { isImageReference } from '../../src/plan/image-reference.ts';

// valid and invalid ones from the distribution project's reference grammar
test.each([
  'debian',
  'debian:bookworm-slim',
  'parisson/docker:dox_debian_wheezy',
  'jupyter:scipy-notebook',
  '127.0.0.1:5000/library/busybox:latest',
  'Registry.Example.com/a/b-c__d.e',
  `debian@sha256:${'0a'.repeat(32)}`,
  `localhost/dox/x:1@sha256:${'0a'.repeat(32)}`,
  `sha256:${'0a'.repeat(32)}`,
])('%s', (text) => expect(isImageReference(text)).toBe(true));

test.each(['', 'Bad Image', 'Debian:latest', 'debian:', ':tag', 'a//b', 'a/', 'debian:.x', '-a', 'a@sha256:12', 'a b'])(
  '%j is none',
  (text) => expect(isImageReference(text)).toBe(false),
);

test('a long hostile text is refused at once', () => {
  expect(isImageReference(`${'a-'.repeat(100_000)}!`)).toBe(false);
  expect(isImageReference(`${'a-'.repeat(250)}!`)).toBe(false);
});
