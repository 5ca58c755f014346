import type { ApiClient } from './api-client.ts';
import type { ImageInfo } from './engine.ts';
import { engineError, isNotFound } from './engine-error.ts';
import { parseReference } from './image-reference.ts';

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
    labels: Config?.Labels ?? {},
  };
}

/** An image's name as a part of a path: its slashes stay, anything odd is escaped. */
export function pathOf(reference: string): string {
  return reference.split('/').map(encodeURIComponent).join('/');
}
