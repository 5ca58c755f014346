import { describe, expect, test } from 'vitest';
import type { ContainerSpec, RunningContainer } from '../../src/engine/engine.ts';
import { testSetup } from '../support/setup.ts';
import { Contract, signalled } from './contract.ts';

const never = new AbortController().signal;

/** A server that answers each connection with one line; perl is part of every Debian image. */
const server = (port: number, line: string): string => `exec perl -MIO::Socket::INET -e '
  my $s = IO::Socket::INET->new(LocalPort => ${port}, Listen => 5, ReuseAddr => 1) or die;
  while (my $c = $s->accept) { print $c "${line}\\n"; close $c }'`;

const client = (host: string, port: number): string =>
  `exec perl -MIO::Socket::INET -e 'print IO::Socket::INET->new("${host}:${port}")->getline'`;

describe.each(testSetup().engines)('containers beside each other on $name', (host) => {
  const contract = new Contract(host);
  const bridge = { network: 'bridge', reachable: true } as const;

  async function started(command: string, changes: Partial<ContainerSpec> = {}): Promise<RunningContainer> {
    return contract.engine.start(contract.spec(command, changes), { onOutput: () => undefined });
  }

  async function said(container: string, command: string, user = ''): Promise<{ code: number; text: string }> {
    const chunks: Uint8Array[] = [];
    const { exitCode } = await contract.engine.exec(container, {
      command: ['/bin/sh', '-c', command],
      user,
      onOutput: (chunk) => {
        chunks.push(Uint8Array.from(chunk));
      },
      signal: never,
    });
    return { code: exitCode, text: Buffer.concat(chunks).toString() };
  }

  async function ended(...containers: readonly RunningContainer[]): Promise<void> {
    for (const container of containers) await container.kill();
    for (const container of containers) await container.ended;
  }

  test.each([0, 1, 42, 127])('a command in a running container tells its output and exit code %i', async (code) => {
    const container = await started('sleep 100');
    const answer = await said(container.id, `echo out; echo err >&2; exit ${code}`);
    expect(answer.code).toBe(code);
    expect(answer.text.split('\n').sort()).toEqual(['', 'err', 'out']);
    await ended(container);
  });

  test('a command in a running container runs as who is asked for', async () => {
    const container = await started('sleep 100', { user: '1234:1234' });
    expect((await said(container.id, 'id -u')).text).toBe('1234\n');
    expect((await said(container.id, 'id -u', '0')).text).toBe('0\n');
    await ended(container);
  });

  test('waiting for a command ends with the signal', async () => {
    const container = await started('sleep 100');
    const stop = new AbortController();
    const begun = signalled();
    const answer = contract.engine.exec(container.id, {
      command: ['/bin/sh', '-c', 'echo begun; sleep 100'],
      user: '',
      onOutput: () => begun.resolve(),
      signal: stop.signal,
    });
    await begun.promise;
    stop.abort();
    await expect(answer).rejects.toMatchObject({ code: 'interrupted' });
    await ended(container);
  });

  test('a container that joins another one is localhost for it, and knows its names', async () => {
    const holder = await started('sleep 100', { ...bridge, hosts: { echo: '127.0.0.1' } });
    const joined = await started(server(4000, 'hello'), {
      joins: holder.id,
      hosts: { echo: '127.0.0.1' },
    });
    const listening = 'until grep -q ":0FA0 00000000:0000 0A" /proc/net/tcp; do sleep 0.02; done;';
    expect((await said(holder.id, listening + client('localhost', 4000))).text).toBe('hello\n');
    expect((await said(holder.id, client('echo', 4000))).text).toBe('hello\n');
    expect((await said(joined.id, client('echo', 4000))).text).toBe('hello\n');
    await ended(holder, joined);
    expect(await contract.containers()).toEqual([]);
  });

  test('the one that is joined can be gone first', async () => {
    const holder = await started('sleep 100', bridge);
    const joined = await started('sleep 100', { joins: holder.id });
    await ended(holder);
    await ended(joined);
    expect(await contract.containers()).toEqual([]);
  });

  test('a container can be reached by its address, and by the name that another one gives it', async () => {
    const far = await started(server(4000, 'far'), bridge);
    const address = await contract.engine.address(far.id);
    expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    const near = await started('sleep 100', { ...bridge, hosts: { 'far-away': address ?? '' } });
    await said(far.id, 'until grep -q ":0FA0 00000000:0000 0A" /proc/net/tcp; do sleep 0.02; done');
    expect((await said(near.id, client('far-away', 4000))).text).toBe('far\n');
    await ended(far, near);
  });

  test('a container without a network has no address', async () => {
    const container = await started('sleep 100');
    expect(await contract.engine.address(container.id)).toBeNull();
    await ended(container);
  });

  test('a container goes on when what must be there beside it is, and is told so', async () => {
    const order: string[] = [];
    const container = await contract.engine.start(contract.spec('read -r word; echo "got $word"'), {
      onOutput: (_, chunk) => {
        order.push(Buffer.from(chunk).toString());
      },
      beside: async (id) => {
        expect((await said(id, 'echo there')).text).toBe('there\n');
        order.push('beside');
      },
    });
    await container.ended;
    expect(order).toEqual(['beside', 'got GO\n']);
  });

  test('a container for which something is missing is gone', async () => {
    const start = contract.engine.start(contract.spec('read -r word; echo "got $word"'), {
      onOutput: () => undefined,
      beside: () => Promise.reject(new Error('the sky fell')),
    });
    await expect(start).rejects.toThrow('the sky fell');
    expect(await contract.containers()).toEqual([]);
  });
});
