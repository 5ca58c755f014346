import { DoxError } from '../base/dox-error.ts';
import { type ApiClient, ApiError } from './api-client.ts';
import type { PushOptions } from './engine.ts';
import { engineError, generalError, isAbort } from './engine-error.ts';
import { parseReference } from './image-reference.ts';
import { pathOf } from './images.ts';
import { jsonLines } from './json-lines.ts';
import type { PullRecord } from './pull-progress.ts';
import { type AuthSources, registryAuth } from './registry-auth.ts';

/** Engines want the header also where there are no credentials: this is `{}`. */
const nobody = 'e30=';

/** Sends an image to its registry, with the credentials that Docker's config.json has for it. */
export async function pushImage(
  reference: string,
  { signal }: PushOptions,
  { client, auth }: { readonly client: ApiClient; readonly auth: AuthSources },
): Promise<void> {
  const { name, tag, registry } = parseReference(reference);
  const header = (await registryAuth(registry, auth)) ?? nobody;
  try {
    const response = await client.open({
      method: 'POST',
      path: `/images/${pathOf(name)}/push`,
      query: { tag },
      signal,
      timeout: 0,
      headers: { 'X-Registry-Auth': header },
    });
    for await (const { error, errorDetail } of jsonLines<PullRecord>(response)) {
      const problem = errorDetail?.message ?? error;
      if (problem) throw new ApiError(500, problem);
    }
  } catch (error) {
    throw pushError(error, reference, registry, signal);
  }
}

const denied = /denied|unauthorized|authentication required|no basic auth credentials/i;

function pushError(error: unknown, reference: string, registry: string, signal: AbortSignal): DoxError {
  if (signal.aborted || isAbort(error)) {
    return new DoxError('interrupted', `interrupted while pushing ${reference}`, { cause: error });
  }
  if (!(error instanceof ApiError)) return engineError(error, `pushing ${reference}`);
  const message = error.message.trim();
  const general = generalError(message, error);
  if (general !== null) return general;
  const isDenied = denied.test(message);
  const hint = isDenied
    ? `you must be let in, and may write there: docker login ${registry}`
    : 'see whether the engine reaches the registry (network, proxy)';
  return new DoxError('push-failed', `${reference} could not be pushed: ${message}`, {
    cause: error,
    retryMayHelp: !isDenied,
    hint,
  });
}
