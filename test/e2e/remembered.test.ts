import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

const [engine] = testSetup().engines;
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

/** A project with a cache of its own, in the tree. */
function project(dox: string): { readonly here: Project; readonly plan: () => ReturnType<Project['dox']> } {
  if (engine === undefined) throw new Error('there is no engine');
  const here = new Project(engine, { 'dox.yml': dox });
  projects.push(here);
  const env = { XDG_CACHE_HOME: join(here.path, 'cache') };
  return { here, plan: () => here.dox(['config', '--json'], { env }) };
}

const kept = (here: Project): string => join(here.path, 'cache/dox/configurations');

test('what was read without a remark is kept, and read again as soon as the file changes', async () => {
  const { here, plan } = project("image: debian\ncommands: ['one']\n");
  const first = await plan();
  expect(first.stdout).toContain('"text": "one"');
  const [name = ''] = readdirSync(kept(here));
  expect((await plan()).stdout).toBe(first.stdout);
  here.write('dox.yml', "image: debian\ncommands: ['two']\n");
  expect((await plan()).stdout).toContain('"text": "two"');
  expect(readdirSync(kept(here))).toEqual([name]);
});

test('it is really used: what is kept is what comes out', async () => {
  const { here, plan } = project("image: debian\ncommands: ['one']\n");
  await plan();
  const [name = ''] = readdirSync(kept(here));
  const path = join(kept(here), name);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"one"', '"kept"'));
  expect((await plan()).stdout).toContain('"text": "kept"');
});

test('a path that the file names and that is gone is noticed', async () => {
  const { here, plan } = project("image: debian\nadd: [folder]\ncommands: ['one']\n");
  mkdirSync(join(here.path, 'folder'));
  expect((await plan()).code).toBe(0);
  rmSync(join(here.path, 'folder'), { recursive: true });
  const gone = await plan();
  expect(gone.code).toBe(2);
  expect(gone.stderr).toContain('"folder" does not exist');
});

test('mistakes are told each time', async () => {
  const { here, plan } = project("image: debian\ncomands: ['one']\n");
  for (let time = 0; time < 2; time += 1) expect((await plan()).stderr).toContain('did you mean "commands"?');
  expect(() => readdirSync(kept(here))).toThrow();
});

test.each(['', '{', '{"key": 1}', 'null'])('a damaged record (%s) is made again', async (text) => {
  const { here, plan } = project("image: debian\ncommands: ['one']\n");
  const first = await plan();
  const [name = ''] = readdirSync(kept(here));
  writeFileSync(join(kept(here), name), text);
  expect((await plan()).stdout).toBe(first.stdout);
  expect(readFileSync(join(kept(here), name), 'utf8')).toContain('"one"');
});
