import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { leftBy } from '../support/engine-objects.ts';
import { EngineProxy } from '../support/engine-proxy.ts';
import { Project } from '../support/project.ts';
import { startDox } from '../support/running.ts';
import { testSetup } from '../support/setup.ts';

const projects: Project[] = [];
const proxies: EngineProxy[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
  for (const proxy of proxies.splice(0)) proxy.close();
});

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
    await run.says('ready');
    run.killGroup(signal);
    const ended = await run.ended;
    expect(await leftBy(here)).toEqual([]);
    expect(ended.code, ended.all).toBe(code);
    expect(read(here, 'tidied')).toBe(`tidied up after ${inside}\n`);
    expect(ended.stderr).toContain(`${signal} while first runs`);
    expect(ended.stdout).toMatch(/^ {2}first +interrupted/m);
    expect(ended.stdout).toContain('1 more did not run');
    expect(ended.stdout).not.toContain('second ran');
  });

  test('a second Ctrl-C kills a test that ignores the first', async () => {
    const here = project(ignoresSignals);
    const run = startDox(here, []);
    await run.says('ready');
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
    await run.says('ready');
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
});
