import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { hostAddress } from './host-address.ts';

/** A Debian package that holds nothing but the program /usr/bin/NAME, which prints its name and version. */
export interface TestPackage {
  readonly name: string;
  readonly version: string;
  readonly depends?: string;
}

/**
 * A small Debian archive for bookworm, amd64 and i386, unsigned, served on this machine's own address, which containers
 * reach on every engine (a rootless one does not let them reach the loopback). What it has can be changed.
 */
export class AptArchive {
  /** The packages that were fetched, as `NAME VERSION`. */
  readonly fetched: string[] = [];
  #packages: readonly TestPackage[];
  readonly #server: Server;

  private constructor(server: Server, packages: readonly TestPackage[]) {
    this.#server = server;
    this.#packages = packages;
  }

  static async serve(packages: readonly TestPackage[]): Promise<AptArchive> {
    const server = createServer();
    const archive = new AptArchive(server, packages);
    server.on('request', async (request, response) => {
      const body = await archive.#file((request.url ?? '').replace(/^\//, ''));
      response.writeHead(body === null ? 404 : 200).end(body ?? undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    return archive;
  }

  /** As the key `snapshot` takes it. */
  get address(): string {
    return `trusted:http://${hostAddress()}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on it has these and no others. */
  offer(packages: readonly TestPackage[]): void {
    this.#packages = packages;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #file(path: string): Promise<Uint8Array | null> {
    const index = await this.#index();
    if (/^dists\/bookworm\/main\/binary-(amd64|i386)\/Packages$/.test(path)) return Buffer.from(index);
    if (path === 'dists/bookworm/Release') return Buffer.from(release(index));
    const found = this.#packages.find((each) => path === poolPath(each));
    if (found === undefined) return null;
    this.fetched.push(`${found.name} ${found.version}`);
    return debFile(found);
  }

  async #index(): Promise<string> {
    const stanzas = this.#packages.map(async (each) => {
      const bytes = await debFile(each);
      return `${control(each)}Filename: ${poolPath(each)}\nSize: ${bytes.length}\nSHA256: ${sha256(bytes)}\n`;
    });
    return (await Promise.all(stanzas)).join('\n');
  }
}

function poolPath({ name, version }: TestPackage): string {
  return `pool/${name}_${version}_all.deb`;
}

/** Debian Policy 5.3; deb-control(5). */
function control({ name, version, depends }: TestPackage): string {
  const lines = [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: all',
    'Maintainer: nobody <nobody@localhost>',
    ...(depends === undefined ? [] : [`Depends: ${depends}`]),
    'Description: made by a test',
  ];
  return `${lines.join('\n')}\n`;
}

/** https://wiki.debian.org/DebianRepository/Format */
function release(index: string): string {
  const bytes = Buffer.from(index);
  const sums = ['amd64', 'i386'].map((arch) => ` ${sha256(bytes)} ${bytes.length} main/binary-${arch}/Packages\n`);
  return `Suite: bookworm\nCodename: bookworm\nDate: ${new Date().toUTCString()}\nArchitectures: amd64 i386\nComponents: main\nSHA256:\n${sums.join('')}`;
}

/** deb(5): an ar archive of the format's version, control.tar and data.tar. */
async function debFile(made: TestPackage): Promise<Buffer> {
  const program = `#!/bin/sh\necho ${made.name} ${made.version}\n`;
  const members = [
    ['debian-binary', Buffer.from('2.0\n')],
    ['control.tar.gz', await tarGz([['./control', control(made), 0o644]])],
    [
      'data.tar.gz',
      await tarGz([
        ['./usr/bin/', null, 0o755],
        [`./usr/bin/${made.name}`, program, 0o755],
      ]),
    ],
  ] as const;
  const parts = members.flatMap(([name, bytes]) => [
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`,
    ),
    bytes,
    Buffer.alloc(bytes.length % 2, '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

async function tarGz(entries: readonly (readonly [string, string | null, number])[]): Promise<Buffer> {
  const tar = pack();
  const mtime = new Date(0);
  for (const [name, text, mode] of entries) {
    if (text === null) tar.entry({ name, mode, mtime, type: 'directory' });
    else tar.entry({ name, mode, mtime }, text);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks), { level: 1 });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
