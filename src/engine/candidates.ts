import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { contextHost, dockerConfig } from './docker-config.ts';

/** Where dox looks for an engine. */
export interface EngineSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly uid: number;
}

/** A socket at which an engine may answer. */
export interface Candidate {
  /** Absolute path of the socket. */
  readonly path: string;
  /** `DOCKER_HOST`, `docker context NAME`, `usual socket`, …: as in EngineInfo. */
  readonly chosenBy: string;
  /** The user asked for this one: if it does not answer, no other will do. */
  readonly explicit: boolean;
}

/**
 * The sockets to try, in this order: DOCKER_HOST, CONTAINER_HOST, DOCKER_CONTEXT or config.json's current context,
 * each of which alone decides; else the usual sockets. (The Docker CLI too prefers DOCKER_HOST to DOCKER_CONTEXT.)
 * Throws `usage` for an address that is not a local socket.
 */
export function candidates(sources: EngineSources): readonly Candidate[] {
  const asked = askedFor(sources);
  return asked === null ? usualSockets(sources) : [asked];
}

function askedFor(sources: EngineSources): Candidate | null {
  const { env } = sources;
  for (const name of ['DOCKER_HOST', 'CONTAINER_HOST']) {
    const host = env[name];
    if (host) return { path: socketPath(host, name), chosenBy: name, explicit: true };
  }
  const context = env.DOCKER_CONTEXT || dockerConfig(sources).currentContext;
  if (context === '' || context === 'default') return null;
  const chosenBy = `docker context ${context}`;
  const host = contextHost(context, sources);
  if (host !== null) return { path: socketPath(host, chosenBy), chosenBy, explicit: true };
  throw new DoxError('usage', `there is no docker context "${context}"`, {
    hint: env.DOCKER_CONTEXT ? 'unset DOCKER_CONTEXT, or see `docker context ls`' : 'docker context use default',
  });
}

function socketPath(host: string, from: string): string {
  if (host.startsWith('unix://')) return host.slice('unix://'.length) || '/var/run/docker.sock';
  if (host.startsWith('/')) return host;
  throw new DoxError('usage', `${from} is ${host}, but dox speaks only to engines on this machine yet`, {
    hint: `set ${from.includes(' ') ? 'DOCKER_HOST' : from} to unix:///path/of/the/socket, or unset it`,
  });
}

/** The folder of the user's own sockets. */
export function runtimeFolder({ env, uid }: EngineSources): string {
  return env.XDG_RUNTIME_DIR || `/run/user/${uid}`;
}

function usualSockets(sources: EngineSources): readonly Candidate[] {
  const { home } = sources;
  const runtime = runtimeFolder(sources);
  const paths = [
    '/var/run/docker.sock',
    join(runtime, 'docker.sock'),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
    join(home, '.rd/docker.sock'),
    join(runtime, 'podman/podman.sock'),
    '/run/podman/podman.sock',
  ];
  return paths.map((path) => ({ path, chosenBy: 'usual socket', explicit: false }));
}
