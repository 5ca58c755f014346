import { setTimeout as wait } from 'node:timers/promises';
import { type ApiClient, ApiError } from './api-client.ts';
import type { Connection } from './connection.ts';
import { containerBody, type InitMode } from './container-body.ts';
import { killContainer, removeContainer, resizeContainer } from './container-calls.ts';
import { type ContainerExit, openExit } from './container-exit.ts';
import { networkOf } from './container-network.ts';
import { ContainerStream } from './container-stream.ts';
import type { ContainerEnd, ContainerIo, ContainerSpec, RunningContainer } from './engine.ts';
import { engineError } from './engine-error.ts';
import { openLifeline } from './lifeline.ts';
import { isInitMissing, startError, startErrorOfInit } from './start-error.ts';

interface Start {
  readonly spec: ContainerSpec;
  readonly io: ContainerIo;
  readonly connection: Connection;
  readonly init: InitMode;
}

/**
 * Creates a container, attaches to it, asks for its exit and starts it: with the engine's init program, or with a
 * shell in its place where the engine has none. A container that does not start is removed again.
 */
export async function startContainer(
  spec: ContainerSpec,
  io: ContainerIo,
  connection: Connection,
): Promise<RunningContainer> {
  const start = async (init: InitMode): Promise<RunningContainer> => {
    const id = await create({ spec, io, connection, init });
    try {
      return await run(id, { spec, io, connection, init });
    } catch (error) {
      await removeContainer(connection.client, id).catch(() => undefined); // the failure to start says more
      throw error;
    }
  };
  try {
    return await start('engine').catch((error) => {
      if (isInitMissing(error)) return start('shell');
      throw error;
    });
  } catch (error) {
    throw startError(error, spec);
  }
}

async function create({ spec, io, connection, init }: Start): Promise<string> {
  const { client, info } = connection;
  const joined = spec.joins === undefined ? spec : { ...spec, joins: await networkOf(spec.joins, connection) };
  const query = { platform: spec.platform };
  const request = {
    method: 'POST',
    path: '/containers/create',
    query,
    body: containerBody(joined, info, init),
  } as const;
  for (let tried = 1; ; tried += 1) {
    try {
      const { Id } = await client.json<{ readonly Id: string }>(request);
      io.onCreated?.(Id);
      return Id;
    } catch (error) {
      if (!isIdsMissed(error) || tried === idTries) throw error;
      await wait(idPause * tried);
    }
  }
}

const idTries = 5;
/** Milliseconds. */
const idPause = 100;

/**
 * Whether rootless Podman did not find the ids that the person has: Podman 4.3 misses them now and then where several
 * containers are made at the same time. Source: its pkg/util, `GetKeepIDMapping`, which prints that nothing is wrong.
 */
function isIdsMissed(error: unknown): boolean {
  return error instanceof ApiError && error.message.includes('keep-id requires additional UIDs or GIDs');
}

async function run(id: string, { spec, io, connection }: Start): Promise<RunningContainer> {
  const { client } = connection;
  const path = `/containers/${id}`;
  const query = { stream: 1, stdin: spec.stdin === 'none' ? 0 : 1, stdout: 1, stderr: 1 };
  const socket = await client.upgrade({ method: 'POST', path: `${path}/attach`, query });
  const stream = new ContainerStream(socket, spec.tty !== null, io.onOutput);
  const failed = new AbortController();
  const reaper = spec.stdin === 'none' ? (await import('./reaper.ts')).reapWithDox(id, connection) : null;
  try {
    const { notedExit: noted } = io;
    const asked = { connection, remove: spec.removeWhenDone, signal: failed.signal };
    const exit = await openExit(id, noted === undefined ? asked : { ...asked, noted });
    const drained = stream.drain();
    drained.catch(() => killContainer(client, id).catch(() => undefined)); // `follow` reports it
    await client.send({ method: 'POST', path: `${path}/start` });
    io.onStarted?.();
    if (spec.tty !== null) await resizeContainer(client, id, spec.tty);
    await io.beside?.(id);
    const signal = await connectInput(id, { spec, io, client, stream });
    const ended = follow({ spec, stream, exit, drained });
    ended.catch(() => undefined).then(() => reaper?.dismiss()); // whoever awaits it gets the failure
    return {
      id,
      ended,
      signal,
      kill: () => killContainer(client, id),
      resize: (size) => resizeContainer(client, id, size),
    };
  } catch (error) {
    failed.abort();
    stream.close();
    reaper?.dismiss();
    throw error;
  }
}

interface Input {
  readonly spec: ContainerSpec;
  readonly io: ContainerIo;
  readonly client: ApiClient;
  readonly stream: ContainerStream;
}

/** Gives the container its standard input, and says how it is told of a signal. */
async function connectInput(id: string, { spec, io, client, stream }: Input): Promise<(name: string) => void> {
  if (spec.stdin === 'none') return () => undefined;
  if (spec.stdin === 'lifeline') {
    if (io.beside !== undefined) stream.write('GO\n');
    return (name) => stream.write(`${name}\n`);
  }
  stream.readFrom(io.stdin ?? null);
  const lifeline = await openLifeline(client, id, spec.lifelineFile);
  return (name) => lifeline?.write(`${name}\n`);
}

interface Following {
  readonly spec: ContainerSpec;
  readonly stream: ContainerStream;
  readonly exit: ContainerExit;
  readonly drained: Promise<void>;
}

async function follow({ spec, stream, exit, drained }: Following): Promise<ContainerEnd> {
  try {
    const exitCode = await exit.code;
    stream.expectEnd();
    const gone = exit.gone();
    gone.catch(() => undefined); // awaited below, after the output
    await drained;
    await gone;
    const problem = startErrorOfInit(stream.firstBytes(), exitCode, spec);
    if (problem !== null) throw problem;
    return { exitCode };
  } catch (error) {
    if (stream.takerProblem !== null) throw stream.takerProblem.error;
    throw engineError(error, 'a container ran');
  } finally {
    stream.close();
  }
}
