import { setTimeout as wait } from 'node:timers/promises';
import { type ApiClient, ApiError } from './api-client.ts';
import { engineError, isContainerGone, isNotFound } from './engine-error.ts';

/** Ends a container at once. One that has ended or is gone is success. */
export async function killContainer(client: ApiClient, id: string): Promise<void> {
  try {
    await client.send({ method: 'POST', path: `/containers/${id}/kill`, query: { signal: 'KILL' } });
  } catch (error) {
    if (!hasEnded(error)) throw engineError(error, 'ending a container');
  }
}

/** Tells a container's terminal its size. A container that has ended is success. */
export async function resizeContainer(
  client: ApiClient,
  id: string,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Promise<void> {
  try {
    await client.send({ method: 'POST', path: `/containers/${id}/resize`, query: { h: rows, w: columns } });
  } catch (error) {
    if (!hasEnded(error)) throw engineError(error, 'telling a container the size of the terminal');
  }
}

const removalLimit = 10_000;
const removalInterval = 20;

/** Removes a container and its anonymous volumes, running or not, and resolves when it is gone. */
export async function removeContainer(client: ApiClient, id: string): Promise<void> {
  const limit = performance.now() + removalLimit;
  for (;;) {
    try {
      await client.send({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: true } });
      return;
    } catch (error) {
      if (isContainerGone(error)) return;
      // 409: its removal is under way; 500 on Podman: its own clean-up holds it
      if (!(error instanceof ApiError) || performance.now() > limit) throw engineError(error, 'removing a container');
    }
    await wait(removalInterval);
  }
}

/** Docker says 409 of a container that does not run, Podman 409 or 500 with one of these sentences. */
const notRunning = /not running|is stopped|no such container|no such exec|container state improper|can only/i;

function hasEnded(error: unknown): boolean {
  return isNotFound(error) || (error instanceof ApiError && (error.status === 409 || notRunning.test(error.message)));
}
