import type { Connection } from './connection.ts';
import { engineError } from './engine-error.ts';

interface Inspected {
  readonly NetworkSettings?: {
    readonly SandboxKey?: string;
    readonly IPAddress?: string;
    readonly Networks?: Readonly<Record<string, { readonly IPAddress?: string } | null>> | null;
  } | null;
}

/**
 * How another container joins a running container's network. Podman keeps the one that is joined until the other is
 * gone, so that neither could remove itself at its end; there the namespace's path makes no such bond.
 */
export async function networkOf(id: string, connection: Connection): Promise<string> {
  const byContainer = `container:${id}`;
  if (connection.info.kind === 'docker') return byContainer;
  const { NetworkSettings } = await inspect(id, connection);
  return NetworkSettings?.SandboxKey ? `ns:${NetworkSettings.SandboxKey}` : byContainer;
}

/** The address that other containers reach a running one by, or null where it has none of its own. */
export async function addressOf(id: string, connection: Connection): Promise<string | null> {
  const { NetworkSettings } = await inspect(id, connection);
  const networks = Object.values(NetworkSettings?.Networks ?? {}).map((network) => network?.IPAddress);
  return [...networks, NetworkSettings?.IPAddress].find((address) => address !== undefined && address !== '') ?? null;
}

async function inspect(id: string, { client }: Connection): Promise<Inspected> {
  try {
    return await client.json<Inspected>({ method: 'GET', path: `/containers/${id}/json` });
  } catch (error) {
    throw engineError(error, "looking at a container's network");
  }
}
