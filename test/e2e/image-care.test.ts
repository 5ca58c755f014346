import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { callEngine } from '../support/engine-objects.ts';
import { EngineProxy } from '../support/engine-proxy.ts';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

const setup = testSetup();
const projects: Project[] = [];
const proxies: EngineProxy[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
  for (const proxy of proxies.splice(0)) proxy.close();
});

interface Row {
  readonly names: readonly string[];
  readonly targets: readonly string[];
  readonly uses: readonly { readonly target: string; readonly project: string }[];
  readonly ownSize: number;
  readonly size: number;
}

describe.each(setup.engines)('the care for images on $name', (engine) => {
  const busybox = `${engine.prefix}busybox:latest`;
  // the name is in `prep` too: a builder that remembers the same step gives the image that step's age
  const config = (name: string, word: string): string =>
    `project: ${name}\nimage: ${busybox}\nprep: ['echo ${word} > /made # ${name}']\ntargets:\n  a: {commands: [cat /made]}\n  b: {commands: [cat /made]}\n  other: {prep: ['echo other-${word} > /made # ${name}'], commands: [cat /made]}\n`;

  /** A project whose doxes see only its own images, whoever else has some in the same engine. */
  const alone = async (): Promise<{ readonly here: Project; readonly name: string }> => {
    const name = `care-${Math.random().toString(36).slice(2, 8)}`;
    const proxy = await EngineProxy.start(engine);
    proxies.push(proxy);
    const mine = { label: [`io.dox.project=${name}`] };
    proxy.rewrite(/filters=[^& ]*/, `filters=${encodeURIComponent(JSON.stringify(mine))}`);
    const here = new Project(proxy.engine, { 'dox.yml': config(name, 'first') });
    projects.push(here);
    return { here, name };
  };

  const env = (here: Project): Record<string, string> => ({
    XDG_STATE_HOME: join(here.path, '.dox/state'),
    XDG_CACHE_HOME: join(here.path, '.dox/cache'),
  });

  test('dox images tells what there is and which targets run on it, dox clean removes what nobody needs', async () => {
    const { here, name } = await alone();
    const dox = async (...args: string[]): Promise<string> => {
      const ran = await here.dox(args, { env: env(here) });
      expect(ran.code, ran.all).toBe(0);
      return ran.stdout;
    };
    const rows = async (): Promise<readonly Row[]> => JSON.parse(await dox('images', '--json'));
    expect(await dox('images')).toBe('no images\n');
    await dox('-e', 'a,b');
    const [first] = await rows();
    expect(first).toMatchObject({ targets: ['a', 'b'], uses: [{ target: 'b', project: name }, { target: 'a' }] });
    expect(first?.ownSize).toBeLessThan(first?.size ?? 0);

    here.write('dox.yml', config(name, 'second'));
    await dox('-e', 'a');
    expect(await rows()).toMatchObject([
      { targets: ['a', 'b'], uses: [{ target: 'a' }] },
      { targets: [], uses: [{ target: 'b' }, { target: 'a' }] },
    ]);
    const list = await dox('images');
    expect(list).toMatch(new RegExp(`^dox/${name}:[0-9a-f]{16} .* a, b$`, 'm'));
    expect(list).toMatch(/ no target now \(b, a before\)$/m);
    expect(await dox('images', '--all')).toContain(`${name}: a`);

    expect(await dox('clean', '--unused', '--yes')).toContain('nothing to remove');
    expect(await dox('clean', '--older-than', '1h', '--yes')).toContain('nothing to remove');
    const [, former] = await rows();
    expect(await dox('clean', '--max-size', '1g')).toContain('nothing to remove');

    // a container of anybody's keeps its image
    const { Id: foreign } = await callEngine<{ readonly Id: string }>(engine, 'POST', '/containers/create', {
      Image: former?.names[0],
      Cmd: ['true'],
    });
    try {
      expect(await dox('clean', '--max-size', '1', '--yes')).toContain('images in use: 1; they stay');
      expect((await rows()).map(({ names }) => names)).toEqual([former?.names]);
    } finally {
      await callEngine(engine, 'DELETE', `/containers/${foreign}?force=true`);
    }
    expect(await dox('clean', '--yes')).toContain(former?.names[0]);
    expect(await rows()).toEqual([]);
    expect(readdirSync(join(here.path, '.dox/state/dox/uses'))).toEqual([]);
  });

  test('dox clean leaves what a dox.lock means', async () => {
    const { here } = await alone();
    const options = { env: env(here) };
    for (const target of ['a', 'other']) {
      const ran = await here.dox(['-e', target], options);
      expect(ran.code, ran.all).toBe(0);
    }
    writeFileSync(join(here.path, 'dox.lock'), 'version: 1\n');
    const kept = await here.dox(['clean', '--yes'], options);
    expect(kept.stdout, kept.all).toContain('images that a dox.lock means: 2; they stay\nnothing to remove\n');
    rmSync(join(here.path, 'dox.lock'));
    const gone = await here.dox(['clean', '--yes'], options);
    expect(gone.stdout, gone.all).toContain('2 removed');
  });
});
