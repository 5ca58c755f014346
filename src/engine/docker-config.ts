import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What dox reads of Docker's config.json. */
export interface DockerConfig {
  readonly currentContext: string;
  readonly credsStore: string;
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly auths: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
}

interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Reads config.json from DOCKER_CONFIG or ~/.docker; what is missing or unreadable is empty. */
export function dockerConfig(place: Place): DockerConfig {
  const found: Partial<DockerConfig> = readJson(join(folderOf(place), 'config.json')) ?? {};
  const { currentContext = '', credsStore = '', credHelpers = {}, auths = {} } = found;
  return { currentContext, credsStore, credHelpers, auths };
}

/**
 * The address of a Docker context's engine, or null if there is no such context. Contexts are kept in
 * `contexts/meta/SHA256-OF-NAME/meta.json` (docker/cli, cli/context/store).
 */
export function contextHost(name: string, place: Place): string | null {
  const id = createHash('sha256').update(name).digest('hex');
  const meta: Meta | null = readJson(join(folderOf(place), 'contexts/meta', id, 'meta.json'));
  return meta?.Endpoints?.docker?.Host ?? null;
}

interface Meta {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

function folderOf({ env, home }: Place): string {
  return env.DOCKER_CONFIG || join(home, '.docker');
}

/** The callers take every part of it for missing until it proves to be there. */
function readJson<T>(path: string): T | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}
