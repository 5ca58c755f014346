import type { IncomingMessage } from 'node:http';
import { DoxError } from '../base/dox-error.ts';
import { readText } from './api-client.ts';
import type { Connection } from './connection.ts';
import { removeContainer } from './container-calls.ts';

/** A container's end, asked for before its start. */
export interface ContainerExit {
  readonly code: Promise<number>;
  /** Resolves when the container is gone from the engine, or at once if it is to stay. */
  gone(): Promise<void>;
}

interface ExitOptions {
  readonly connection: Connection;
  /** The container was created with AutoRemove. */
  readonly remove: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks for the exit of a container that has not started; resolves when the engine has taken the question.
 * Docker's `removed` tells the code when the container is gone. Podman answers 0 to that whatever the code, so there
 * it is `next-exit`, and a removal of our own that waits for the engine's. (Neither answers `not-running` with
 * anything useful before the start.)
 */
export async function openExit(id: string, { connection, remove, signal }: ExitOptions): Promise<ContainerExit> {
  const { client, info } = connection;
  const engineRemoves = remove && info.kind === 'docker';
  const query = { condition: engineRemoves ? 'removed' : 'next-exit' };
  const response = await client.open({ method: 'POST', path: `/containers/${id}/wait`, query, signal });
  const answer = readAnswer(response);
  const code = answer.then((exit) => exit.StatusCode);
  code.catch(() => undefined); // may fail before anyone awaits it
  const gone = async (): Promise<void> => {
    if (!remove) return;
    const { Error: problem } = await answer;
    if (!engineRemoves || problem) await removeContainer(client, id);
  };
  return { code, gone };
}

interface WaitAnswer {
  readonly StatusCode: number;
  readonly Error?: { readonly Message: string } | null;
}

async function readAnswer(response: IncomingMessage): Promise<WaitAnswer> {
  const answer: WaitAnswer = JSON.parse(await readText(response));
  if (answer.StatusCode >= 0) return answer;
  throw new DoxError(
    'engine-failed',
    `the engine did not tell a container's exit code: ${answer.Error?.Message ?? ''}`,
    {
      hint: 'Podman needs events for that: set `events_logger` to "file" or "journald" in containers.conf',
    },
  );
}
