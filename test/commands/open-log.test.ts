import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { logLimits, openLog, openPlainLog } from '../../src/commands/open-log.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/log`;
}

async function sizeOf(address: string, limits: ReturnType<typeof logLimits>): Promise<number> {
  let size = 0;
  for await (const chunk of openLog(address, { cwd: '/', stdin: process.stdin }, limits)) size += chunk.length;
  return size;
}

test('a server that never stops dripping is left, though it is never silent', async () => {
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const address = await serve((_, response) => {
    const drip = setInterval(() => response.write('a line\n'), 5);
    response.on('close', () => {
      clearInterval(drip);
      leave();
    });
  });
  await expect(sizeOf(address, { timeout: 60, total: 2, size: 1e9 })).rejects.toMatchObject({
    code: 'pull-failed',
    message: expect.stringContaining('it was not all there after 2 s'),
    hint: expect.stringContaining('--timeout'),
  });
  await left;
});

test.each([
  ['an archive', Buffer.from('PK\x03\x04\x14\0\0\0 and more', 'latin1'), 1e9, 'is a zip archive'],
  ['more than is wanted', Buffer.alloc(2 ** 20, 'a line\n'), 1000, 'is larger than'],
  ['more than is wanted, packed', gzipSync(randomBytes(2 ** 20)), 1000, 'is larger than'],
])('a server is left at once where it gives %s', async (_, bytes, size, message) => {
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const address = await serve((_, response) => {
    response.on('close', () => leave());
    response.write(bytes); // and never ends
  });
  await expect(sizeOf(address, { timeout: 3600, total: 3600, size })).rejects.toMatchObject({
    message: expect.stringContaining(message),
  });
  await left;
});

test('a log that is there in time is read', async () => {
  const address = await serve((_, response) => response.end('a line\n'));
  expect(await sizeOf(address, { timeout: 60, total: 60, size: 1e9 })).toBe(7);
});

test.each([
  ['a zip archive', 'PK\x03\x04\x14\0\0\0', 'is a zip archive'],
  ['xz', '\xfd7zXZ\0\0\x04', 'is packed with xz'],
  ['zstd', '\x28\xb5\x2f\xfd\x04', 'is packed with zstd'],
  ['bzip2', 'BZh91AY&SY', 'is packed with bzip2'],
  ['bzip2 -1', 'BZh11AY&SY', 'is packed with bzip2'],
  // as bzip2 packs what is empty
  ['bzip2 of nothing', 'BZh9\x17rE8P\x90\0\0\0\0', 'is packed with bzip2'],
  ['damaged gzip', '\x1f\x8b\x08abc', 'is damaged gzip'],
])('%s is told by how it begins', async (_, bytes, message) => {
  const address = await serve((_, response) => response.end(Buffer.from(bytes, 'latin1')));
  await expect(sizeOf(address, { timeout: 60, total: 60, size: 1e9 })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(message),
  });
});

test('a text that begins a little like one of them is a text, and what dox has written is never unpacked', async () => {
  for (const text of ['', 'P', 'PK', 'BZh9 is how bzip2 begins\n', 'BZh01AY&SY', '\x1f']) {
    const address = await serve((_, response) => response.end(Buffer.from(text, 'latin1')));
    expect(await sizeOf(address, { timeout: 60, total: 60, size: 1e9 })).toBe(text.length);
  }
  const path = join(mkdtempSync(join(tmpdir(), 'dox-log-')), 'log');
  writeFileSync(path, Buffer.from('\x1f\x8bPK', 'latin1'));
  let size = 0;
  for await (const chunk of openPlainLog(path, logLimits({}))) size += chunk.length;
  rmSync(dirname(path), { recursive: true });
  expect(size).toBe(4);
});

test.each([
  [{}, 60, 600],
  [{ timeout: 5 }, 5, 600],
  [{ timeout: 3600 }, 3600, 3600],
])('with %j the net may be silent for %d s and take %d s', (flags, timeout, total) => {
  expect(logLimits(flags)).toMatchObject({ timeout, total });
});
