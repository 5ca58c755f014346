import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Label } from '../../src/base/labels.ts';
import { ApiClient } from '../../src/engine/api-client.ts';
import { connect } from '../../src/engine/connect.ts';
import { isContainerGone } from '../../src/engine/engine-error.ts';
import { EngineProxy } from '../support/engine-proxy.ts';
import { testSetup } from '../support/setup.ts';
import { Contract, signalled } from './contract.ts';

/**
 * Leaves in Podman's log of events what another process would be just writing; what it gives back writes the rest, since
 * nobody else's container can be told apart from a broken log.
 */
function writeHalfALine(path: string): () => void {
  const ID = createHash('sha256').update(randomBytes(8)).digest('hex');
  const event = { ID, Image: '', Name: 'half', Status: 'init', Time: '2026-01-01T00:00:00Z', Type: 'container' };
  const whole = JSON.stringify({ ...event, Attributes: {} });
  appendFileSync(path, `${whole.slice(0, 40).padEnd(whole.length)}\n`);
  return () => {
    const at = readFileSync(path).indexOf(whole.slice(0, 40));
    if (at < 0) return; // Podman has begun a new log
    const file = openSync(path, 'r+');
    writeSync(file, whole, at);
    closeSync(file);
  };
}

describe.each(testSetup().engines)('containers on $name', (host) => {
  const contract = new Contract(host);
  const isRootlessPodman = host.name === 'podman-rootless';

  test('stdout and stderr arrive apart, whole and byte for byte', async () => {
    const { exitCode, stdout, stderr } = await contract.ran(
      `printf '\\000\\001\\377out'; printf '\\377err\\000' >&2; exit 7`,
    );
    expect(exitCode).toBe(7);
    expect(stdout).toEqual(Buffer.from([0, 1, 255, ...Buffer.from('out')]));
    expect(stderr).toEqual(Buffer.from([255, ...Buffer.from('err'), 0]));
  });

  test.each([0, 1, 2, 125, 126, 127, 130, 255])('exit code %i is told', async (code) => {
    expect((await contract.ran(`exit ${code}`)).exitCode).toBe(code);
  });

  test('a command that is killed ends with 128 and the signal', async () => {
    expect((await contract.ran("sh -c 'kill -KILL $$'")).exitCode).toBe(137);
  });

  const eventsLog = ['podman/libpod/tmp', '../libpod/tmp']
    .map((folder) => join(dirname(host.host.slice('unix://'.length)), folder, 'events/events.log'))
    .find(existsSync);
  if (host.name !== 'docker' && eventsLog === undefined) {
    process.stdout.write(`NOT TESTED on ${host.name}: a broken log of events; it is none of dox's own engines\n`);
  }

  test.skipIf(host.name === 'docker' || eventsLog === undefined)(
    'a half-written line in the log of events does not hide the exit code',
    async () => {
      const mend = { line: () => {} };
      const container = await contract.engine.start(contract.spec('echo up; sleep 1; exit 7'), {
        onOutput: () => {
          mend.line = writeHalfALine(eventsLog ?? '');
        },
      });
      expect(await container.ended.finally(() => mend.line())).toEqual({ exitCode: 7 });
    },
  );

  test.skipIf(host.name === 'docker' || eventsLog === undefined)(
    'the log of events tells how a container ended that is gone, once no line is half-written',
    async () => {
      const { id, ended } = await contract.engine.start(contract.spec('exit 7'), { onOutput: () => {} });
      const mend = writeHalfALine(eventsLog ?? '');
      const client = new ApiClient(contract.socket);
      const look = () => client.json({ method: 'GET', path: `/containers/${id}/json` });
      try {
        await expect.poll(() => look().then(() => false, isContainerGone), { timeout: 20_000 }).toBe(true);
      } finally {
        mend();
      }
      expect(await ended).toEqual({ exitCode: 7 });
    },
  );

  test('50 MB of binary output arrive complete and in order, however slow the taker', async () => {
    const size = 50_000_000;
    const hash = createHash('sha256');
    let length = 0;
    const container = await contract.engine.start(
      contract.spec(`head -c ${size} /dev/urandom | tee /tmp/x; sha256sum </tmp/x >&2`),
      {
        onOutput: (stream, chunk) => {
          if (stream === 'stderr') return expected.resolve(Buffer.from(chunk).toString().slice(0, 64));
          hash.update(chunk);
          length += chunk.length;
          return length % 7 === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
        },
      },
    );
    const { exitCode } = await container.ended;
    expect(exitCode).toBe(0);
    expect(length).toBe(size);
    expect(hash.digest('hex')).toBe(await expected.promise);
  });
  const expected = signalled<string>();

  test('output is held back while it is not taken', async () => {
    const first = signalled();
    const go = signalled();
    let taken = 0;
    const container = await contract.engine.start(contract.spec('head -c 30000000 /dev/zero; echo end >&2'), {
      onOutput: async (_, chunk) => {
        taken += chunk.length;
        first.resolve();
        await go.promise;
      },
    });
    await first.promise;
    const memory = process.memoryUsage().rss;
    const other = await contract.ran('echo a run beside it');
    expect(other.stdout.toString()).toBe('a run beside it\n');
    expect(taken).toBeLessThan(1_000_000);
    expect(process.memoryUsage().rss - memory).toBeLessThan(25_000_000);
    go.resolve();
    await container.ended;
    expect(taken).toBe(30_000_004);
  });

  test('the last word of a container that ends at once is not lost', async () => {
    for (let round = 0; round < 5; round += 1) {
      expect((await contract.ran('echo last')).stdout.toString()).toBe('last\n');
    }
  });

  test('it is gone from the engine when it has ended', async () => {
    const { id } = await contract.ran('true');
    const client = new ApiClient(contract.socket);
    await expect(client.json({ method: 'GET', path: `/containers/${id}/json` })).rejects.toMatchObject({ status: 404 });
  });

  test('it stays where it is wanted, and is removed twice without complaint', async () => {
    const { id } = await contract.ran('true', { removeWhenDone: false });
    expect(await contract.containers()).toContain(id);
    await contract.engine.remove({ kind: 'container', id });
    await contract.engine.remove({ kind: 'container', id });
    expect(await contract.containers()).not.toContain(id);
  });

  test('steps are told in order', async () => {
    const told: string[] = [];
    await contract.ran(
      'echo x',
      {},
      {
        onCreated: (id) => told.push(`created ${/^[0-9a-f]{64}$/.test(id)}`),
        onStarted: () => told.push('started'),
      },
    );
    expect(told).toEqual(['created true', 'started']);
  });

  test('environment, working directory and user are as asked, also for a uid without an account', async () => {
    const { stdout } = await contract.ran('echo "$A|$PWD|$(id -u):$(id -g)"', {
      env: { A: 'x = "y" $z' },
      workdir: '/usr/lib',
      user: '4321:8765',
    });
    expect(stdout.toString()).toBe('x = "y" $z|/usr/lib|4321:8765\n');
  });

  test('mounts show the host, and what is read-only stays so', async () => {
    const folder = join(contract.folder, 'mounted');
    mkdirSync(folder);
    chmodSync(contract.folder, 0o755);
    writeFileSync(join(folder, 'from-host'), 'hello');
    const readOnly = await contract.ran('cat /src/from-host; echo x >/src/from-host', {
      mounts: [{ kind: 'bind', source: folder, target: '/src', readOnly: true }],
      user: '0:0',
    });
    expect(readOnly.stdout.toString()).toBe('hello');
    expect(readOnly.exitCode).not.toBe(0);
    expect(readFileSync(join(folder, 'from-host'), 'utf8')).toBe('hello');
  });

  test('tmpfs, shared memory and processors are as asked', async () => {
    const { stdout } = await contract.ran('df -k /scratch /dev/shm | tail -n 2', {
      tmpfs: { '/scratch': 'size=3m' },
      shmSize: 5 * 1024 * 1024,
    });
    const [scratch, shm] = stdout.toString().trim().split('\n');
    expect(scratch).toMatch(/^tmpfs +3072 /);
    expect(shm).toMatch(/^shm +5120 /);
  });

  // cgroups of version 1 give a plain user no limits: Podman then ignores them
  test.skipIf(isRootlessPodman)('a memory limit holds', async () => {
    const paths = '/sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max';
    const { stdout } = await contract.ran(`cat ${paths} 2>/dev/null`, { memory: 64 * 1024 * 1024 });
    expect(stdout.toString().trim()).toBe(String(64 * 1024 * 1024));
  });

  test('with no network there is only the loopback', async () => {
    expect((await contract.ran('ls /sys/class/net')).stdout.toString()).toBe('lo\n');
    const bridged = await contract.ran('ls /sys/class/net | grep -vx lo', { network: 'bridge' });
    expect(bridged.stdout.toString()).not.toBe('');
  });

  test("an init reaps what is orphaned, and the command is not the image's entrypoint", async () => {
    const { stdout } = await contract.ran('(sleep 0.01 &) ; sleep 0.2; cat /proc/[0-9]*/stat | grep -c " Z " || true');
    expect(stdout.toString()).toBe('0\n');
  });

  test('it is killed at once, and a second time without complaint', async () => {
    const ready = signalled();
    const container = await contract.engine.start(contract.spec('echo ready; sleep 1000'), {
      onOutput: () => ready.resolve(),
    });
    await ready.promise;
    await container.kill();
    expect((await container.ended).exitCode).toBe(137);
    await container.kill();
    await container.resize({ rows: 10, columns: 10 });
  });

  test("the caller's input reaches the process, its end too", async () => {
    const input = Readable.from([Buffer.from('one\n'), Buffer.from('two\n')]);
    const { stdout, exitCode } = await contract.ran('cat; echo done', { stdin: 'caller' }, { stdin: input });
    expect(stdout.toString()).toBe('one\ntwo\ndone\n');
    expect(exitCode).toBe(0);
  });

  test('without an input the process reads its end', async () => {
    expect((await contract.ran('cat; echo done', { stdin: 'caller' })).stdout.toString()).toBe('done\n');
  });

  test('nothing but the input reaches the process: with a terminal it would be echoed', async () => {
    const { stdout } = await contract.ran(
      'tty; echo end',
      { stdin: 'caller', tty: { rows: 20, columns: 60 } },
      {
        stdin: new PassThrough(),
      },
    );
    expect(stdout.toString()).toBe('/dev/pts/0\r\nend\r\n');
  });

  test('a terminal has the size it is given, and a new one when it changes', async () => {
    const sizes: string[] = [];
    const input = new PassThrough();
    const changed = signalled();
    const script = 'read -r _; trap "stty size; exit 0" WINCH; stty size; while :; do read -r _; done';
    const container = await contract.engine.start(
      contract.spec(script, { stdin: 'caller', tty: { rows: 33, columns: 101 } }),
      {
        stdin: input,
        onOutput: (stream, chunk) => {
          expect(stream).toBe('stdout');
          for (const size of Buffer.from(chunk)
            .toString()
            .match(/\d+ \d+/g) ?? [])
            sizes.push(size);
          if (sizes.length === 1) changed.resolve();
        },
      },
    );
    input.write('\n');
    await changed.promise;
    await container.resize({ rows: 44, columns: 77 });
    await container.ended;
    expect(sizes).toEqual(['33 101', '44 77']);
  });

  test.each([
    ['a program that is not there', { entrypoint: ['/no/such'] }, /the image has no \/no\/such/],
    ['a program that is none', { entrypoint: ['/etc/passwd'] }, /\/etc\/passwd cannot be run: permission denied/],
    ['a user that is not there', { user: 'nobody-of-that-name' }, /has no user "nobody-of-that-name"/],
    ['a network that is not there', { network: 'no-such-network' }, /no network "no-such-network"/],
    ['a device that is not there', { devices: ['/dev/no-such'] }, /no such file or directory/],
  ])('%s: not startable, in plain words, and nothing is left', async (_, changes, message) => {
    const started = contract.ran('true', { labels: { ...contract.labels, [Label.target]: 'bad' }, ...changes });
    await expect(started).rejects.toMatchObject({ code: 'not-startable', message: expect.stringMatching(message) });
    expect(await contract.containers()).toEqual([]);
  });

  test('an engine that goes away during a run is said to have, and the run may be tried again', async () => {
    const proxy = await EngineProxy.start(host);
    const ready = signalled();
    const own = { DOCKER_HOST: proxy.engine.host, XDG_CACHE_HOME: contract.folder };
    const { signal } = new AbortController();
    const engine = await connect({ env: own, home: contract.folder, uid: 0, signal });
    const container = await engine.start(contract.spec('echo ready; sleep 1000'), { onOutput: () => ready.resolve() });
    await ready.promise;
    proxy.close();
    await expect(container.ended).rejects.toMatchObject({ code: 'engine-failed', retryMayHelp: true });
    await contract.engine.remove({ kind: 'container', id: container.id });
  });

  // provoked with Podman 4.3 by 24 containers at once, which may end the engine under all other tests
  test('an engine that misses the ids of the person is asked again, and believed in the end', async () => {
    const missed =
      'container create: keep-id requires additional UIDs or GIDs defined in /etc/subuid and /etc/subgid to function correctly: %!w(<nil>)';
    const proxy = await EngineProxy.start(host);
    const own = { DOCKER_HOST: proxy.engine.host, XDG_CACHE_HOME: contract.folder };
    const { signal } = new AbortController();
    const engine = await connect({ env: own, home: contract.folder, uid: 0, signal });
    const start = () => engine.start(contract.spec('exit 7'), { onOutput: () => undefined });
    proxy.refuse(/^POST \/containers\/create/, 2, missed);
    expect(await (await start()).ended).toEqual({ exitCode: 7 });
    proxy.refuse(/^POST \/containers\/create/, 100, missed);
    await expect(start()).rejects.toMatchObject({ code: 'not-startable', message: expect.stringContaining('keep-id') });
    proxy.close();
  });

  test("what the taker of the output throws is not the engine's failure", async () => {
    const problem = new Error('a bug in the taker');
    const onOutput = (): never => {
      throw problem;
    };
    const container = await contract.engine.start(contract.spec('echo x; sleep 1000'), { onOutput });
    await expect(container.ended).rejects.toBe(problem);
    expect(await contract.containers()).not.toContain(container.id);
  });

  test('an image that is not there: not found', async () => {
    const started = contract.ran('true', { image: 'dox-test/no-such-image:1' });
    await expect(started).rejects.toMatchObject({ code: 'not-found' });
  });

  test.runIf(isRootlessPodman)("with keepId the caller's uid is himself inside and outside", async () => {
    const { uid = 0, gid = 0, home = '' } = host.user ?? {};
    const { stdout } = await contract.ran('id -u; stat -c %u /home-of-him', {
      keepId: true,
      user: `${uid}:${gid}`,
      mounts: [{ kind: 'bind', source: home, target: '/home-of-him', readOnly: true }],
    });
    expect(stdout.toString()).toBe(`${uid}\n${uid}\n`);
  });
});
