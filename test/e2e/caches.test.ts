import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AptArchive } from '../support/apt-archive.ts';
import { nameBases } from '../support/curated.ts';
import { PipIndex } from '../support/pip-index.ts';
import { type Outcome, Project, type RunOptions } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

const timeout = 300_000;
const { engines } = testSetup();

/** Podman 4.3 gives the folder of all caches to the first of its users. */
const refused = ({ all }: Outcome): boolean => all.includes('built without `cache`');

describe.each(engines)('package caches on $name', (engine) => {
  const name = `caches-${Math.random().toString(36).slice(2, 8)}`;
  const projects: Project[] = [];
  let index: PipIndex;
  let archive: AptArchive;

  beforeAll(async () => {
    await nameBases(engine);
    index = await PipIndex.serve(['alpha', 'beta', 'gamma']);
    archive = await AptArchive.serve([
      { name: 'first-made', version: '1' },
      { name: 'second-made', version: '1' },
    ]);
  }, timeout);

  afterAll(async () => {
    for (const project of projects) project.remove();
    for (const manager of ['pip', 'apt']) {
      rmSync(`/var/tmp/buildah-cache/dox-${name}-${manager}`, { recursive: true, force: true });
    }
    await Promise.all([index.close(), archive.close()]);
  });

  const project = (dox: string): Project => {
    const made = new Project(engine, { 'dox.yml': `project: ${name}\n${dox}` });
    projects.push(made);
    return made;
  };

  const pass = async (here: Project, args: readonly string[] = [], options: RunOptions = {}): Promise<Outcome> => {
    const env = { XDG_CACHE_HOME: join(here.path, 'kept'), ...options.env };
    const run = await here.dox(args, { timeout, ...options, env });
    expect(run.code, run.all).toBe(0);
    return run;
  };

  test('a changed image is built with what pip fetched before, and keeps none of it', { timeout }, async () => {
    const config = (recipe: string): string => `image: dox/python:3.11
cache: pip
prep: [': ${recipe}', 'python3 -m pip install -q --target /opt/made ${index.options} alpha']
commands:
  - PYTHONPATH=/opt/made python3 -c "import alpha"
  - test "$(find /dox/.dox/cache /root/.cache -type f 2>/dev/null | wc -l)" = 0
  - test "$PIP_CACHE_DIR" = /var/cache/dox/pip
  - echo "found $(env | grep -c /dox/.dox/cache || true)"
`;
    const here = project(config('first'));
    const first = await pass(here);
    expect(first.stdout).toContain('found 0\n');
    expect(index.fetched).toEqual(['alpha-1.0-py3-none-any.whl']);
    here.write('dox.yml', `project: ${name}\n${config('second')}`);
    const second = await pass(here);
    expect(second.stderr).toContain('preparing');
    expect(index.fetched, second.all).toHaveLength(refused(second) ? 2 : 1);
    if (engine.name !== 'podman-rootless') expect(second.all).not.toContain('without `cache`');
  });

  test('a changed image is built with the Debian packages that were fetched before', { timeout }, async () => {
    const config = (system: string): string =>
      `project: ${name}\nimage: ${engine.prefix}debian:bookworm-slim\ncache: [apt]\nsnapshot: ${archive.address}\nsystem: [${system}]\ncommands: [first-made, 'test "$(find /dox/.dox/cache /var/cache/apt/archives -name "*.deb" 2>/dev/null | wc -l)" = 0']\n`;
    const here = project('');
    here.write('dox.yml', config('first-made'));
    await pass(here);
    expect(archive.fetched).toEqual(['first-made 1']);
    here.write('dox.yml', config('first-made, second-made'));
    const second = await pass(here);
    const again = refused(second) ? ['first-made 1'] : [];
    expect([...archive.fetched].sort()).toEqual(['first-made 1', ...again, 'second-made 1']);
  });

  test('the next run has what pip fetched in this one, in files of the person', { timeout }, async () => {
    const here = project(`image: dox/python:3.11\ncache: [pip]\ncommands: ['true']\n`);
    const fetched = (): readonly string[] => index.fetched.filter((file) => file.startsWith('beta'));
    const person = engine.user ?? { uid: 1234, gid: 1235 };
    const map = engine.user === null ? ['--user-map', 'somebody:1234:1235'] : [];
    const download = `python3 -m pip download -d "$(mktemp -d)" ${index.options} beta`;
    for (const _ of [1, 2]) await pass(here, [...map, '-c', 'sh', '-c', download]);
    expect(fetched()).toEqual(['beta-1.0-py3-none-any.whl']);
    const kept = join(here.path, 'kept/dox/caches', name, 'pip');
    const files = readdirSync(kept, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile()).length).toBeGreaterThan(0);
    for (const file of files) {
      expect(statSync(join(file.parentPath, file.name))).toMatchObject({ uid: person.uid, gid: person.gid });
    }
    expect(statSync(join(here.path, 'kept/dox/caches')).mode & 0o777).toBe(0o700);
  });

  test('without `cache`, and for another user, there is no cache of the person’s', { timeout }, async () => {
    const here = project(
      `image: dox/python:3.11\ntargets:\n  none: {commands: ['test ! -e /var/cache/dox && test -z "$PIP_CACHE_DIR"']}\n  mine: {cache: pip, env: {PIP_CACHE_DIR: /tmp/own}, commands: ['test "$PIP_CACHE_DIR" = /tmp/own']}\n  other: {cache: pip, user: '4321:4321', commands: [touch /var/cache/dox/pip/other]}\n`,
    );
    await pass(here, ['-e', 'none,mine,other']);
    const kept = join(here.path, 'kept/dox/caches', name);
    expect(readdirSync(kept).sort()).toEqual(['pip', 'pip-4321-4321']);
    expect(readdirSync(join(kept, 'pip'))).toEqual([]);
    expect(readdirSync(join(kept, 'pip-4321-4321'))).toEqual(['other']);
  });

  test('an engine that sees another tree than dox does is not given a folder that it lacks', { timeout }, async () => {
    const here = project(`image: dox/python:3.11\ncache: pip\ncommands: ['test -z "$PIP_CACHE_DIR"']\n`);
    const elsewhere = `${here.path}-elsewhere`;
    const run = await pass(here, ['--path-map', `${here.path}:${here.path}`], { env: { XDG_CACHE_HOME: elsewhere } });
    expect(run.stderr).toContain(`the engine does not see ${elsewhere}/dox`);
    rmSync(elsewhere, { recursive: true, force: true });
  });
});
