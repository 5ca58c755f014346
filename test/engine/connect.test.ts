import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DoxError } from '../../src/base/dox-error.ts';
import { type ConnectOptions, connect, diagnoseEngines } from '../../src/engine/connect.ts';
import { findPodman } from '../../src/engine/podman-service.ts';
import { probe } from '../../src/engine/probe.ts';
import { testSetup } from '../support/setup.ts';

const setup = testSetup();
const signal = new AbortController().signal;
const servers: (Server | HttpServer)[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dox-connect-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await closed(server);
  rmSync(folder, { recursive: true, force: true });
});

function options(env: Record<string, string>, more: Partial<ConnectOptions> = {}): ConnectOptions {
  const all = { XDG_CACHE_HOME: join(folder, 'cache'), XDG_RUNTIME_DIR: join(folder, 'run'), ...env };
  return { env: all, home: folder, uid: process.getuid?.() ?? 0, signal, probeTimeout: 300, ...more };
}

function listen<T extends Server | HttpServer>(server: T, name: string): Promise<string> {
  servers.push(server);
  const path = join(folder, name);
  return new Promise((resolve) => server.listen(path, () => resolve(path)));
}

function closed(server: Server | HttpServer): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Says what an engine says of itself; the real ones cannot be made to be another one. */
function sham(facts: { readonly version: string; readonly rootless: boolean }): HttpServer & { infos: number } {
  const server = Object.assign(
    createHttpServer((request, response) => {
      response.setHeader('Api-Version', '1.47');
      response.setHeader('Server', `Docker/${facts.version} (linux)`);
      if (request.url?.startsWith('/_ping')) {
        response.end('OK');
        return;
      }
      server.infos += 1;
      const SecurityOptions = facts.rootless ? ['name=seccomp,profile=builtin', 'name=rootless'] : [];
      response.end(
        JSON.stringify({ ServerVersion: facts.version, OSType: 'linux', Architecture: 'aarch64', SecurityOptions }),
      );
    }),
    { infos: 0 },
  );
  return server;
}

async function failure(made: ConnectOptions): Promise<DoxError> {
  return connect(made).then(
    () => Promise.reject(new Error('it connected')),
    (error) => error,
  );
}

