import { setTimeout as wait } from 'node:timers/promises';
import { Label } from '../base/labels.ts';
import { ownerOfName, passingRepository } from '../base/passing-name.ts';
import { type ApiClient, ApiError } from './api-client.ts';
import { removeContainer } from './container-calls.ts';
import type { OwnedObject } from './engine.ts';
import { engineError, isNotFound } from './engine-error.ts';
import { pathOf } from './images.ts';

type Labels = Readonly<Record<string, string>> | null;

const lists = { container: containers, network: networks, volume: volumes, image: images, name: names } as const;
const allKinds = ['container', 'network', 'volume', 'image', 'name'] as const;

/** Everything of these kinds that is dox's. */
export async function ownedObjects(
  client: ApiClient,
  kinds: readonly OwnedObject['kind'][] = allKinds,
): Promise<readonly OwnedObject[]> {
  try {
    const found = await Promise.all(kinds.map((kind) => againWhileChanging(() => lists[kind](client))));
    return found.flat();
  } catch (error) {
    throw engineError(error, 'looking for what dox has made');
  }
}

const tries = 10;
const pause = 50;

/** Podman's lists fail with 500 when something of theirs is removed meanwhile; a new list is of what is left. */
async function againWhileChanging<T>(list: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await list();
    } catch (error) {
      const isRace = error instanceof ApiError && error.status >= 500 && /not known|no such/i.test(error.message);
      if (!isRace || attempt === tries) throw error;
    }
    await wait(pause);
  }
}

const filters = JSON.stringify({ label: [Label.kind] });

/** A container has the labels of its image too: one that a person started from dox's image is not dox's. */
const imageKinds: ReadonlySet<string | undefined> = new Set(['prepared', 'built', 'curated']);

async function containers(client: ApiClient): Promise<OwnedObject[]> {
  interface Listed {
    readonly Id: string;
    readonly Names?: readonly string[] | null;
    readonly Labels: Labels;
    readonly Created: number;
    readonly State: string;
  }
  const list = await client.json<Listed[]>({ method: 'GET', path: '/containers/json', query: { all: true, filters } });
  return list
    .filter(({ Labels }) => !imageKinds.has(Labels?.[Label.kind]))
    .map(({ Id, Names, Labels, Created, State }) => {
      const name = (Names?.[0] ?? Id).replace(/^\//, '');
      const running = State === 'running' || State === 'paused';
      return { kind: 'container', id: Id, name, labels: Labels ?? {}, created: Created, size: 0, running };
    });
}

async function networks(client: ApiClient): Promise<OwnedObject[]> {
  interface Listed {
    readonly Id: string;
    readonly Name: string;
    readonly Labels: Labels;
    readonly Created?: string;
  }
  const list = await client.json<Listed[]>({ method: 'GET', path: '/networks', query: { filters } });
  return list.map(({ Id, Name, Labels, Created }) => {
    return {
      kind: 'network',
      id: Id,
      name: Name,
      labels: Labels ?? {},
      created: seconds(Created),
      size: 0,
      running: false,
    };
  });
}

async function volumes(client: ApiClient): Promise<OwnedObject[]> {
  interface Listed {
    readonly Name: string;
    readonly Labels: Labels;
    readonly CreatedAt?: string;
  }
  const path = '/volumes';
  const list = await client.json<{ readonly Volumes: Listed[] | null }>({ method: 'GET', path, query: { filters } });
  return (list.Volumes ?? []).map(({ Name, Labels, CreatedAt }) => {
    const created = seconds(CreatedAt);
    return { kind: 'volume', id: Name, name: Name, labels: Labels ?? {}, created, size: 0, running: false };
  });
}

/** An image as engines list it. */
export interface ListedImage {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly Labels: Labels;
  readonly Created: number;
  readonly Size: number;
}

/** The images with dox's labels. Podman takes 15 ms for each image of a list, so that the others are left out. */
export function labelledImages(client: ApiClient): Promise<readonly ListedImage[]> {
  return againWhileChanging(() =>
    client.json<ListedImage[]>({ method: 'GET', path: '/images/json', query: { filters } }),
  );
}

async function images(client: ApiClient): Promise<OwnedObject[]> {
  return (await labelledImages(client)).map(({ Id, RepoTags, Labels, Created, Size }) => {
    const name = plainName(RepoTags?.[0] ?? Id);
    return { kind: 'image', id: Id, name, labels: Labels ?? {}, created: Created, size: Size, running: false };
  });
}

/** They say themselves whose they are; the image that bears one may have no label of dox's. */
async function names(client: ApiClient): Promise<OwnedObject[]> {
  interface Listed {
    readonly RepoTags?: readonly string[] | null;
  }
  const query = { filters: JSON.stringify({ reference: [`${passingRepository}:*`] }) };
  const list = await client.json<Listed[]>({ method: 'GET', path: '/images/json', query });
  return list.flatMap(({ RepoTags }) =>
    (RepoTags ?? []).flatMap((name): OwnedObject[] => {
      const owner = ownerOfName(name);
      const labels = { [Label.kind]: 'base', [Label.owner]: owner ?? '' };
      return owner === null ? [] : [{ kind: 'name', id: name, name, labels, created: 0, size: 0, running: false }];
    }),
  );
}

/** An image's name without what only Podman puts before it. */
export function plainName(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/)?/, '');
}

function seconds(date: string | undefined): number {
  const parsed = Date.parse(date ?? '');
  return Number.isNaN(parsed) ? 0 : Math.max(0, Math.floor(parsed / 1000));
}

/** Removes one object by force; already gone is success. */
export async function removeObject(client: ApiClient, { kind, id }: Pick<OwnedObject, 'kind' | 'id'>): Promise<void> {
  if (kind === 'container') return removeContainer(client, id);
  const folder = { image: 'images', name: 'images', volume: 'volumes', network: 'networks' }[kind];
  try {
    await client.send({
      method: 'DELETE',
      path: `/${folder}/${pathOf(id)}`,
      query: kind === 'network' ? {} : { force: true },
    });
  } catch (error) {
    if (!isNotFound(error)) throw engineError(error, `removing ${kind} ${id}`);
  }
}
