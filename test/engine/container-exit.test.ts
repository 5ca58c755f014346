import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { ApiError } from '../../src/engine/api-client.ts';
import type { Connection } from '../../src/engine/connection.ts';
import { openExit } from '../../src/engine/container-exit.ts';

// A race of Podman's under load that cannot be brought about at will: its answers here are those that were seen.
const lost = 'container 96ce does not exist in database: no such container';

/** An engine that has forgotten the container by the time that it is asked how that ended. */
function forgetful(): Connection {
  const gone = (): never => {
    throw new ApiError(500, lost);
  };
  const answer = JSON.stringify({ StatusCode: -1, Error: { Message: lost } });
  const open = async ({ path }: { readonly path: string }) => {
    if (path === '/events') throw new ApiError(500, 'cannot read events with the "none" logger');
    return Readable.from([Buffer.from(answer)]);
  };
  const client = { open, json: gone, send: gone };
  // only what openExit uses of a connection is there
  return { client, info: { kind: 'podman' } } as unknown as Connection;
}

const asked = (noted: () => number | null) => ({
  connection: forgetful(),
  remove: true,
  signal: new AbortController().signal,
  noted,
});

it.each([0, 1, 137])(
  'what the container noted is its exit code where the engine has forgotten it: %i',
  async (code) => {
    const exit = await openExit(
      '96ce',
      asked(() => code),
    );
    expect(await exit.code).toBe(code);
    await exit.gone();
  },
);

it('without a note and a log of events nobody knows, and that is an error', async () => {
  const exit = await openExit(
    '96ce',
    asked(() => null),
  );
  await expect(exit.code).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining(lost) });
});
