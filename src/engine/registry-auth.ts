import { execFile } from 'node:child_process';
import { type DockerConfig, dockerConfig } from './docker-config.ts';

/** The environment in which credentials are looked for. */
export interface AuthSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The value of the `X-Registry-Auth` header for a registry, or null where no credentials are known. */
export async function registryAuth(registry: string, sources: AuthSources): Promise<string | null> {
  const config = dockerConfig(sources);
  for (const key of keysOf(registry)) {
    const auth = (await fromHelper(key, config, sources)) ?? fromFile(key, config);
    if (auth !== null) return encode({ ...auth, serveraddress: key });
  }
  return null;
}

/** The value of the `X-Registry-Config` header for a build: what config.json itself holds, for all registries. */
export function registryConfig(sources: AuthSources): string | null {
  const config = dockerConfig(sources);
  const known = Object.keys(config.auths).flatMap((key) => {
    const auth = fromFile(key, config);
    return auth === null ? [] : [[key, auth] as const];
  });
  return known.length === 0 ? null : encode(Object.fromEntries(known));
}

/** The engine reads base64url with padding (Docker's `registry.DecodeAuthConfig`). */
function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** The names under which a registry's credentials are kept; Docker Hub has an old one of its own. */
function keysOf(registry: string): readonly string[] {
  return registry === 'docker.io'
    ? ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io']
    : [registry, `https://${registry}`, `https://${registry}/v1/`, `https://${registry}/v2/`];
}

type Auth = { readonly username: string; readonly password: string } | { readonly identitytoken: string };

function fromFile(key: string, { auths }: DockerConfig): Auth | null {
  const entry = auths[key];
  if (entry?.identitytoken) return { identitytoken: entry.identitytoken };
  const decoded = Buffer.from(entry?.auth ?? '', 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return null;
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/\0+$/, '') };
}

const helperLimit = 15_000;

/**
 * Asks `docker-credential-NAME get` (https://github.com/docker/docker-credential-helpers): the server's address on
 * its input, JSON on its output. A helper that is missing or knows nothing is no credentials: the registry's own
 * answer then says what is wrong.
 */
async function fromHelper(key: string, config: DockerConfig, { env }: AuthSources): Promise<Auth | null> {
  const helper = config.credHelpers[key] ?? config.credsStore;
  if (!helper || !/^[\w.-]+$/.test(helper)) return null;
  const output = await new Promise<string | null>((resolve) => {
    const options = { env: { ...env }, timeout: helperLimit };
    const child = execFile(`docker-credential-${helper}`, ['get'], options, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
    child.stdin?.on('error', () => undefined).end(key);
  });
  if (output === null) return null;
  try {
    const { Username = '', Secret = '' } = JSON.parse(output) as {
      readonly Username?: string;
      readonly Secret?: string;
    };
    if (Secret === '') return null;
    return Username === '<token>' ? { identitytoken: Secret } : { username: Username, password: Secret };
  } catch {
    return null;
  }
}
