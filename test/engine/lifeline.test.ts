import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient, readText } from '../../src/engine/api-client.ts';
import type { ContainerSpec } from '../../src/engine/engine.ts';
import { heldScript } from '../../src/plan/held-script.ts';
import { testSetup } from '../support/setup.ts';
import { Contract, signalled } from './contract.ts';

/** Like dox's own: reads signals' names from its standard input, and ends everything at its end. */
const supervisor = (command: string): string =>
  `exec 3<&0 </dev/null; { while read -r name <&3; do kill -"$name" -1; done; kill -KILL -1; } & exec 3<&-
  trap : INT TERM; sh -c '${command}'; exit $?`;

const root = resolve(import.meta.dirname, '../..');
const tty = { rows: 24, columns: 80 };

describe.each(testSetup().engines)('the lifeline on $name', (host) => {
  const contract = new Contract(host);
  // in the checkout, so that it finds the packages that it imports
  const program = join(root, 'node_modules/.cache/dox-test', `${contract.run}.mjs`);

  beforeAll(async () => {
    const entryPoints = [join(import.meta.dirname, 'doomed.ts')];
    const options = { bundle: true, packages: 'external', format: 'esm', platform: 'node', logLevel: 'error' } as const;
    await build({ entryPoints, outfile: program, ...options });
  });

  afterAll(() => rmSync(program, { force: true }));

  async function outlived(command: string, changes: Partial<ContainerSpec>): Promise<number> {
    const spec = contract.spec(command, changes);
    const argument = JSON.stringify({ host: host.host, cache: contract.folder, spec });
    const child = spawn(process.execPath, [program, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [id] = String((await once(child.stdout, 'data'))[0]).split('\n');
    const client = new ApiClient(contract.socket);
    const query = { condition: 'removed' };
    const removed = await client.open({ method: 'POST', path: `/containers/${id}/wait`, query, timeout: 0 });
    const killed = performance.now();
    child.kill('SIGKILL');
    await readText(removed);
    const took = performance.now() - killed;
    expect(await contract.containers()).not.toContain(id);
    return took;
  }

  test.each<[string, string, Partial<ContainerSpec>]>([
    ['its input is the lifeline', supervisor('echo ready; sleep 1000'), {}],
    ['it is held by a script', `${heldScript}sh -c "echo ready; sleep 1000"; exit $?`, {}],
    ['it is held by a script and has a user', `${heldScript}sh -c "echo ready; sleep 1000"`, { user: '1234:1234' }],
    ['it has no shell to hold it', 'echo ready; sleep 1000', { stdin: 'none' }],
    ['its input is a pipe', 'echo ready; sleep 1000; sleep 1000', { stdin: 'caller' }],
    ['it reads its input', 'echo ready; cat; sleep 1000', { stdin: 'caller' }],
    ['it has a terminal', 'echo ready; sleep 1000; sleep 1000', { stdin: 'caller', tty }],
    ['it has a user', 'echo ready; sleep 1000; sleep 1000', { stdin: 'caller', user: '1234:1234' }],
    ['it ignores signals', 'trap "" INT TERM HUP; echo ready; while :; do sleep 1000; done', { stdin: 'caller', tty }],
  ])('a container ends and is gone when dox is killed: %s', async (_, command, changes) => {
    expect(await outlived(command, changes)).toBeLessThan(5000);
  });

  test.each<[string, Partial<ContainerSpec>]>([
    ['through its own input', {}],
    ['beside its input', { stdin: 'caller' }],
    ['beside its terminal', { stdin: 'caller', tty }],
  ])('a signal reaches every process, %s', async (_, changes) => {
    const command =
      'trap "echo caught INT" INT; trap "echo caught TERM; exit 9" TERM; echo ready; while :; do sleep 0.02; done';
    const said = { ready: signalled(), int: signalled() };
    let output = '';
    const { stdin } = contract.spec('', changes);
    const container = await contract.engine.start(
      contract.spec(stdin === 'lifeline' ? supervisor(command) : command, changes),
      {
        ...(stdin === 'caller' ? { stdin: new PassThrough() } : {}),
        onOutput: (_stream, chunk) => {
          output += Buffer.from(chunk).toString();
          if (output.includes('ready')) said.ready.resolve();
          if (output.includes('caught INT')) said.int.resolve();
        },
      },
    );
    await said.ready.promise;
    container.signal('INT');
    await said.int.promise;
    container.signal('TERM');
    expect((await container.ended).exitCode).toBe(9);
    expect(output).toContain('caught TERM');
  });
});
