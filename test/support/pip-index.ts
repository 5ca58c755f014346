import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { hostAddress } from './host-address.ts';

/** A Python package index (PEP 503) of wheels that hold one empty module each, on an address that containers reach. */
export class PipIndex {
  /** The wheels that were fetched, in order. */
  readonly fetched: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** `python` is the tag of the Pythons that the wheels are for. */
  static async serve(names: readonly string[], python: 'py3' | 'py2.py3' = 'py3'): Promise<PipIndex> {
    const server = createServer();
    const index = new PipIndex(server);
    const tag = `${python}-none-any`;
    const wheels = new Map(names.map((name) => [`${name}-1.0-${tag}.whl`, wheel(name, tag)]));
    server.on('request', (request, response) => {
      const [, folder, name = ''] = (request.url ?? '').split('/');
      if (folder === 'simple' && names.includes(name)) {
        const file = `${name}-1.0-${tag}.whl`;
        response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<a href="/files/${file}">${file}</a>`);
        return;
      }
      const bytes = folder === 'files' ? wheels.get(name) : undefined;
      if (bytes === undefined) {
        response.writeHead(404).end();
        return;
      }
      index.fetched.push(name);
      // as files.pythonhosted.org says of its files
      response.writeHead(200, { 'Cache-Control': 'max-age=365000000, immutable, public' }).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    return index;
  }

  /** What pip is told to use it: it caches nothing of a host that it does not trust. */
  get options(): string {
    return `--trusted-host ${this.variables.PIP_TRUSTED_HOST} --index-url ${this.variables.PIP_INDEX_URL}`;
  }

  /** The same as variables. */
  get variables(): { readonly PIP_INDEX_URL: string; readonly PIP_TRUSTED_HOST: string } {
    const host = hostAddress();
    const { port } = this.#server.address() as AddressInfo;
    return { PIP_INDEX_URL: `http://${host}:${port}/simple`, PIP_TRUSTED_HOST: host };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
function wheel(name: string, tag: string): Buffer {
  const info = `${name}-1.0.dist-info`;
  const tags = tag
    .replace(/-.*/, '')
    .split('.')
    .map((python) => `Tag: ${python}-none-any\n`);
  const files = {
    [`${name}.py`]: '',
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n${tags.join('')}`,
  };
  const record = [...Object.keys(files), `${info}/RECORD`].map((path) => `${path},,\n`).join('');
  return zip({ ...files, [`${info}/RECORD`]: record });
}

/** A ZIP archive without compression (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16). */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed; no flags, stored, midnight
    common.writeUInt16LE(0x21, 8); // 1980-01-01
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(0o100644 * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, name);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}
