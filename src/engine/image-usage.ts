import { Label } from '../base/labels.ts';
import { ownerOfName } from '../base/passing-name.ts';
import type { ApiClient } from './api-client.ts';
import type { StoredImage } from './engine.ts';
import { engineError, isNotFound } from './engine-error.ts';
import { type ListedImage, labelledImages, plainName } from './owned-objects.ts';

interface ListedContainer {
  readonly Id: string;
  readonly ImageID: string;
}

interface Inspected {
  readonly RootFS?: { readonly Layers?: readonly string[] | null };
}

interface Sized {
  /** The sum of its layers: what Podman says of the whole is sometimes twice that. */
  readonly size: number;
  /** The ids of its layers, lowest first. */
  readonly layers: readonly string[];
}

const sideBySide = 8;

/** Every image that dox made, with what it alone takes on the disk and the containers that are made of it. */
export async function storedImages(client: ApiClient): Promise<readonly StoredImage[]> {
  try {
    const [owned, containers] = await Promise.all([
      labelledImages(client),
      client.json<readonly ListedContainer[]>({
        method: 'GET',
        path: '/containers/json',
        query: { all: true },
      }),
    ]);
    const sizes = new Map<string, Sized>();
    const ids = [...new Set([...owned.map(({ Id }) => bare(Id)), ...(await possibleBases(owned, client))])];
    const inspectNext = async (): Promise<void> => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
        const sized = await inspect(client, id);
        if (sized !== null) sizes.set(id, sized);
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, inspectNext));
    return owned.flatMap(({ Id: id, RepoTags, Labels, Created: created }) => {
      const sized = sizes.get(bare(id));
      if (sized === undefined) return []; // it has gone meanwhile
      const known = (RepoTags ?? []).filter(isName).map(plainName);
      const mine = known.filter((name) => name.startsWith('dox/') && ownerOfName(name) === null);
      if (known.length > 0 && mine.length === 0) return []; // a person's own, built on one of dox's: it has its labels
      const { size } = sized;
      const ownSize = size - baseSize(sized, [...sizes.values()]);
      const users = containers.filter(({ ImageID }) => bare(ImageID) === bare(id)).map(({ Id }) => Id);
      return { id, names: mine, labels: Labels ?? {}, created, size, ownSize, containers: users };
    });
  } catch (error) {
    throw engineError(error, 'looking for the images that dox has made');
  }
}

/** Engines take their time for each image, so only the bases are looked at; all where one of ours does not say its own. */
async function possibleBases(owned: readonly ListedImage[], client: ApiClient): Promise<readonly string[]> {
  const bases = owned.map(({ Labels }) => Labels?.[Label.base]).filter((base) => base !== undefined);
  if (bases.length === owned.length) return bases.map(bare);
  const all = await client.json<readonly { readonly Id: string }[]>({ method: 'GET', path: '/images/json' });
  return all.map(({ Id }) => bare(Id));
}

function bare(id: string): string {
  return id.replace(/^sha256:/, '');
}

function isName(tag: string): boolean {
  return !tag.includes('<none>');
}

async function inspect(client: ApiClient, id: string): Promise<Sized | null> {
  try {
    const [{ RootFS }, history] = await Promise.all([
      client.json<Inspected>({ method: 'GET', path: `/images/${id}/json` }),
      client.json<readonly { readonly Size: number }[]>({ method: 'GET', path: `/images/${id}/history` }),
    ]);
    return { size: history.reduce((sum, { Size }) => sum + Size, 0), layers: RootFS?.Layers ?? [] };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** The size of the highest image that this one stands on. What engines say of shared sizes differs too much. */
function baseSize({ layers }: Sized, all: readonly Sized[]): number {
  const below = all.filter((other) => {
    return other.layers.length < layers.length && other.layers.every((layer, index) => layer === layers[index]);
  });
  return Math.max(0, ...below.map((other) => other.size));
}
