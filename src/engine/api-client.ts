import { Agent, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import Docker from 'dockerode';

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

/** What dox uses of docker-modem, which has no types of its own. */
interface Modem {
  dial(options: Dial, callback: (error: DialError | null, answer: unknown) => void): void;
}

interface Dial {
  readonly path: string;
  readonly method: Call['method'];
  readonly options: { readonly _query: Record<string, unknown>; readonly _body: unknown };
  readonly headers: Record<string, string>;
  readonly isStream: true;
  readonly hijack: boolean;
  readonly statusCodes: Readonly<Record<number, true>>;
  readonly abortSignal: AbortSignal;
  readonly file?: Readable | Buffer;
}

type DialError = Error & { readonly statusCode?: number };

/** Connections are not kept. Node is not to work out a server's name for TLS, which takes 5 ms the first time. */
const agentOptions = { keepAlive: false, servername: '' };

const success = Object.fromEntries([200, 201, 202, 204].map((status) => [status, true] as const));

/**
 * Speaks the Docker Engine API over a unix socket, through dockerode's own transport: dox needs streams, a time limit
 * for each call and the engine's own words, which dockerode's methods on top of it do not give. Rejects with
 * ApiError, with the socket's own error, or with the signal's AbortError.
 */
export class ApiClient {
  readonly #modem: Modem;

  constructor(socketPath: string) {
    // an empty host: DOCKER_HOST, which dockerode would read, has no say any more
    const options = { socketPath, host: '', agent: new Agent(agentOptions) };
    this.#modem = new Docker(options).modem as Modem;
  }

  /** Resolves when the head of a successful answer is there; the body is still to be read. */
  open(call: Call): Promise<IncomingMessage> {
    return this.#dial(call, false) as Promise<IncomingMessage>;
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

  /** Turns the connection into a two-way stream (attach, exec). */
  upgrade(call: Call): Promise<Socket> {
    return this.#dial(call, true) as Promise<Socket>;
  }

  #dial(call: Call, hijack: boolean): Promise<unknown> {
    const { method, path, query = {}, body, upload, headers, signal, timeout = usualTimeout } = call;
    const late = new AbortController();
    const timer = timeout === 0 ? undefined : setTimeout(() => late.abort(), timeout);
    // Podman hands every byte after the head to the container, also those of an empty chunked body: have no chunks
    const file = upload ?? (hijack && body === undefined ? Buffer.alloc(0) : undefined);
    const dial: Dial = {
      // the question mark tells docker-modem to add the query
      path: `${path}?`,
      method,
      options: {
        _query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)),
        _body: body ?? {},
      },
      // connections are not kept: a new one costs 0.2 ms, and none can be found dead when it is used again
      headers: { Connection: 'close', ...headers },
      isStream: true,
      hijack,
      statusCodes: success,
      abortSignal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
      ...(file === undefined ? {} : { file }),
    };
    return new Promise((resolve, reject) => {
      this.#modem.dial(dial, (error, answer) => {
        clearTimeout(timer);
        if (error === null) resolve(answer);
        else if (late.signal.aborted) reject(new Error(`no answer to ${method} ${path} within ${timeout / 1000} s`));
        else reject(error.statusCode === undefined ? error : new ApiError(error.statusCode, engineWords(error)));
      });
    });
  }
}

/** What the engine said, without docker-modem's words around it. */
function engineWords({ message, statusCode }: DialError): string {
  const words = message.replace(/^\(HTTP code \d+\) unexpected - /, '').trim();
  return words === '' ? `the engine answered ${statusCode}` : words;
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
