import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAnswers } from '../../src/trackers/answers.ts';
import type { Api } from '../../src/trackers/api.ts';

/** What was asked of the server. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it is. */
  readonly body?: unknown;
}

/** A server on the loopback that answers as a web API's documentation says. */
export class ApiServer {
  readonly asked: Asked[] = [];
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const asked: Asked = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      this.asked.push(asked);
      const said = this.#answer(asked, this.asked.length);
      if (said === null) return; // it never answers
      const { status = 200, headers = {}, body = {} } = said;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(status === 304 ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  readonly #answer: (asked: Asked, count: number) => Said | null;
  base = '';

  private constructor(answer: (asked: Asked, count: number) => Said | null) {
    this.#answer = answer;
  }

  /** `count` is how many questions there were, this one included; null: no answer, ever. */
  static async start(answer: (asked: Asked, count: number) => Said | null): Promise<ApiServer> {
    const server = new ApiServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    // listening on TCP, it has an address with a port
    server.base = `http://127.0.0.1:${(server.#server.address() as AddressInfo).port}`;
    return server;
  }

  api(more: Partial<Api> = {}): Api {
    return {
      base: this.base,
      headers: {},
      signal: new AbortController().signal,
      timeout: 5000,
      pauses: [0, 0],
      answers: createAnswers(null),
      now: () => 1_000_000,
      ...more,
    };
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
