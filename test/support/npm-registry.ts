import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { hostAddress } from './host-address.ts';

/** An npm registry of packages, each one module that exports its name, on an address that containers reach. */
export class NpmRegistry {
  /** The packages whose archives were fetched, in order. */
  readonly fetched: string[] = [];
  readonly #server: Server;
  readonly #archives: ReadonlyMap<string, Buffer>;

  private constructor(server: Server, archives: ReadonlyMap<string, Buffer>) {
    this.#server = server;
    this.#archives = archives;
  }

  static async serve(names: readonly string[]): Promise<NpmRegistry> {
    const server = createServer();
    const archives = new Map<string, Buffer>();
    for (const name of names) archives.set(name, await archive(name));
    const registry = new NpmRegistry(server, archives);
    server.on('request', (request, response) => {
      const [, name = '', file] = (request.url ?? '').split('/');
      const bytes = archives.get(name);
      if (bytes === undefined) {
        response.writeHead(404).end('{}');
      } else if (file === undefined) {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(registry.#document(name)));
      } else {
        registry.fetched.push(name);
        response.writeHead(200).end(bytes);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    return registry;
  }

  get address(): string {
    return `http://${hostAddress()}:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
  #document(name: string) {
    // npm takes from its cache what has this sum
    const sum = createHash('sha512')
      .update(this.#archives.get(name) ?? '')
      .digest('base64');
    const dist = { tarball: `${this.address}${name}/${name}-1.0.0.tgz`, integrity: `sha512-${sum}` };
    const version = { ...manifest(name), dist };
    return { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } };
  }
}

async function archive(name: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'package/package.json' }, JSON.stringify(manifest(name)));
  const module = `#!/usr/bin/env node\nmodule.exports = '${name}';\nif (require.main === module) console.log('${name} runs');\n`;
  tar.entry({ name: 'package/index.js', mode: 0o755 }, module);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

function manifest(name: string) {
  return { name, version: '1.0.0', main: 'index.js', bin: { [name]: 'index.js' } };
}
