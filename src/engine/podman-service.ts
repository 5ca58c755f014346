import { spawn } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DoxError } from '../base/dox-error.ts';
import { type EngineSources, runtimeFolder } from './candidates.ts';
import { type Probe, probe } from './probe.ts';

/** The `podman` on PATH, or null. */
export function findPodman(env: EngineSources['env']): string | null {
  for (const folder of (env.PATH ?? '').split(':')) {
    const path = join(folder, 'podman');
    try {
      accessSync(path, constants.X_OK);
      if (folder.startsWith('/') && statSync(path).isFile()) return path;
    } catch {
      // not here
    }
  }
  return null;
}

const startLimit = 15_000;
const interval = 25;
/** Seconds without a call after which the service ends by itself. */
const idleSeconds = 60;

export interface ServiceOptions {
  readonly sources: EngineSources;
  readonly signal: AbortSignal;
  readonly timeout: number;
  /** Where the socket goes; without it XDG_RUNTIME_DIR/dox, or a private folder in the temporary folder. */
  readonly runtimeDir?: string;
}

export interface PodmanService {
  readonly socket: string;
  readonly answer: Extract<Probe, { state: 'answers' }>;
}

/**
 * Makes a `podman system service` answer that lives on while dox's run and ends by itself a minute after its last
 * call. Of several dox at once one starts it and the others wait for it.
 */
export async function podmanService(podman: string, options: ServiceOptions): Promise<PodmanService> {
  const folder = serviceFolder(options);
  const socket = join(folder, 'podman.sock');
  const lock = join(folder, 'podman.lock');
  const log = join(folder, 'podman.log');
  const limit = performance.now() + startLimit;
  let started: Started | null = null;
  try {
    for (;;) {
      const answer = await probe(socket, options);
      if (answer.state === 'answers') return { socket, answer };
      if (started === null && takeLock(lock)) {
        rmSync(socket, { force: true });
        started = start(podman, { socket, log, env: options.sources.env });
      }
      if (started?.hasEnded || performance.now() > limit) throw didNotStart(podman, answer.why, log);
      await wait(interval, undefined, { signal: options.signal });
    }
  } finally {
    if (started !== null) rmSync(lock, { force: true });
  }
}

interface Started {
  hasEnded: boolean;
}

function start(
  podman: string,
  { socket, log, env }: { readonly socket: string; readonly log: string; readonly env: EngineSources['env'] },
): Started {
  const output = openSync(log, 'w', 0o600);
  const started = { hasEnded: false };
  const child = spawn(podman, ['system', 'service', `--time=${idleSeconds}`, `unix://${socket}`], {
    env: { ...env },
    detached: true,
    stdio: ['ignore', output, output],
  });
  const end = (): void => {
    started.hasEnded = true;
  };
  child.on('error', end).on('exit', end).unref();
  closeSync(output);
  return started;
}

function didNotStart(podman: string, why: string, log: string): DoxError {
  const detail = readOrEmpty(log).trim().split('\n').slice(-10).join('\n');
  return new DoxError('engine-unreachable', `${podman} system service does not answer: ${why}`, {
    ...(detail === '' ? {} : { detail }),
    hint: 'see whether `podman info` works',
    retryMayHelp: true,
  });
}

/** A folder that nobody else can write to, so that nobody else can put his own socket there. */
function serviceFolder({ sources, runtimeDir }: ServiceOptions): string {
  const runtime = runtimeFolder(sources);
  const folder = runtimeDir ?? (isFolder(runtime) ? join(runtime, 'dox') : join(tmpdir(), `dox-${sources.uid}`));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (stat.isDirectory() && stat.uid === sources.uid && (stat.mode & 0o022) === 0) return folder;
  throw new DoxError('engine-unreachable', `${folder} is not a folder of yours alone, so dox puts no socket there`, {
    hint: `rm -r ${folder}`,
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A lock is a file that only one can create; one that is older than any start takes was left behind. */
function takeLock(lock: string): boolean {
  try {
    if (Date.now() - lstatSync(lock).mtimeMs > 2 * startLimit) rmSync(lock, { force: true });
  } catch {
    // there is none
  }
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch {
    return false;
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
