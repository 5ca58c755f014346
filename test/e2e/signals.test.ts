import { randomBytes, randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { callEngine, type EngineObject, leftBy } from '../support/engine-objects.ts';
import { EngineProxy } from '../support/engine-proxy.ts';
import { processesWith } from '../support/processes.ts';
import { Project } from '../support/project.ts';
import { type Ended, type Running, startDox } from '../support/running.ts';
import { type TestEngine, testSetup } from '../support/setup.ts';

const projects: Project[] = [];
const proxies: EngineProxy[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
  for (const proxy of proxies.splice(0)) proxy.close();
});

/** What the tests say, and not dox of an image that it has just pulled. */
const ready = /^ready$/m;

/** Counts the signals it gets until half a second after the first, tidies up and fails. */
const countsSignals = `
      got=; trap 'got="$got INT"' INT; trap 'got="$got TERM"' TERM
      echo ready
      while test -z "$got"; do sleep 0.1 || :; done
      sleep 0.5 || :
      echo "tidied up after$got" >tidied
      exit 3`;

/** Only SIGKILL ends it. */
const ignoresSignals = `
      trap '' INT TERM HUP
      echo ready
      while :; do sleep 0.1; done`;

/** A person needs longer than this for a second Ctrl-C; what is faster is taken for an echo of the first. */
const anotherPress = 150;

