import { expect, test } from 'vitest';
import { parseReference } from '../../src/engine/image-reference.ts';

const digest = `sha256:${'0'.repeat(64)}`;

// the cases of github.com/distribution/reference, normalize_test.go, as far as dox needs them
test.each([
  ['debian', 'debian', 'latest', 'docker.io'],
  ['debian:bookworm-slim', 'debian', 'bookworm-slim', 'docker.io'],
  ['library/debian:12', 'library/debian', '12', 'docker.io'],
  ['quay.io/org/name', 'quay.io/org/name', 'latest', 'quay.io'],
  ['localhost/name:1', 'localhost/name', '1', 'localhost'],
  ['localhost:5000/name', 'localhost:5000/name', 'latest', 'localhost:5000'],
  ['127.0.0.1:5000/a/b:tag', '127.0.0.1:5000/a/b', 'tag', '127.0.0.1:5000'],
  [`debian@${digest}`, 'debian', digest, 'docker.io'],
  [`host.example:443/a:1@${digest}`, 'host.example:443/a', digest, 'host.example:443'],
])('%s', (reference, name, tag, registry) => {
  expect(parseReference(reference)).toEqual({ name, tag, registry });
});
