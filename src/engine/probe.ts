import { type BigIntStats, promises as fs } from 'node:fs';
import { errorCode } from '../base/error-code.ts';
import { ApiClient, ApiError, readText } from './api-client.ts';

/** What is at a socket's path. */
export type Probe =
  | {
      readonly state: 'answers';
      readonly kind: 'docker' | 'podman';
      readonly apiVersion: string;
      /** Changes when another engine, or another version, stands behind the path. */
      readonly identity: string;
    }
  | {
      readonly state: 'absent' | 'not a socket' | 'permission denied' | 'refused' | 'silent' | 'not an engine';
      /** Why, for a person: completes "PATH: …". */
      readonly why: string;
    };

export interface ProbeOptions {
  readonly signal: AbortSignal;
  /** Milliseconds that it may take to answer. */
  readonly timeout: number;
}

/** Asks who is there: one `GET /_ping`, whose headers say kind and version. Rejects only when aborted. */
export async function probe(path: string, { signal, timeout }: ProbeOptions): Promise<Probe> {
  let stat: BigIntStats;
  try {
    stat = await fs.stat(path, { bigint: true });
  } catch (error) {
    const isDenied = errorCode(error) === 'EACCES';
    return isDenied ? denied : { state: 'absent', why: 'there is no such file' };
  }
  if (!stat.isSocket()) return { state: 'not a socket', why: 'it is not a socket' };
  const limit = AbortSignal.timeout(timeout);
  try {
    const response = await new ApiClient(path).open({
      method: 'GET',
      path: '/_ping',
      signal: AbortSignal.any([signal, limit]),
      timeout: 0,
    });
    await readText(response);
    const { 'api-version': apiVersion, 'libpod-api-version': libpod, server } = response.headers;
    if (typeof apiVersion !== 'string') return notAnEngine('it answers, but not as Docker or Podman');
    const identity = [stat.dev, stat.ino, stat.ctimeNs, stat.mtimeNs, server, libpod, apiVersion].join(' ');
    return { state: 'answers', kind: libpod === undefined ? 'docker' : 'podman', apiVersion, identity };
  } catch (error) {
    signal.throwIfAborted();
    return problem(error, limit.aborted, timeout);
  }
}

const denied: Probe = { state: 'permission denied', why: 'permission denied' };

function notAnEngine(why: string): Probe {
  return { state: 'not an engine', why };
}

function problem(error: unknown, isLate: boolean, timeout: number): Probe {
  if (isLate) return { state: 'silent', why: `it accepts, but does not answer within ${timeout / 1000} s` };
  const code = errorCode(error);
  if (code === 'EACCES' || code === 'EPERM') return denied;
  if (code === 'ECONNREFUSED') return { state: 'refused', why: 'nobody listens there' };
  if (code === 'ENOENT') return { state: 'absent', why: 'there is no such file' };
  const message = error instanceof Error ? error.message : String(error);
  return notAnEngine(error instanceof ApiError ? `it answers ${error.status}: ${message}` : message);
}
