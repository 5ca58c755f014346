import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** One call of the engine's HTTP API. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without a version, so that the engine uses its own: dox needs only what all of them have. */
  readonly path: string;
  /** What is undefined is left away. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, as a tar archive. */
  readonly upload?: Readable;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer must begin; 0 for no limit. */
  readonly timeout?: number;
}

/** An answer of the engine's that is not a success; the message is the engine's. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

const usualTimeout = 120_000;

/**
 * Speaks the Docker Engine API over a unix socket. Each call has its own connection: a new one costs 0.2 ms, and
 * none can be found dead when it is used again. Rejects with ApiError, with the socket's own error, or with the
 * signal's AbortError.
 */
export class ApiClient {
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /** Resolves when the head of a successful answer is there; the body is still to be read. */
  open(call: Call): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = this.#send(call, {}, reject);
      sent.on('response', (response) => {
        if (isSuccess(response)) resolve(response);
        else failure(response).then(reject, reject);
      });
    });
  }

  /** Resolves with the answer's JSON, whose shape the caller knows from the API's documentation. */
  async json<T>(call: Call): Promise<T> {
    const text = await readText(await this.open(call));
    return JSON.parse(text) as T;
  }

  /** For calls whose answer says nothing. */
  async send(call: Call): Promise<void> {
    await readText(await this.open(call));
  }

  /**
   * Turns the connection into a two-way stream (attach, exec). The request has no body unless the call has one:
   * Podman hands every byte that follows the head to the container's standard input.
   */
  upgrade(call: Call): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const sent = this.#send(call, { Connection: 'Upgrade', Upgrade: 'tcp' }, reject);
      sent.on('upgrade', (_, socket, head) => {
        if (head.length > 0) socket.unshift(head);
        resolve(socket as Socket);
      });
      sent.on('response', (response) => {
        failure(response).then(reject, reject);
      });
    });
  }

  #send(call: Call, extra: Record<string, string>, reject: (error: Error) => void): ClientRequest {
    const { method, path, query, body, upload, headers, signal, timeout = usualTimeout } = call;
    const data = body === undefined ? '' : JSON.stringify(body);
    const head: Record<string, string | number> = { Host: 'engine', ...extra, ...headers };
    if (upload === undefined) head['Content-Length'] = Buffer.byteLength(data);
    if (upload !== undefined || body !== undefined) {
      head['Content-Type'] = upload === undefined ? 'application/json' : 'application/x-tar';
    }
    const sent = request({
      socketPath: this.#socketPath,
      agent: false,
      method,
      path: path + queryString(query),
      headers: head,
      ...(signal === undefined ? {} : { signal }),
    });
    const late = (): void => {
      sent.destroy(new Error(`no answer to ${method} ${path} within ${timeout / 1000} s`));
    };
    const timer = timeout === 0 ? undefined : setTimeout(late, timeout);
    const settle = (): void => clearTimeout(timer);
    sent.once('response', settle).once('upgrade', settle).once('close', settle);
    sent.on('error', reject);
    if (upload === undefined) sent.end(data);
    else upload.on('error', (error) => sent.destroy(error)).pipe(sent);
    return sent;
  }
}

/** The whole body of an answer. */
export async function readBytes(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The whole body of an answer as text. */
export async function readText(response: IncomingMessage): Promise<string> {
  return (await readBytes(response)).toString('utf8');
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

async function failure(response: IncomingMessage): Promise<ApiError> {
  const text = await readText(response);
  let message = text.trim();
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) message = String(parsed.message);
  } catch {
    // not JSON: the text itself says it
  }
  const { statusCode = 0 } = response;
  return new ApiError(statusCode, message === '' ? `the engine answered ${statusCode}` : message);
}

function queryString(query: Call['query'] = {}): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) given.append(key, String(value));
  return given.size === 0 ? '' : `?${given}`;
}
