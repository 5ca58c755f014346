import type { ApiClient } from './api-client.ts';
import type { Connection } from './connection.ts';
import type { ImageInfo } from './engine.ts';
import { engineError, isNotFound } from './engine-error.ts';
import { parseReference } from './image-reference.ts';

type Healthcheck = { readonly Test?: readonly string[] | null } | null;

interface InspectedImage {
  readonly Id: string;
  readonly RepoDigests?: readonly string[] | null;
  readonly Created?: string;
  readonly Size?: number;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string;
  readonly Config?: {
    readonly User?: string;
    readonly Env?: readonly string[] | null;
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
    readonly Healthcheck?: Healthcheck;
    readonly Labels?: Readonly<Record<string, string>> | null;
  } | null;
}

/** What the engine knows of a local image, or null. */
export async function inspectImage(client: ApiClient, reference: string): Promise<ImageInfo | null> {
  try {
    const path = `/images/${pathOf(reference)}/json`;
    return imageInfo(await client.json<InspectedImage>({ method: 'GET', path }));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw engineError(error, `looking for image ${reference}`);
  }
}

/** Gives an image one more name. */
export async function tagImage(client: ApiClient, image: string, reference: string): Promise<void> {
  const { name, tag } = parseReference(reference);
  try {
    await client.send({ method: 'POST', path: `/images/${pathOf(image)}/tag`, query: { repo: name, tag } });
  } catch (error) {
    throw engineError(error, `naming image ${image} ${reference}`);
  }
}

function imageInfo(image: InspectedImage): ImageInfo {
  const { Os = 'linux', Architecture = '', Variant = '', Config } = image;
  const created = Date.parse(image.Created ?? '');
  return {
    id: image.Id.startsWith('sha256:') ? image.Id : `sha256:${image.Id}`,
    repoDigests: image.RepoDigests ?? [],
    created: Number.isNaN(created) ? 0 : Math.max(0, Math.floor(created / 1000)),
    size: image.Size ?? 0,
    platform: [Os, Architecture, Variant].filter((part) => part !== '').join('/'),
    user: Config?.User ?? '',
    env: Config?.Env ?? [],
    entrypoint: Config?.Entrypoint ?? [],
    command: Config?.Cmd ?? [],
    workdir: Config?.WorkingDir || '/',
    ports: Object.keys(Config?.ExposedPorts ?? {}).flatMap(tcpPort),
    labels: Config?.Labels ?? {},
  };
}

/** `11211/tcp`, as EXPOSE writes it. */
function tcpPort(exposed: string): number[] {
  const [port, protocol = 'tcp'] = exposed.split('/');
  return protocol === 'tcp' && port !== undefined && /^\d+$/.test(port) ? [Number(port)] : [];
}

/** The test of an image's HEALTHCHECK, which Podman 4 tells by its own API only; `NONE` switches off one of the base. */
export async function inspectHealthcheck({ client, info }: Connection, image: string): Promise<readonly string[]> {
  const path = `${info.kind === 'podman' ? '/v4.0.0/libpod' : ''}/images/${pathOf(image)}/json`;
  type Inspected = Pick<InspectedImage, 'Config'> & { readonly Healthcheck?: Healthcheck };
  try {
    const { Config, Healthcheck } = await client.json<Inspected>({ method: 'GET', path });
    const test = (Healthcheck ?? Config?.Healthcheck)?.Test ?? [];
    return test[0] === 'CMD' || test[0] === 'CMD-SHELL' ? test : [];
  } catch (error) {
    throw engineError(error, `looking for the HEALTHCHECK of image ${image}`);
  }
}

/** An image's name as a part of a path: its slashes stay, anything odd is escaped. */
export function pathOf(reference: string): string {
  return reference.split('/').map(encodeURIComponent).join('/');
}
