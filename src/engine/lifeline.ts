import type { Socket } from 'node:net';
import type { ApiClient } from './api-client.ts';
import { ApiError } from './api-client.ts';

/**
 * Makes the file that its argument names, if any. Hands each line it reads to every process of the container as a signal; at the end of its input, which the engine
 * closes when dox is gone, ends them all. `kill -1` spares PID 1 and the shell itself: PID 1 is an init that ends
 * with its child.
 */
const script = `trap '' HUP INT QUIT TERM
test -z "$1" || echo >"$1"
while read -r name; do kill -"$name" -1; done
kill -KILL -1`;

/** Opens a lifeline beside a started container's own input; null if the container has already ended. */
export async function openLifeline(client: ApiClient, container: string, file = ''): Promise<Socket | null> {
  try {
    const created = await client.json<{ readonly Id: string }>({
      method: 'POST',
      path: `/containers/${container}/exec`,
      body: {
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        Cmd: ['/bin/sh', '-c', script, 'lifeline', file],
      },
    });
    const socket = await client.upgrade({
      method: 'POST',
      path: `/exec/${created.Id}/start`,
      body: { Detach: false, Tty: false },
    });
    socket.on('error', () => undefined).resume();
    return socket;
  } catch (error) {
    if (error instanceof ApiError && !(await isRunning(client, container))) return null;
    throw error;
  }
}

async function isRunning(client: ApiClient, container: string): Promise<boolean> {
  try {
    const path = `/containers/${container}/json`;
    const { State } = await client.json<{ readonly State: { readonly Running: boolean } }>({ method: 'GET', path });
    return State.Running;
  } catch {
    return false;
  }
}
