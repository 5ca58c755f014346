import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Project } from './project.ts';
import type { TestEngine } from './setup.ts';

type Method = 'GET' | 'POST' | 'DELETE';

/** Calls an engine's API over its socket; the answer's JSON, or null where it is empty. Rejects on 400 and above. */
export async function callEngine<T>(engine: TestEngine, method: Method, path: string, body?: unknown): Promise<T> {
  const text = await askEngine(engine, method, path, body);
  return JSON.parse(text.trim() === '' ? 'null' : text); // Podman says it with a line end
}

/** The same where the answer is no JSON, such as a command's output: all of it, when it has ended. */
export function askEngine(engine: TestEngine, method: Method, path: string, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const data = body === undefined ? '' : JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(data) };
    const socketPath = engine.host.slice('unix://'.length);
    const sent = request({ socketPath, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        if ((response.statusCode ?? 500) >= 400) reject(new Error(`${method} ${path}: ${text}`));
        else resolve(text);
      });
    });
    sent.on('error', reject).end(data);
  });
}

/** Something in the engine that carries dox's labels. */
export interface EngineObject {
  readonly kind: 'container' | 'network' | 'volume';
  readonly id: string;
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Listed {
  readonly Id?: string;
  readonly Name?: string;
  readonly State?: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** All containers, networks and volumes that carry dox's labels, whoever made them. */
export async function ownedByDox(engine: TestEngine): Promise<readonly EngineObject[]> {
  const query = `filters=${encodeURIComponent(JSON.stringify({ label: ['io.dox.kind'] }))}`;
  const [containers, networks, volumes] = await Promise.all([
    callEngine<Listed[]>(engine, 'GET', `/containers/json?all=1&${query}`),
    callEngine<Listed[]>(engine, 'GET', `/networks?${query}`),
    callEngine<{ readonly Volumes: Listed[] | null }>(engine, 'GET', `/volumes?${query}`),
  ]);
  const objects = (kind: EngineObject['kind'], list: readonly Listed[]): EngineObject[] =>
    list.map(({ Id, Name, State, Labels }) => ({
      kind,
      id: Id ?? Name ?? '',
      state: State ?? '',
      labels: Labels ?? {},
    }));
  return [
    ...objects('container', containers),
    ...objects('network', networks),
    ...objects('volume', volumes.Volumes ?? []),
  ];
}

/** Those that the runs of this project have left in the engine so far. */
export async function leftBy(project: Project, engine = project.engine): Promise<readonly EngineObject[]> {
  const runs = new Set(readdirSync(join(project.path, '.dox/runs')));
  return (await ownedByDox(engine)).filter(({ labels }) => runs.has(labels['io.dox.run'] ?? ''));
}