describe.each(setup.engines)('$name', (engine) => {
  test('is what it is', async () => {
    const { info } = await connect(options({ DOCKER_HOST: engine.host }, { probeTimeout: 5000 }));
    expect(info).toMatchObject({
      kind: engine.name === 'docker' ? 'docker' : 'podman',
      rootless: engine.name === 'podman-rootless',
      buildkit: engine.name === 'docker',
      host: engine.host,
      chosenBy: 'DOCKER_HOST',
    });
    expect(info.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(info.apiVersion).toMatch(/^1\.\d+$/);
    expect(info.platform).toMatch(/^linux\/(amd64|arm64)$/);
  });
});

test('a path alone is an address too', async () => {
  const path = await listen(sham({ version: '27.0.0', rootless: true }), 'engine.sock');
  const { info } = await connect(options({ DOCKER_HOST: path }));
  expect(info).toMatchObject({ version: '27.0.0', rootless: true, platform: 'linux/arm64', host: `unix://${path}` });
});

test.each(['tcp://127.0.0.1:2375', 'ssh://build@host', 'http://host', 'npipe:////./pipe/x', 'host:2375'])(
  'an engine at %s is refused with a next step',
  async (host) => {
    const error = await failure(options({ DOCKER_HOST: host }));
    expect(error).toMatchObject({ code: 'usage', hint: expect.stringContaining('DOCKER_HOST') });
    expect(error.message).toContain('on this machine');
  },
);

test('an engine that was asked for and is not there is an error, whatever else there is', async () => {
  mkdirSync(join(folder, 'run'));
  await listen(sham({ version: '27.0.0', rootless: false }), 'run/docker.sock');
  const error = await failure(options({ DOCKER_HOST: `unix://${folder}/none.sock` }));
  expect(error).toMatchObject({ code: 'engine-unreachable', hint: expect.stringContaining('unset DOCKER_HOST') });
  expect(error.message).toContain('DOCKER_HOST');
  expect(error.detail).toBe(`${folder}/none.sock: there is no such file`);
});

test('a socket that accepts and never answers is given up', async () => {
  const path = await listen(
    createServer((socket) => socket.resume()),
    'silent.sock',
  );
  const error = await failure(options({ DOCKER_HOST: path }));
  expect(error).toMatchObject({ code: 'engine-unreachable', retryMayHelp: true });
  expect(error.detail).toBe(`${path}: it accepts, but does not answer within 0.3 s`);
});

test('a plain file, a folder, and what answers otherwise are no engines', async () => {
  writeFileSync(join(folder, 'file'), 'text');
  const other = await listen(
    createHttpServer((_, response) => response.writeHead(404).end('no')),
    'other.sock',
  );
  const rude = await listen(
    createServer((socket) => socket.resume().end('hello\n')),
    'rude.sock',
  );
  expect((await failure(options({ DOCKER_HOST: `${folder}/file` }))).detail).toContain('not a socket');
  expect((await failure(options({ DOCKER_HOST: folder }))).detail).toContain('not a socket');
  expect((await failure(options({ DOCKER_HOST: other }))).detail).toContain('answers 404');
  expect((await failure(options({ DOCKER_HOST: rude }))).code).toBe('engine-unreachable');
});

test('a socket that nobody listens to any more is refused', async () => {
  const path = join(folder, 'left.sock');
  const server = createServer();
  await listen(server, 'engine.sock');
  renameSync(join(folder, 'engine.sock'), path);
  await closed(server);
  servers.length = 0;
  expect((await failure(options({ DOCKER_HOST: path }))).detail).toBe(`${path}: nobody listens there`);
});

test.skipIf(setup.plainUser === null || process.getuid?.() !== 0)(
  'a socket that the user may not use is said to be so, with a way out',
  async () => {
    const path = await listen(sham({ version: '27.0.0', rootless: false }), 'root.sock');
    chmodSync(folder, 0o755);
    chmodSync(path, 0o600);
    process.seteuid?.(setup.plainUser?.uid ?? 0);
    try {
      const error = await failure(options({ DOCKER_HOST: path }));
      expect(error).toMatchObject({ detail: `${path}: permission denied`, hint: expect.stringContaining('usermod') });
    } finally {
      process.seteuid?.(0);
    }
  },
);

describe('docker contexts', () => {
  // printf mine | sha256sum
  const sha256OfMine = '3fd30542fe3f61b14bd4a4b2dc0b6fb30fa6f63ebce52dd1778aaa8c4dc02cff';

  function context(host: string): void {
    const meta = join(folder, '.docker/contexts/meta', sha256OfMine);
    mkdirSync(meta, { recursive: true });
    const text = JSON.stringify({
      Name: 'mine',
      Metadata: {},
      Endpoints: { docker: { Host: host, SkipTLSVerify: false } },
    });
    writeFileSync(join(meta, 'meta.json'), text);
    writeFileSync(join(folder, '.docker/config.json'), '{"currentContext": "mine"}');
  }

  test("config.json's current context is used, DOCKER_CONTEXT and DOCKER_HOST go before it", async () => {
    const path = await listen(sham({ version: '1.0.0', rootless: false }), 'mine.sock');
    const other = await listen(sham({ version: '2.0.0', rootless: false }), 'other.sock');
    context(`unix://${path}`);
    expect((await connect(options({}))).info).toMatchObject({ version: '1.0.0', chosenBy: 'docker context mine' });
    expect((await connect(options({ DOCKER_CONTEXT: 'mine' }))).info.version).toBe('1.0.0');
    expect((await connect(options({ DOCKER_CONTEXT: 'mine', DOCKER_HOST: other }))).info.version).toBe('2.0.0');
    expect((await connect(options({ DOCKER_HOST: '', CONTAINER_HOST: other }))).info.chosenBy).toBe('CONTAINER_HOST');
  });

  test('one that is not there, or elsewhere, is a usage error', async () => {
    context('ssh://far');
    expect(await failure(options({}))).toMatchObject({ code: 'usage', message: expect.stringContaining('ssh://far') });
    expect(await failure(options({ DOCKER_CONTEXT: 'none' }))).toMatchObject({ code: 'usage' });
  });
});

test('an engine is asked once what it is, until another one stands behind its socket', async () => {
  const first = sham({ version: '27.0.0', rootless: true });
  const path = await listen(first, 'engine.sock');
  const made = options({ DOCKER_HOST: path });
  expect((await connect(made)).info.rootless).toBe(true);
  expect((await connect(made)).info.rootless).toBe(true);
  expect(first.infos).toBe(1);
  await closed(first);
  await listen(sham({ version: '27.0.0', rootless: false }), 'engine.sock');
  expect((await connect(made)).info.rootless).toBe(false);
  writeFileSync(join(folder, 'cache/dox/engines.json'), '{"broken');
  expect((await connect(made)).info.rootless).toBe(false);
});

test('an abort ends the search', async () => {
  const path = await listen(
    createServer((socket) => socket.resume()),
    'silent.sock',
  );
  const controller = new AbortController();
  const connecting = connect(options({ DOCKER_HOST: path }, { signal: controller.signal, probeTimeout: 60_000 }));
  controller.abort();
  await expect(connecting).rejects.toMatchObject({ code: 'interrupted' });
});

async function usualEngine(): Promise<boolean> {
  const usual = ['/var/run/docker.sock', '/run/podman/podman.sock'];
  const found = await Promise.all(usual.map((path) => probe(path, { signal, timeout: 1000 })));
  return found.some(({ state }) => state === 'answers');
}

const podmanEngine = setup.engines.find(({ name }) => name === 'podman');
const podman = findPodman(process.env);

describe.skipIf(await usualEngine())('on a machine where no usual socket answers', () => {
  test('with nothing at all, it says what was tried and what to install', async () => {
    const error = await failure(options({ PATH: folder }));
    expect(error).toMatchObject({ code: 'engine-unreachable', hint: expect.stringContaining('apt-get install') });
    expect(error.detail).toContain('/var/run/docker.sock');
    expect(error.detail).toContain(join(folder, 'run/podman/podman.sock'));
  });

  test('doctor is told of every place', async () => {
    mkdirSync(join(folder, 'run'));
    const path = await listen(sham({ version: '27.0.0', rootless: true }), 'run/docker.sock');
    writeFileSync(join(folder, 'podman'), '', { mode: 0o755 });
    const { tried, chosen, problem, podman } = await diagnoseEngines(options({ PATH: folder }));
    expect(chosen).toMatchObject({ host: `unix://${path}`, chosenBy: 'usual socket' });
    expect(problem).toBeNull();
    expect(podman).toBe(join(folder, 'podman'));
    expect(tried.length).toBeGreaterThan(6);
    expect(tried.filter((one) => one.probe.state === 'answers').map((one) => one.candidate.path)).toEqual([path]);
  });

  test.skipIf(podman === null || podmanEngine === undefined)(
    'with a podman program alone, its service is started, once for all',
    async () => {
      mkdirSync(join(folder, 'bin'));
      for (const name of ['podman', 'conmon', 'runc', 'crun', 'catatonit', 'fuse-overlayfs']) {
        const program = process.env.PATH?.split(':')
          .map((entry) => join(entry, name))
          .find(exists);
        if (program !== undefined) symlinkSync(program, join(folder, 'bin', name));
      }
      const made = options(
        { ...podmanEngine?.env, PATH: `${folder}/bin:/usr/sbin:/sbin` },
        { runtimeDir: join(folder, 'own'), probeTimeout: 5000 },
      );
      try {
        const engines = await Promise.all([connect(made), connect(made), connect(made)]);
        for (const { info } of engines) {
          expect(info).toMatchObject({
            kind: 'podman',
            chosenBy: 'started by dox',
            host: `unix://${folder}/own/podman.sock`,
          });
        }
        expect(processesWith(join(folder, 'own/podman.sock'))).toHaveLength(1);
        expect(await engines[0]?.image('dox-test/none:1')).toBeNull();
      } finally {
        for (const pid of processesWith(join(folder, 'own/podman.sock'))) process.kill(pid);
      }
    },
  );

  test('a podman that fails is shown with what it says', async () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/podman'), '#!/bin/sh\necho "cannot set up namespace" >&2\nexit 125\n', {
      mode: 0o755,
    });
    const error = await failure(options({ PATH: join(folder, 'bin') }, { runtimeDir: join(folder, 'own') }));
    expect(error).toMatchObject({ code: 'engine-unreachable', detail: 'cannot set up namespace' });
  });
});

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Ids of the processes that have a word in their command line. */
function processesWith(word: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(word) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
