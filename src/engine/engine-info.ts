import { keepJson, keptJson } from '../base/kept-json.ts';
import type { ApiClient } from './api-client.ts';
import type { Candidate } from './candidates.ts';
import type { EngineInfo } from './engine.ts';
import { engineError } from './engine-error.ts';
import type { Probe } from './probe.ts';

type Answer = Extract<Probe, { state: 'answers' }>;

/** What only `GET /info` tells. It takes 8 ms on Docker, but 190 ms on Podman, and is the same until the engine is another. */
interface Facts {
  readonly version: string;
  readonly rootless: boolean;
  readonly platform: string;
  readonly limits: boolean;
}

/** To be raised when Facts change, so that nobody believes those of an older dox. */
const factsVersion = 2;

export interface InfoOptions {
  readonly client: ApiClient;
  /** Absolute path of a file that keeps the facts between runs, by socket and by who answered there. */
  readonly cacheFile: string;
  readonly signal: AbortSignal;
}

/** All that dox needs to know of an engine; asks it only where the cache does not know exactly this one. */
export async function engineInfo(candidate: Candidate, answer: Answer, options: InfoOptions): Promise<EngineInfo> {
  const { kind, apiVersion } = answer;
  const identity = `v${factsVersion} ${answer.identity}`;
  const cache = keptJson<Cache>(options.cacheFile) ?? {};
  let facts = cache[candidate.path]?.identity === identity ? cache[candidate.path]?.facts : undefined;
  if (facts === undefined) {
    facts = await ask(options);
    keepJson(options.cacheFile, { ...cache, [candidate.path]: { identity, facts } });
  }
  return {
    kind,
    apiVersion,
    ...facts,
    host: `unix://${candidate.path}`,
    chosenBy: candidate.chosenBy,
    buildkit: kind === 'docker' && facts.platform.startsWith('linux/'),
  };
}

interface InfoAnswer {
  readonly ServerVersion?: string;
  readonly OSType?: string;
  readonly Architecture?: string;
  readonly SecurityOptions?: readonly string[] | null;
  /** Podman only. */
  readonly Rootless?: boolean;
  /** `1` or `2`; missing before Docker 20.10. */
  readonly CgroupVersion?: string;
  readonly MemoryLimit?: boolean;
}

async function ask({ client, signal }: InfoOptions): Promise<Facts> {
  try {
    const info = await client.json<InfoAnswer>({ method: 'GET', path: '/info', signal });
    const architecture = info.Architecture ?? '';
    const rootless = info.Rootless ?? (info.SecurityOptions ?? []).some((option) => option.startsWith('name=rootless'));
    return {
      version: info.ServerVersion ?? '',
      rootless,
      // nobody but root may use the limits of cgroup v1
      limits: info.MemoryLimit !== false && !(rootless && info.CgroupVersion === '1'),
      platform: `${info.OSType ?? 'linux'}/${architectures[architecture] ?? architecture}`,
    };
  } catch (error) {
    throw engineError(error, 'asking it what it is');
  }
}

/** Docker tells the kernel's names of architectures, images have Go's. */
const architectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm/v7',
  armv6l: 'arm/v6',
  i686: '386',
};

/** dox alone writes it; an entry counts only if its identity is exactly the engine's. */
type Cache = Readonly<Record<string, { readonly identity: string; readonly facts: Facts }>>;
