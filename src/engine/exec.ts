import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { Demultiplexer } from './demultiplex.ts';
import type { ContainerEnd, ExecSpec } from './engine.ts';
import { engineError } from './engine-error.ts';

/** Runs a command in a running container, to its end. Throws `engine-failed`, and `interrupted` for the signal. */
export async function execIn(
  client: ApiClient,
  container: string,
  { command, user, onOutput, signal }: ExecSpec,
): Promise<ContainerEnd> {
  try {
    const created = await client.json<{ readonly Id: string }>({
      method: 'POST',
      path: `/containers/${container}/exec`,
      body: { AttachStdout: true, AttachStderr: true, Cmd: command, ...(user === '' ? {} : { User: user }) },
      signal,
    });
    const body = { Detach: false, Tty: false };
    const socket = await client.upgrade({ method: 'POST', path: `/exec/${created.Id}/start`, body, signal });
    const stop = (): void => {
      socket.destroy();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const frames = new Demultiplexer((_, chunk) => onOutput(chunk));
      for await (const chunk of socket as AsyncIterable<Buffer>) await frames.push(chunk);
    } finally {
      signal.removeEventListener('abort', stop);
    }
    return { exitCode: await exitCodeOf(client, created.Id, signal) };
  } catch (error) {
    throw engineError(signal.aborted ? signal.reason : error, 'running a command in a container');
  }
}

/** How long the engine may still call it running once its output has ended, in milliseconds. */
const noteLimit = 10_000;
const noteInterval = 5;

async function exitCodeOf(client: ApiClient, id: string, signal: AbortSignal): Promise<number> {
  const limit = performance.now() + noteLimit;
  for (;;) {
    const path = `/exec/${id}/json`;
    const { Running, ExitCode } = await client.json<Inspected>({ method: 'GET', path, signal });
    if (!Running && ExitCode !== null) return ExitCode;
    if (performance.now() > limit) throw new Error('the engine did not tell its exit code');
    await wait(noteInterval, undefined, { signal });
  }
}

interface Inspected {
  readonly Running: boolean;
  readonly ExitCode: number | null;
}
