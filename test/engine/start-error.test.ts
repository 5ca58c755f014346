import { describe, expect, test } from 'vitest';
import { ApiError } from '../../src/engine/api-client.ts';
import type { ContainerSpec } from '../../src/engine/engine.ts';
import { isInitMissing, startError, startErrorOfInit } from '../../src/engine/start-error.ts';

// all that is read
const spec = {
  image: 'img',
  entrypoint: ['/bin/sh'],
  command: ['-c', 'true'],
  user: '',
  mounts: [],
} as unknown as ContainerSpec;

// as Docker 20.10.24 and Podman 4.3.1 said them
describe('why a container does not start', () => {
  test.each<[number, string, string, string]>([
    [
      400,
      'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such": stat /no/such: no such file or directory: unknown',
      'not-startable',
      'the container does not start: the image has no /no/such',
    ],
    [
      400,
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "foo": executable file not found in $PATH: unknown',
      'not-startable',
      'the container does not start: the image has no foo',
    ],
    [
      409,
      'preparing container 6fca59dbc5fc2ce595ec333271e1903b810564219658934b9aad8bba83723076 for attach: runc: runc create failed: Cwd must be an absolute path: OCI runtime error',
      'not-startable',
      'the container does not start: Cwd must be an absolute path',
    ],
    [
      500,
      'unable to find user nosuchuser: no matching entries in passwd file',
      'not-startable',
      'has no user "nosuchuser"',
    ],
    [
      400,
      'invalid mount config for type "bind": bind source path does not exist: /nope/x',
      'not-startable',
      'the engine does not see /nope/x',
    ],
    [404, 'network nonet not found', 'not-startable', 'no network "nonet"'],
    [
      500,
      'container create: unable to find network with name or ID nonet: network not found',
      'not-startable',
      'no network "nonet"',
    ],
    [404, 'No such image: nope:1', 'not-found', 'image img is not there'],
    [500, 'mkdir /var/lib/docker/overlay2/x: no space left on device', 'disk-full', "the engine's disk is full"],
    [500, 'fork/exec /usr/bin/runc: cannot allocate memory', 'out-of-memory', 'out of memory'],
  ])('%i %s', (status, message, code, text) => {
    const error = startError(new ApiError(status, message), spec);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  test.each([
    ['[FATAL tini (6)] exec /bin/sh failed: No such file or directory\n', 127, 'the image has no /bin/sh'],
    [
      '[FATAL tini (7)] exec /bin/sh failed: Permission denied\n',
      126,
      "the image's /bin/sh cannot be run: permission denied",
    ],
    ['ERROR (catatonit:6): failed to exec pid1: No such file or directory\n', 1, 'the image has no /bin/sh'],
  ])('an init said: %s', (output, code, text) => {
    expect(startErrorOfInit(Buffer.from(output), code, spec)?.message).toContain(text);
  });

  test.each([
    ['tests ran\n[FATAL tini (6)] exec x failed: No such file or directory\n', 127],
    ['[FATAL tini (6)] exec x failed: No such file or directory\n', 0],
    ['sh: 1: foo: not found\n', 127],
    ['', 1],
  ])('a test run that ends with "%s" and %i did start', (output, code) => {
    expect(startErrorOfInit(Buffer.from(output), code, spec)).toBeNull();
  });

  test('a missing init is recognised', () => {
    const podman =
      'container create: container-init binary not found on the host: stat /usr/libexec/podman/catatonit: no such file or directory';
    expect(isInitMissing(new ApiError(500, podman))).toBe(true);
    expect(isInitMissing(new ApiError(500, 'exec: "docker-init": executable file not found in $PATH'))).toBe(true);
    expect(isInitMissing(new ApiError(500, 'exec: "x": executable file not found in $PATH'))).toBe(false);
  });
});
