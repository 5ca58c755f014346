import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { ApiClient } from './api-client.ts';
import { type Candidate, candidates, type EngineSources } from './candidates.ts';
import type { Engine, EngineInfo } from './engine.ts';
import { engineError, isAbort } from './engine-error.ts';
import { engineInfo } from './engine-info.ts';
import { type Probe, probe } from './probe.ts';
import { SocketEngine } from './socket-engine.ts';

export interface ConnectOptions extends EngineSources {
  readonly signal: AbortSignal;
  /** Where the socket of a `podman system service` started by dox goes; by default XDG_RUNTIME_DIR/dox. */
  readonly runtimeDir?: string;
  /** Milliseconds that a socket may take to answer; 5 s without it. */
  readonly probeTimeout?: number;
  /** Put on the containers that the engine's own work needs, beside their kind. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A candidate and what was found there. */
export interface Tried {
  readonly candidate: Candidate;
  readonly probe: Probe;
}

type Answering = { readonly candidate: Candidate; readonly probe: Extract<Probe, { state: 'answers' }> };

/**
 * Finds the engine: see candidates() for the order; where no socket answers and there is a podman program, starts
 * its service. Throws `usage` for an address dox cannot use and `engine-unreachable` with all that was tried.
 */
export async function connect(options: ConnectOptions): Promise<Engine> {
  try {
    const { found, tried } = await find(options);
    if (found === null) throw unreachableEngine(tried);
    const client = new ApiClient(found.candidate.path);
    const info = await infoOf(found, client, options);
    const { env, home, labels = {} } = options;
    return new SocketEngine({ client, info, labels }, { env, home });
  } catch (error) {
    throw isAbort(error) ? engineError(error, 'looking for an engine') : error;
  }
}

/** What every place where an engine might be holds, for `dox doctor`. */
export interface EngineDiagnosis {
  /** In the order of trying; all the usual sockets, even those after the chosen one. */
  readonly tried: readonly Tried[];
  /** The engine that dox would use, or null. */
  readonly chosen: EngineInfo | null;
  /** Why there is none, or null. */
  readonly problem: DoxError | null;
  /** The podman program on PATH, or null. */
  readonly podman: string | null;
}

/** Looks everywhere, and finds the engine as connect() does. */
export async function diagnoseEngines(options: ConnectOptions): Promise<EngineDiagnosis> {
  const { findPodman } = await import('./podman-service.ts');
  const podman = findPodman(options.env);
  let tried: readonly Tried[] = [];
  try {
    tried = await Promise.all(candidates(options).map((candidate) => attempt(candidate, options)));
    const engine = await connect(options);
    await engine.close();
    return { tried, podman, chosen: engine.info, problem: null };
  } catch (error) {
    if (error instanceof DoxError) return { tried, podman, chosen: null, problem: error };
    throw error;
  }
}

interface Found {
  readonly found: Answering | null;
  readonly tried: readonly Tried[];
}

async function find(options: ConnectOptions): Promise<Found> {
  const tried: Tried[] = [];
  for (const candidate of candidates(options)) {
    const one = await attempt(candidate, options);
    tried.push(one);
    if (one.probe.state === 'answers') return { found: { candidate, probe: one.probe }, tried };
    if (candidate.explicit) return { found: null, tried };
  }
  const { findPodman, podmanService } = await import('./podman-service.ts');
  const podman = findPodman(options.env);
  if (podman === null) return { found: null, tried };
  const { socket, answer } = await podmanService(podman, serviceOptions(options));
  return { found: { candidate: { path: socket, chosenBy: 'started by dox', explicit: false }, probe: answer }, tried };
}

async function attempt(candidate: Candidate, options: ConnectOptions): Promise<Tried> {
  const { signal, probeTimeout = 5000 } = options;
  return { candidate, probe: await probe(candidate.path, { signal, timeout: probeTimeout }) };
}

function serviceOptions(options: ConnectOptions): Parameters<typeof import('./podman-service.ts').podmanService>[1] {
  const { signal, runtimeDir, probeTimeout = 5000 } = options;
  return { sources: options, signal, timeout: probeTimeout, ...(runtimeDir === undefined ? {} : { runtimeDir }) };
}

function infoOf({ candidate, probe }: Answering, client: ApiClient, options: ConnectOptions): Promise<EngineInfo> {
  const { env, home, signal } = options;
  const cacheFile = join(env.XDG_CACHE_HOME || join(home, '.cache'), 'dox', 'engines.json');
  return engineInfo(candidate, probe, { client, cacheFile, signal });
}

function unreachableEngine(tried: readonly Tried[]): DoxError {
  const said = tried.flatMap(({ candidate, probe }) =>
    probe.state === 'answers' || (probe.state === 'absent' && !candidate.explicit)
      ? []
      : [`${candidate.path}: ${probe.why}`],
  );
  const absent = tried.filter(({ candidate, probe }) => probe.state === 'absent' && !candidate.explicit);
  const nothing = absent.length === 0 ? [] : [`nothing at ${absent.map(({ candidate }) => candidate.path).join(', ')}`];
  const [first] = tried;
  const message = first?.candidate.explicit
    ? `the engine that ${first.candidate.chosenBy} names does not answer`
    : 'no container engine answers';
  return new DoxError('engine-unreachable', message, {
    detail: [...said, ...nothing].join('\n'),
    hint: nextStep(tried),
    retryMayHelp: tried.some(({ probe }) => probe.state === 'refused' || probe.state === 'silent'),
  });
}

function nextStep(tried: readonly Tried[]): string {
  const denied = tried.find(({ probe }) => probe.state === 'permission denied');
  if (denied !== undefined) {
    return `you may not use ${denied.candidate.path}: sudo usermod -aG docker "$USER" and log in again, or use rootless Podman`;
  }
  const [first] = tried;
  if (first?.candidate.explicit) {
    const { chosenBy } = first.candidate;
    const other = chosenBy.startsWith('docker context')
      ? 'choose another: docker context use default'
      : `unset ${chosenBy}`;
    return `start that engine, or ${other}`;
  }
  if (tried.some(({ probe }) => probe.state === 'refused')) return 'start it: sudo systemctl start docker';
  return 'install one: sudo apt-get install podman (or docker.io), then see `dox doctor`';
}
