import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { DoxError } from '../base/dox-error.ts';
import { type ApiClient, readText } from './api-client.ts';
import type { Connection } from './connection.ts';
import { removeContainer } from './container-calls.ts';
import { isContainerGone } from './engine-error.ts';

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
  /** The exit code as the container itself has noted it, or null: for an engine that has lost sight of it. */
  readonly noted?: () => number | null;
}

/**
 * Asks for the exit of a container that has not started; resolves when the engine has taken the question.
 * Docker's `removed` tells the code when the container is gone. Podman answers 0 to that whatever the code, so there
 * it is `next-exit`, and a removal of our own that waits for the engine's. (Neither answers `not-running` with
 * anything useful before the start.)
 */
export async function openExit(id: string, { connection, remove, signal, noted }: ExitOptions): Promise<ContainerExit> {
  const { client, info } = connection;
  const engineRemoves = remove && info.kind === 'docker';
  const ask = (condition: string): Promise<IncomingMessage> => {
    return client.open({ method: 'POST', path: `/containers/${id}/wait`, query: { condition }, signal });
  };
  const response = await ask(engineRemoves ? 'removed' : 'next-exit');
  const answer = readAnswer(response)
    .then((first) => settled(first, { id, connection, ask, signal }))
    .catch(async (error): Promise<WaitAnswer> => {
      if (!(error instanceof LostExit) && !isContainerGone(error)) throw error;
      const code = noted?.() ?? (info.kind === 'podman' ? await codeByEvents(id, client, signal) : null);
      if (code === null) throw error instanceof LostExit ? error.asDoxError() : error;
      return { StatusCode: code };
    });
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
  return JSON.parse(await readText(response));
}

interface Asking {
  readonly id: string;
  readonly connection: Connection;
  readonly ask: (condition: string) => Promise<IncomingMessage>;
  readonly signal: AbortSignal;
}

const pause = 25;
const notStarted: ReadonlySet<string> = new Set(['created', 'configured', 'initialized']);
const ended: ReadonlySet<string> = new Set(['exited', 'stopped', 'dead']);

/**
 * Podman finds the next exit in its log of events, and stumbles over a line that another container's process is just
 * writing ("unexpected end of JSON input"). Then the container's state tells how to go on, or, where Podman has removed
 * it meanwhile, its log of events once that line is written.
 */
async function settled(first: WaitAnswer, { id, connection, ask, signal }: Asking): Promise<WaitAnswer> {
  let answer = first;
  const isUnknown = ({ StatusCode, Error: problem }: WaitAnswer): boolean =>
    StatusCode < 0 || (connection.info.kind === 'podman' && problem != null);
  while (isUnknown(answer)) {
    const state = await stateOf(id, connection);
    if (state === null || signal.aborted) throw new LostExit(answer.Error?.Message ?? '');
    if (ended.has(state.Status)) return { StatusCode: state.ExitCode };
    await wait(pause);
    if (!notStarted.has(state.Status)) return { StatusCode: await codeByState(id, connection, signal) };
    answer = await readAnswer(await ask('next-exit'));
  }
  return answer;
}

/** Podman's own question looks at the state again and again, and knows the code of what it has just removed. */
async function codeByState(id: string, { client }: Connection, signal: AbortSignal): Promise<number> {
  const path = `/v4.0.0/libpod/containers/${id}/wait`;
  const response = await client.open({ method: 'POST', path, query: { interval: '25ms' }, signal, timeout: 0 });
  const code: unknown = JSON.parse(await readText(response));
  if (typeof code === 'number') return code;
  throw new LostExit('');
}

/** Milliseconds that a line of Podman's log of events may take to be written. */
const patience = 5000;

/**
 * What Podman's log of events says of the end of a container that is gone; null if it keeps none. The answer ends before
 * a line that another process is just writing, so that it is asked again. Source: podman-events(1), a line of JSON each.
 */
async function codeByEvents(id: string, client: ApiClient, stop: AbortSignal): Promise<number | null> {
  const query = { stream: false, since: 0, filters: JSON.stringify({ container: [id], event: ['died'] }) };
  const signal = AbortSignal.any([stop, AbortSignal.timeout(patience)]);
  while (!signal.aborted) {
    const answer = await client.open({ method: 'GET', path: '/events', query, signal }).then(readText, () => null);
    if (answer === null) return null;
    const code = /"containerExitCode":"(\d+)"/.exec(answer)?.[1];
    if (code !== undefined) return Number(code);
    await wait(pause, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

interface State {
  readonly Status: string;
  readonly ExitCode: number;
}

/** Null if the container is gone. */
async function stateOf(id: string, { client }: Connection): Promise<State | null> {
  try {
    const { State } = await client.json<{ readonly State: State }>({ method: 'GET', path: `/containers/${id}/json` });
    return State;
  } catch (error) {
    if (isContainerGone(error)) return null;
    throw error;
  }
}

/** The engine cannot tell how a container ended. */
class LostExit extends Error {
  asDoxError(): DoxError {
    const hint = 'Podman needs events for that: set `events_logger` to "file" or "journald" in containers.conf';
    return new DoxError('engine-failed', `the engine did not tell a container's exit code: ${this.message}`, { hint });
  }
}
