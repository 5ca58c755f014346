import { DoxError } from '../base/dox-error.ts';
import type { ApiClient } from './api-client.ts';
import { ApiError } from './api-client.ts';
import type { ImageInfo, PullOptions } from './engine.ts';
import { engineError, generalError, isAbort } from './engine-error.ts';
import { parseReference } from './image-reference.ts';
import { inspectImage } from './images.ts';
import { jsonLines } from './json-lines.ts';
import { PullProgress, type PullRecord } from './pull-progress.ts';
import { type AuthSources, registryAuth } from './registry-auth.ts';

/** Pulls an image with the credentials that Docker's config.json has for its registry. */
export async function pullImage(
  reference: string,
  { platform, signal, onProgress }: PullOptions,
  { client, auth }: { readonly client: ApiClient; readonly auth: AuthSources },
): Promise<ImageInfo> {
  const { name, tag, registry } = parseReference(reference);
  const header = await registryAuth(registry, auth);
  try {
    const response = await client.open({
      method: 'POST',
      path: '/images/create',
      query: { fromImage: name, tag, platform },
      signal,
      timeout: 0,
      ...(header === null ? {} : { headers: { 'X-Registry-Auth': header } }),
    });
    const progress = new PullProgress();
    for await (const record of jsonLines<PullRecord>(response)) {
      const problem = record.errorDetail?.message ?? record.error;
      if (problem) throw new ApiError(500, problem);
      progress.add(record);
      onProgress?.(progress.done, progress.total, progress.status);
    }
  } catch (error) {
    throw pullError(error, reference, signal);
  }
  const image = await inspectImage(client, reference);
  if (image !== null) return image;
  throw new DoxError('pull-failed', `the engine pulled ${reference}, but does not have it`, { retryMayHelp: true });
}

const missing = /manifest unknown|manifest for .{1,300} not found|not found: manifest|name unknown|no such image/i;
const wrongPlatform = /no matching manifest|no image found in (?:manifest list|image index) for architecture/i;
const denied = /denied|unauthorized|authentication required|no basic auth credentials/i;
const malformed = /invalid reference format|invalid tag format|repository name must be/i;

/** What kept an image from being pulled; only what the registry or the network may mend invites a retry. */
function pullError(error: unknown, reference: string, signal: AbortSignal): DoxError {
  if (signal.aborted || isAbort(error)) {
    return new DoxError('interrupted', `interrupted while pulling ${reference}`, { cause: error });
  }
  if (!(error instanceof ApiError)) return engineError(error, `pulling ${reference}`);
  const message = error.message.trim();
  const failed = (code: 'usage' | 'not-found' | 'pull-failed', text: string, hint: string): DoxError =>
    new DoxError(code, `${text}: ${message}`, { cause: error, hint });
  const general = generalError(message, error);
  if (general !== null) return general;
  if (malformed.test(message)) return failed('usage', `"${reference}" is not an image's name`, 'write name:tag');
  if (wrongPlatform.test(message)) {
    const hint = 'see `platform`, or use an image that is made for this machine';
    return failed('not-found', `there is no image ${reference} for this platform`, hint);
  }
  if (missing.test(message)) {
    return failed('not-found', `there is no image ${reference}`, "check its name and its tag in the registry's list");
  }
  if (denied.test(message)) {
    const hint = `check the name; if the image is private: docker login ${parseReference(reference).registry}`;
    return failed('pull-failed', `the registry does not give ${reference}, or does not have it`, hint);
  }
  return new DoxError('pull-failed', `${reference} could not be pulled: ${message}`, {
    cause: error,
    retryMayHelp: true,
    hint: 'see whether the engine reaches the registry (network, proxy)',
  });
}