describe.each(testSetup().engines)('signals on $name', (engine) => {
  const image = `${engine.prefix}busybox:latest`;
  const project = (first: string, where = engine): Project => {
    const dox = `image: ${image}\ntargets:\n  first:\n    commands: |${first}\n  second:\n    commands: ['echo second ran']\n`;
    const made = new Project(where, { 'dox.yml': dox });
    projects.push(made);
    return made;
  };
  const proxied = async (): Promise<EngineProxy> => {
    const proxy = await EngineProxy.start(engine);
    proxies.push(proxy);
    return proxy;
  };
  const read = (here: Project, name: string): string => readFileSync(join(here.path, name), 'utf8');
  /** The container may need a moment: the engine learns of dox's death from its closed connection. */
  const soonNothingIsLeft = (here: Project): Promise<void> =>
    vi.waitFor(async () => expect(await leftBy(here, engine)).toEqual([]), { timeout: 10_000, interval: 50 });

  test.each([
    ['SIGINT', 130, 'INT'],
    ['SIGTERM', 143, 'TERM'],
    ['SIGHUP', 129, 'TERM'],
  ] as const)('%s reaches the test once, which may tidy up, and ends the run with %i', async (signal, code, inside) => {
    const here = project(countsSignals);
    const run = startDox(here, [], { detached: true });
    await run.says(ready);
    run.killGroup(signal);
    const ended = await run.ended;
    expect(await leftBy(here)).toEqual([]);
    expect(ended.code, ended.all).toBe(code);
    expect(read(here, 'tidied')).toBe(`tidied up after ${inside}\n`);
    expect(ended.stderr).toContain(`${signal === 'SIGHUP' ? 'hung up' : signal} while first runs`);
    expect(ended.stdout).toMatch(/^ {2}first +interrupted/m);
    expect(ended.stdout).toContain('1 more did not run');
    expect(ended.stdout).not.toContain('second ran');
  });

  test('a second Ctrl-C kills a test that ignores the first', async () => {
    const here = project(ignoresSignals);
    const run = startDox(here, []);
    await run.says(ready);
    run.kill('SIGINT');
    await run.says('SIGINT while first runs: it may end in its own time');
    await delay(anotherPress);
    const pressed = performance.now();
    run.kill('SIGINT');
    const ended = await run.ended;
    expect(performance.now() - pressed).toBeLessThan(5000);
    expect(await leftBy(here)).toEqual([]);
    expect(ended.code, ended.all).toBe(130);
    expect(ended.stdout).toMatch(/^ {2}first +interrupted/m);
  });

  test('the third returns the prompt where the engine hangs, and the container ends by itself', async () => {
    const proxy = await proxied();
    const here = project(ignoresSignals, proxy.engine);
    const run = startDox(here, []);
    await run.says(ready);
    proxy.fallSilent();
    for (const said of ['it may end', 'killing it']) {
      run.kill('SIGINT');
      await run.says(said);
      await delay(anotherPress);
    }
    const pressed = performance.now();
    run.kill('SIGINT');
    const ended = await run.ended;
    expect(performance.now() - pressed).toBeLessThan(2000);
    expect(ended.code, ended.all).toBe(130);
    await soonNothingIsLeft(here);
  });

  test('SIGTERM during a pull ends at once with 143', async () => {
    const proxy = await proxied();
    const here = new Project(proxy.engine, { 'dox.yml': 'image: 127.0.0.1:1/slow:1\ncommands: [echo ran]\n' });
    projects.push(here);
    const pulling = proxy.hold(/^POST [^ ]*\/images\/create/);
    const run = startDox(here, []);
    await pulling;
    const { code, all, took } = await endedBy(run, 'SIGTERM');
    expect(code, all).toBe(143);
    expect(took).toBeLessThan(3000);
    expect(all).toMatch(/interrupted/);
  });

  test('Ctrl-C while an engine does not answer ends at once with 130', async () => {
    const proxy = await proxied();
    const here = project(ignoresSignals, proxy.engine);
    const asked = proxy.hold(/^GET [^ ]*\/_ping/);
    const run = startDox(here, []);
    await asked;
    const { code, all, took } = await endedBy(run, 'SIGINT');
    expect(code, all).toBe(130);
    expect(took).toBeLessThan(2000);
    expect(all).toContain('2 more did not run');
    expect(all).not.toContain('bug');
  });

  const building = (): { readonly here: Project; readonly word: string } => {
    // it says nothing: Podman 4 notices only when a step writes that nobody listens any more
    const word = `300.${randomInt(2 ** 47)}`;
    const dox = `image: ${image}\nprep: ['echo begun; sleep ${word}']\ncommands: [echo ran]\n`;
    const here = new Project(engine, { 'dox.yml': dox });
    projects.push(here);
    return { here, word };
  };
  const isBuilding = (word: string): Promise<void> =>
    vi.waitFor(() => expect(processesWith(word)).not.toEqual([]), { timeout: 20_000, interval: 50 });
  const stopsBuilding = (word: string): Promise<void> =>
    vi.waitFor(() => expect(processesWith(word)).toEqual([]), { timeout: 10_000, interval: 50 });

  test('Ctrl-C stops the build of an image', async () => {
    const { here, word } = building();
    const run = startDox(here, []);
    await isBuilding(word);
    const { code, all, took } = await endedBy(run, 'SIGINT');
    expect(code, all).toBe(130);
    expect(took).toBeLessThan(3000);
    expect(all).not.toMatch(/^ran$/m);
    await stopsBuilding(word);
    expect(await leftBy(here)).toEqual([]);
  });

  test('a build does not outlive a dox that is killed', async () => {
    const { here, word } = building();
    const run = startDox(here, []);
    await isBuilding(word);
    run.kill('SIGKILL');
    await stopsBuilding(word);
    await soonNothingIsLeft(here);
  });

  test('the name that a base has while it is built from goes with the next run of any project', async () => {
    const { here, word } = building();
    const run = startDox(here, []);
    const names = async (): Promise<readonly string[]> => {
      const filters = encodeURIComponent(JSON.stringify({ reference: ['dox/base:*'] }));
      const list = await callEngine<{ RepoTags: string[] | null }[]>(engine, 'GET', `/images/json?filters=${filters}`);
      return list.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => name.includes(`.${run.pid}.`));
    };
    await isBuilding(word);
    const living = project('\n      echo ran');
    await living.dox(['first']);
    expect(await names()).toHaveLength(engine.name === 'docker' ? 1 : 0);
    run.kill('SIGKILL');
    await run.ended;
    const { code, all } = await living.dox(['first']);
    expect(code, all).toBe(0);
    expect(await names()).toEqual([]);
    await stopsBuilding(word);
  });

  test.each(['SIGINT', 'SIGKILL'] as const)('%s while packages are looked up leaves nothing', async (signal) => {
    const dox = `image: ${engine.prefix}debian:bookworm-slim\nsystem: [hello]\ncommands: [echo ran]\n`;
    const here = new Project(engine, { 'dox.yml': dox });
    projects.push(here);
    const run = startDox(here, []);
    await vi.waitFor(
      async () =>
        expect(await leftBy(here)).toMatchObject([{ state: 'running', labels: { 'io.dox.kind': 'resolve' } }]),
      { timeout: 20_000, interval: 20 },
    );
    const { code, all, took } = await endedBy(run, signal);
    if (signal === 'SIGINT') {
      expect(code, all).toBe(130);
      expect(took).toBeLessThan(3000);
      expect(await leftBy(here)).toEqual([]);
    }
    await soonNothingIsLeft(here);
  });

  test.each([
    ['its commands', []],
    ['a command that reads a pipe', ['-c', 'sh', '-c', 'trap "" INT TERM HUP; echo ready; sleep 1000; sleep 1000']],
  ])('a container is gone soon after dox is killed: %s', async (_, args) => {
    const here = project(ignoresSignals);
    const run = startDox(here, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    await run.says(ready);
    run.kill('SIGKILL');
    await soonNothingIsLeft(here);
  });

  test('what a killed dox could not start is removed by the next run, and nothing of a living one', async () => {
    const proxy = await proxied();
    const killed = project(ignoresSignals, proxy.engine);
    const living = project(ignoresSignals);
    const starting = proxy.hold(/^POST [^ ]*\/start/);
    const [doomed, other] = [startDox(killed, []), startDox(living, [])];
    await Promise.all([starting, other.says(ready)]);
    doomed.kill('SIGKILL');
    await doomed.ended;
    const [left] = await leftBy(killed, engine);
    expect(left?.state).toBe('created');
    // the output may be here before the engine has noted that the container runs
    await expect.poll(async () => (await leftBy(living))[0]?.state, { timeout: 5000 }).toBe('running');
    const [used] = await leftBy(living);
    const made = [...(await networkAndVolume(engine, left)), ...(await networkAndVolume(engine, used))];
    try {
      const next = project(ignoresSignals);
      const run = await next.dox(['-e', 'second']);
      expect(run.code, run.all).toBe(0);
      expect(await leftBy(killed, engine)).toEqual([]);
      expect((await leftBy(living)).map(({ kind }) => kind).sort()).toEqual(['container', 'network', 'volume']);
    } finally {
      other.kill('SIGKILL');
      for (const path of made) await callEngine(engine, 'DELETE', path).catch(() => undefined);
    }
    await soonNothingIsLeft(living);
  });

  test('--keep keeps the container, and dox clean finds it and nothing that is not free', async () => {
    const here = project('\n      echo found >/tmp/trace');
    const run = await here.dox(['--keep', '-e', 'first']);
    expect(run.code, run.all).toBe(0);
    const [kept] = await leftBy(here);
    expect(kept?.state).toBe('exited');
    const short = kept?.id.slice(0, 12) ?? '';
    expect(run.stdout).toContain(`kept: container ${short}`);
    expect(run.stdout).toContain(`${engine.name === 'docker' ? 'docker' : 'podman'} cp ${short}:`);
    const again = await here.dox(['-e', 'second']);
    expect(again.code, again.all).toBe(0);
    expect(await leftBy(here)).toHaveLength(1);

    const living = startDox(here, ['--keep', '-c', 'sh', '-c', 'echo ready; sleep 1000']);
    const { Id: foreign } = await callEngine<{ readonly Id: string }>(engine, 'POST', '/containers/create', {
      Image: image,
      Cmd: ['true'],
    });
    try {
      await living.says(ready);
      const used = (await leftBy(here)).find(({ state }) => state === 'running');
      const names = async (id = ''): Promise<string> =>
        (await callEngine<{ readonly Name: string }>(engine, 'GET', `/containers/${id}/json`)).Name.replace('/', '');
      const list = await here.dox(['clean']);
      expect(list.code, list.all).toBe(0);
      expect(list.stdout).toContain(await names(kept?.id));
      expect(list.stdout).not.toContain(await names(used?.id));
      expect(list.stdout).not.toContain(await names(foreign));
      expect(list.stdout).toMatch(/\d+ more belong to a dox that is running: they stay/);
      expect(await leftBy(here)).toHaveLength(2);

      // what others have in the same engine is theirs: here dox sees only this project's
      const proxy = await proxied();
      const mine = { label: [`io.dox.project=${kept?.labels['io.dox.project']}`] };
      proxy.rewrite(/filters=[^& ]*/, `filters=${encodeURIComponent(JSON.stringify(mine))}`);
      const removed = await here.dox(['clean', '--yes'], { env: { DOCKER_HOST: proxy.engine.host } });
      expect(removed.code, removed.all).toBe(0);
      expect((await leftBy(here)).map(({ id }) => id)).toEqual([used?.id]);
      expect(await names(foreign)).not.toBe('');
    } finally {
      living.kill('SIGKILL');
      await living.ended;
      await callEngine(engine, 'DELETE', `/containers/${foreign}?force=true`);
    }
    await vi.waitFor(async () => expect((await leftBy(here)).map(({ state }) => state)).toEqual(['exited']), 10_000);
    for (const { id } of await leftBy(here)) await callEngine(engine, 'DELETE', `/containers/${id}?force=true`);
  });

  test.each([2, 8])('%i runs side by side in one checkout do not meet', async (count) => {
    const files = `image: ${image}\nprep: ['echo ${count} >/made']\ncommands: ['read made </made; echo "made $made"']\n`;
    const here = new Project(engine, { 'dox.yml': files });
    projects.push(here);
    const runs = await Promise.all(Array.from({ length: count }, () => here.dox([])));
    for (const run of runs) {
      expect(run.code, run.all).toBe(0);
      expect(run.stdout).toContain(`made ${count}\n`);
    }
    expect(readdirSync(join(here.path, '.dox/runs'))).toHaveLength(count);
    expect(read(here, '.dox/last/testing/log')).toBe(`made ${count}\n`);
    expect(await leftBy(here)).toEqual([]);
  });
});

/** Sends a signal and waits for the end, which took so many milliseconds. */
async function endedBy(run: Running, signal: NodeJS.Signals): Promise<Ended & { readonly took: number }> {
  const sent = performance.now();
  run.kill(signal);
  const ended = await run.ended;
  return { ...ended, took: performance.now() - sent };
}

/** Makes a network and a volume that belong to whoever made this; returns how to delete them. */
async function networkAndVolume(engine: TestEngine, like: EngineObject | undefined): Promise<readonly string[]> {
  const name = `dox-test-${randomBytes(6).toString('hex')}`;
  const labels = like?.labels ?? {};
  await callEngine(engine, 'POST', '/networks/create', { Name: name, Labels: labels });
  await callEngine(engine, 'POST', '/volumes/create', { Name: name, Labels: labels });
  return [`/networks/${name}`, `/volumes/${name}`];
}
