import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { callEngine } from '../support/engine-objects.ts';
import { Project } from '../support/project.ts';
import { nameInRegistry } from '../support/registry.ts';
import { type TestEngine, testSetup } from '../support/setup.ts';

const { engines, registry } = testSetup();
const projects: Project[] = [];
const made = new Map<TestEngine, Set<string>>();

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

afterAll(async () => {
  for (const [engine, names] of made) for (const name of names) await removed(engine, name);
});

/** A path of the tests' registry that nobody else writes to. */
const path = (): string => `dox-test-${randomBytes(4).toString('hex')}`;

async function removed(engine: TestEngine, name: string): Promise<void> {
  await callEngine(engine, 'DELETE', `/images/${encodeURIComponent(name)}?force=true`).catch(() => undefined);
}

/** The name of the image that a project's one target runs on. */
async function prepared(here: Project): Promise<string> {
  const plan = await here.dox(['plan', '--resolve', '--json']);
  const [{ reference }] = JSON.parse(plan.stdout).resolved;
  made.set(here.engine, (made.get(here.engine) ?? new Set()).add(reference));
  return reference;
}

describe.skipIf(registry === null).each(engines)('a cache registry, on $name', (engine) => {
  const image = `${engine.prefix}debian:bookworm-slim`;
  /** What prep leaves says which build it was. */
  const dox = (where: string, salt: string): string => `project: cached
image: ${image}
cache_registry: ${where}
prep: ['echo ${salt}', 'cat /proc/sys/kernel/random/uuid >/built']
commands: ['echo "built $(cat /built)"']
`;
  const project = (where: string, salt: string, on = engine): Project => {
    const here = new Project(on, { 'dox.yml': dox(where, salt) });
    projects.push(here);
    return here;
  };
  const built = (stdout: string): string => /^built ([0-9a-f-]{36})$/m.exec(stdout)?.[1] ?? '';

  test('what one pushes, another, empty engine takes and builds nothing', async () => {
    const [where, salt] = [`${registry}/${path()}`, randomBytes(4).toString('hex')];
    const first = await project(where, salt).dox(['--push']);
    expect(first.code, first.all).toBe(0);
    expect(first.stderr).toContain('preparing');
    const other = engines.find(({ name }) => name !== engine.name && name !== 'podman-rootless') ?? engine;
    const there = project(where, salt, other);
    await prepared(project(where, salt));
    await removed(other, await prepared(there));
    const second = await there.dox([]);
    expect(second.code, second.all).toBe(0);
    expect(built(second.stdout), second.all).toBe(built(first.stdout));
    expect(second.stderr).not.toContain('preparing');
    const { stdout } = await there.dox(['images', '--all']);
    expect(stdout).not.toContain(where); // the registry's name for it is gone again
  });

  test('dox images push makes what is missing, and says what it pushed', async () => {
    const [where, salt] = [`${registry}/${path()}`, randomBytes(4).toString('hex')];
    const here = project(where, salt);
    const push = await here.dox(['images', 'push']);
    expect(push.code, push.all).toBe(0);
    const reference = await prepared(here);
    expect(push.stdout).toBe(`pushed ${where}/${reference.slice('dox/'.length)}\n`);
    const first = await here.dox([]);
    await removed(engine, reference);
    const again = await here.dox([]);
    expect(built(again.stdout), again.all).toBe(built(first.stdout));
  });

  test('another image under its name is not taken', async () => {
    const [name, salt] = [path(), randomBytes(4).toString('hex')];
    const here = project(`${registry}/${name}`, salt);
    expect((await here.dox(['--push'])).code).toBe(0);
    const reference = await prepared(here);
    await nameInRegistry(registry ?? '', 'library/debian:bookworm-slim', `${name}/${reference.slice('dox/'.length)}`);
    await removed(engine, reference);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stderr).toContain('is not made of this recipe: it is built instead');
    expect(built(run.stdout)).not.toBe('');
  });

  test('with a lock, an image that is not the locked one is not taken', async () => {
    const [where, salt] = [`${registry}/${path()}`, randomBytes(4).toString('hex')];
    const here = project(where, salt);
    expect((await here.dox(['lock'])).code).toBe(0);
    const reference = await prepared(here);
    await removed(engine, reference);
    const run = await here.dox(['-r', '--push']); // another build than the one that was locked
    expect(run.code, run.all).toBe(0);
    await removed(engine, reference);
    const again = await here.dox([]);
    expect(again.code, again.all).toBe(0);
    expect(again.stderr).toMatch(
      /is sha256:[0-9a-f]{64}, and dox\.lock holds sha256:[0-9a-f]{64}: it is built instead/,
    );
  });

  test('one that does not answer costs a warning, not the run; pushing to it is 3', async () => {
    const here = project('127.0.0.1:1/dox', randomBytes(4).toString('hex'));
    const run = await here.dox(['--push']);
    expect(run.code, run.all).toBe(0);
    expect(run.stderr).toContain('the cache registry cannot be asked, so it is built');
    expect(run.stderr).toContain('could not be pushed');
    const push = await here.dox(['images', 'push']);
    expect(push.code, push.all).toBe(3);
    await prepared(here);
  });
});

