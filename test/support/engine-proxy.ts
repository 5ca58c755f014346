import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestEngine } from './setup.ts';

/**
 * Stands between dox and an engine, to make it as slow as no engine is on request: a call is held and never reaches
 * the engine, is answered with a failure, or the whole engine falls silent. What dox closes is closed towards the engine too.
 */
export class EngineProxy {
  /** The engine, as it is reached through here. */
  readonly engine: TestEngine;
  readonly #folder = mkdtempSync(join(tmpdir(), 'dox-proxy-'));
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held: { readonly call: RegExp; readonly arrived: () => void } | null = null;
  #refused: { readonly call: RegExp; readonly message: string; left: number } | null = null;
  #isSilent = false;
  #rewrite: { readonly from: RegExp; readonly to: string } | null = null;

  private constructor(engine: TestEngine) {
    const path = join(this.#folder, 'engine.sock');
    this.engine = { ...engine, host: `unix://${path}` };
    const target = engine.host.slice('unix://'.length);
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#serve(client, target));
  }

  static async start(engine: TestEngine): Promise<EngineProxy> {
    const proxy = new EngineProxy(engine);
    const path = proxy.engine.host.slice('unix://'.length);
    await new Promise<void>((resolve) => proxy.#server.listen({ path, readableAll: true, writableAll: true }, resolve));
    if (engine.user !== null) chownSync(proxy.#folder, engine.user.uid, engine.user.gid);
    return proxy;
  }

  /** From now on the calls whose line (`POST /x?y HTTP/1.1`) matches go no further; resolves when the first comes. */
  hold(call: RegExp): Promise<void> {
    return new Promise((arrived) => {
      this.#held = { call, arrived };
    });
  }

  /** The next so many calls whose line matches go no further, and are answered as an engine answers that failed. */
  refuse(call: RegExp, times: number, message: string): void {
    this.#refused = { call, message, left: times };
  }

  /** From now on what matches in a call's line is replaced. */
  rewrite(from: RegExp, to: string): void {
    this.#rewrite = { from, to };
  }

  /** From now on nothing passes in either direction, and new calls are accepted and never answered. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #serve(client: Socket, target: string): void {
    this.#keep(client);
    client.once('data', (first) => {
      const line = String(first).split('\r\n')[0] ?? '';
      if (this.#held?.call.test(line)) return this.#held.arrived();
      if (this.#refused !== null && this.#refused.left > 0 && this.#refused.call.test(line)) {
        this.#refused.left -= 1;
        const body = JSON.stringify({ cause: this.#refused.message, message: this.#refused.message, response: 500 });
        const length = Buffer.byteLength(body);
        return client.end(
          `HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
        );
      }
      const engine = connect({ path: target, allowHalfOpen: true });
      this.#keep(engine);
      const pass = (from: Socket, to: Socket): void => {
        from.on('data', (chunk) => {
          if (!this.#isSilent) to.write(chunk);
        });
        from.on('end', () => to.end());
        from.on('close', () => to.destroy());
      };
      if (!this.#isSilent) engine.write(this.#rewritten(first, line));
      pass(client, engine);
      pass(engine, client);
    });
  }

  #rewritten(first: Buffer, line: string): Buffer {
    if (this.#rewrite === null) return first;
    const changed = line.replace(this.#rewrite.from, this.#rewrite.to);
    return Buffer.concat([Buffer.from(changed), first.subarray(Buffer.byteLength(line))]);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
  }
}
