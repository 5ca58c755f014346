import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AptArchive } from '../support/apt-archive.ts';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

const projects: Project[] = [];
let archive: AptArchive;

beforeAll(async () => {
  archive = await AptArchive.serve(
    ['alpha', 'beta', 'gamma', 'delta'].map((name) => ({ name, version: name === 'beta' ? '2.0-1' : '1.0-1' })),
  );
});
afterAll(async () => {
  for (const project of projects) project.remove();
  await archive.close();
});

const rules = `# what the tests need
alpha [test]
beta [test platform:debian-bookworm] >=1.5,<3
gamma [platform:rpm]
delta [doc]
`;

// on one engine, since what is new here is what the plan says
describe.each(testSetup().engines.slice(0, 1))('bindep.txt on $name', (engine) => {
  function project(files: Record<string, string>, image = 'debian:bookworm-slim'): Project {
    const config = `image: ${engine.prefix}${image}\nsnapshot: ${archive.address}\nallow_empty: true\ncommands: ['alpha', 'beta']\n`;
    const made = new Project(engine, { 'dox.yml': config, ...files });
    projects.push(made);
    return made;
  }

  test('its packages for the distribution are installed, and those alone', async () => {
    const here = project({ 'bindep.txt': rules });
    const planned = await here.dox(['plan']);
    expect(planned.stdout).toContain(
      'bindep: bindep.txt for test: alpha, beta [platform:debian-bookworm] >=1.5,<3, gamma [platform:rpm]\n',
    );
    const run = await here.dox(['--result-json', 'out.json']);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('alpha 1.0-1\nbeta 2.0-1\n');
    const [image] = JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8')).images;
    expect(image.system).toEqual({ alpha: '1.0-1', beta: '2.0-1' });
    const resolved = await here.dox(['plan', '--resolve']);
    expect(resolved.stdout).toContain('bindep: bindep.txt for test: alpha (1.0-1), beta (2.0-1)\n');

    here.write('bindep.txt', rules.replace('gamma', 'epsilon'));
    const again = await here.dox(['--result-json', 'out.json']);
    expect(again.code, again.all).toBe(0);
    const [same] = JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8')).images;
    expect(same).toMatchObject({ reference: image.reference, reused: true });
  });

  test('a lock holds what it holds: rules for others may change, those that count may not', async () => {
    const here = project({ 'bindep.txt': rules });
    const locked = await here.dox(['lock']);
    expect(locked.code, locked.all).toBe(0);
    expect(readFileSync(join(here.path, 'dox.lock'), 'utf8')).toMatch(/alpha: 1\.0-1\n +beta: 2\.0-1\n/);
    here.write('bindep.txt', rules.replace('gamma', 'epsilon'));
    const run = await here.dox(['--frozen']);
    expect(run.code, run.all).toBe(0);
    const check = await here.dox(['lock', '--check']);
    expect(check.code, check.all).toBe(0);
    here.write('bindep.txt', `${rules}delta\n`);
    const drift = await here.dox(['--frozen']);
    expect(drift.code, drift.all).toBe(2);
    expect(drift.stderr).toContain('is not what was locked');
    const off = await here.dox(['-c', 'sh', '-c', 'command -v alpha || echo none']);
    expect(off.stdout, off.all).toContain('/usr/bin/alpha');
  });

  test('what cannot be had is told with its line', async () => {
    const here = project({ 'bindep.txt': 'alpha\nnowhere [test]\n' });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(2);
    expect(run.all).toContain('nowhere (bindep.txt:2): the archive has no such package');
  });

  test('an image without apt is refused, unless the file is left alone', async () => {
    const here = project({ 'bindep.txt': 'alpha\n' }, 'busybox:latest');
    const run = await here.dox(['-c', 'true']);
    expect(run.code, run.all).toBe(2);
    expect(run.stderr).toContain('(unknown) has no apt, and dox knows only apt so far');
    expect(run.stderr).toContain('bindep.txt:1: alpha');
    expect(run.stderr).toContain('"bindep: false" in dox.yml');
    here.write('dox.yml', `${readFileSync(join(here.path, 'dox.yml'), 'utf8')}bindep: false\n`);
    const off = await here.dox(['-c', 'true']);
    expect(off.code, off.all).toBe(0);
  });
});