test('pushing needs somewhere to push to', async () => {
  const [engine] = engines;
  if (engine === undefined) throw new Error('there is no engine');
  const here = new Project(engine, { 'dox.yml': "image: debian:bookworm-slim\ncommands: ['true']\n" });
  projects.push(here);
  for (const args of [['--push'], ['images', 'push']]) {
    const run = await here.dox(args);
    expect(run.code, run.all).toBe(2);
    expect(run.stderr).toContain('cache_registry');
  }
});

const docker = engines.find(({ name }) => name === 'docker');

describe.skipIf(docker === undefined)('a registry that wants to know who asks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dox-registry-'));
  let server: ChildProcess | undefined;

  afterAll(() => {
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Debian's docker-registry, for the user dox with the password secret. */
  async function registryWithPassword(): Promise<string> {
    const port = await freePort();
    const config = `version: 0.1
storage: {filesystem: {rootdirectory: ${folder}/data}}
http: {addr: '127.0.0.1:${port}'}
auth: {htpasswd: {realm: test, path: ${folder}/htpasswd}}
`;
    writeFileSync(join(folder, 'config.yml'), config);
    // bcrypt of `secret`
    writeFileSync(join(folder, 'htpasswd'), 'dox:$2y$05$.H3n3IQWthv3k86vhGJ4/eEAX9L7Jo6eZ1jIt2yGoJdQMqC6zLhiy\n');
    server = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
    const answers = async (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${port}/v2/`).then(
        ({ status }) => status === 401,
        () => false,
      );
    while (!(await answers())) if (server.exitCode !== null) throw new Error('docker-registry does not start');
    return `127.0.0.1:${port}`;
  }

  test("takes the credentials of Docker's config.json, and refuses others", async () => {
    if (docker === undefined) throw new Error('there is no Docker');
    const where = await registryWithPassword();
    const text = `project: private\nimage: ${docker.prefix}debian:bookworm-slim\ncache_registry: ${where}/dox\n`;
    const here = new Project(docker, { 'dox.yml': `${text}prep: ['echo ${where}']\ncommands: ['true']\n` });
    projects.push(here);
    const stranger = await here.dox(['images', 'push']);
    expect(stranger.code, stranger.all).toBe(3);
    expect(stranger.stderr).toContain(`docker login ${where}`);
    mkdirSync(join(here.path, 'config'));
    const auth = Buffer.from('dox:secret').toString('base64');
    here.write('config/config.json', JSON.stringify({ auths: { [where]: { auth } } }));
    const env = { DOCKER_CONFIG: join(here.path, 'config') };
    const known = await here.dox(['images', 'push'], { env });
    expect(known.code, known.all).toBe(0);
    const reference = await prepared(here);
    await removed(docker, reference);
    const run = await here.dox([], { env });
    expect(run.code, run.all).toBe(0);
    expect(run.stderr).not.toContain('preparing');
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
