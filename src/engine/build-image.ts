import { randomBytes } from 'node:crypto';
import { DoxError } from '../base/dox-error.ts';
import { ApiError } from './api-client.ts';
import { buildContext } from './build-context.ts';
import { BuildKitLog, type BuildLog, type BuildStep, ClassicLog } from './build-log.ts';
import { readTrace } from './buildkit-trace.ts';
import type { Connection } from './connection.ts';
import type { BuildOptions, BuildSpec, ImageInfo } from './engine.ts';
import { engineError, generalError, isAbort } from './engine-error.ts';
import { inspectImage } from './images.ts';
import { jsonLines } from './json-lines.ts';
import { isNetworkTrouble } from './network-trouble.ts';
import { type AuthSources, registryConfig } from './registry-auth.ts';

interface BuildWith {
  readonly connection: Connection;
  readonly auth: AuthSources;
}

/**
 * What Podman's builder says when the image that its last step made was removed while it worked: by `podman image prune`,
 * or with the image of another build, whose step was the same. Source: containers/storage, errors.go.
 */
const removedMeanwhile = /(?:image|layer|container) not known$|^identifier is not a container/;
const tries = 3;

/** Builds an image through BuildKit where the engine has it, else through the classic builder or Podman's. */
export async function buildImage(spec: BuildSpec, options: BuildOptions, builder: BuildWith): Promise<ImageInfo> {
  for (let tried = 1; ; tried += 1) {
    const built = await buildOnce(spec, options, builder).catch((error: unknown) => {
      const isLost =
        error instanceof DoxError &&
        error.cause instanceof ApiError &&
        removedMeanwhile.test(error.cause.message.trim());
      if (!isLost || options.signal.aborted || tried === tries) throw error;
      return null;
    });
    if (built !== null) return built;
    options.onLine?.('a step of this build was removed from the engine meanwhile: it is built again');
  }
}

async function buildOnce(spec: BuildSpec, options: BuildOptions, { connection, auth }: BuildWith): Promise<ImageInfo> {
  const { client, info } = connection;
  const { signal } = options;
  const id = randomBytes(12).toString('hex');
  const cancel = (): void => {
    if (info.buildkit) client.send({ method: 'POST', path: '/build/cancel', query: { id } }).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  const steps: { failed: BuildStep | null } = { failed: null };
  try {
    await stream(spec, options, { connection, auth, id, steps });
  } catch (error) {
    if (signal.aborted || isAbort(error)) {
      throw new DoxError('interrupted', 'interrupted while building an image', { cause: error });
    }
    throw buildError(error, steps.failed);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  const image = await inspectImage(client, spec.tag);
  if (image !== null) return image;
  throw new DoxError('build-failed', `the engine built ${spec.tag}, but does not have it`, { retryMayHelp: true });
}

/** A line of the answer to `POST /build`. */
interface BuildRecord {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly progress?: string;
  /** BuildKit's progress is base64 text; other records have objects here. */
  readonly aux?: unknown;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

interface Streaming extends BuildWith {
  readonly id: string;
  readonly steps: { failed: BuildStep | null };
}

async function stream(spec: BuildSpec, { signal, onLine }: BuildOptions, { connection, auth, id, steps }: Streaming) {
  const { client, info } = connection;
  const say = onLine ?? ((): void => undefined);
  const buildkit = new BuildKitLog(say);
  const classic = new ClassicLog(say);
  const log: BuildLog = info.buildkit ? buildkit : classic;
  const header = registryConfig(auth);
  const response = await client.open({
    method: 'POST',
    path: '/build',
    query: buildQuery(spec, info.buildkit ? id : null),
    upload: buildContext(spec, signal),
    signal,
    timeout: 0,
    ...(header === null ? {} : { headers: { 'X-Registry-Config': header } }),
  });
  try {
    for await (const record of jsonLines<BuildRecord>(response)) {
      const problem = record.errorDetail?.message ?? record.error;
      if (problem) throw new ApiError(500, problem);
      if (record.id === 'moby.buildkit.trace') buildkit.push(readTrace(Buffer.from(String(record.aux), 'base64')));
      else if (record.stream !== undefined) classic.push(record.stream);
    }
  } finally {
    log.end();
    classic.end();
    steps.failed = log.failed();
  }
}

type Query = Record<string, string | number | boolean | undefined>;

function buildQuery(spec: BuildSpec, buildkitId: string | null): Query {
  return {
    t: spec.tag,
    dockerfile: spec.dockerfile,
    target: spec.target,
    platform: spec.platform,
    buildargs: JSON.stringify(spec.args ?? {}),
    labels: JSON.stringify(spec.labels),
    nocache: spec.noCache,
    pull: spec.pull,
    rm: true,
    forcerm: true,
    ...(buildkitId === null ? {} : { version: 2, buildid: buildkitId }),
  };
}

/** Why a build failed: the step and the tail of its output, which say more than the builder's own sentence. */
function buildError(error: unknown, step: BuildStep | null): DoxError {
  if (!(error instanceof ApiError)) return engineError(error, 'building an image');
  const general = generalError([error.message, ...(step?.tail ?? [])].join('\n'), error);
  const detail = [...(step?.tail ?? []), error.message.trim()].join('\n');
  if (general !== null) {
    const { code, message, hint } = general;
    return new DoxError(code, message, { cause: error, detail, ...(hint === undefined ? {} : { hint }) });
  }
  const message = step === null ? `the build failed: ${error.message.trim()}` : `the build failed at ${step.name}`;
  return new DoxError('build-failed', message, {
    cause: error,
    retryMayHelp: isNetworkTrouble(detail),
    ...(step === null ? {} : { detail }),
  });
}
