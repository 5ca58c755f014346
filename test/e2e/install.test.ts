import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

// As people install it: the packed file, into an empty prefix, run in another project, on each supported Node.
const checkout = resolve(import.meta.dirname, '../..');
const [engine] = testSetup().engines;
if (engine === undefined) throw new Error('there is no engine');
const folder = mkdtempSync(join(tmpdir(), 'dox-install-'));
const prefix = join(folder, 'prefix');
const project = new Project(engine, {
  'dox.yml': `image: ${engine.prefix}debian:bookworm-slim\ncommands: [echo it runs]\n`,
});

beforeAll(async () => {
  await execa('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: checkout });
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  await execa('npm', ['install', '--silent', '-g', '--prefix', prefix, join(folder, file)]);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  project.remove();
});

test('brings the command dox and nothing that has to be compiled or downloaded', () => {
  expect(readdirSync(join(prefix, 'bin'))).toEqual(['dox']);
  const inside = join(prefix, 'lib/node_modules/dox-run');
  expect(existsSync(join(inside, 'node_modules'))).toBe(false);
  for (const name of [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'dox.schema.json',
    'result.schema.json',
    'dox.example.yml',
    'dist/main.js',
    'images/apt-install',
  ]) {
    expect(existsSync(join(inside, name)), name).toBe(true);
  }
});

describe.each(['20', '22', '24'])('on Node %s', (version) => {
  let node = '';
  beforeAll(async () => {
    const home = join(folder, `node-${version}`);
    // the npm package `node` is this one for this machine's kind
    const name = `node-${process.platform}-${process.arch}`;
    await execa('npm', ['install', '--silent', '--prefix', home, `${name}@${version}`]);
    node = join(home, 'node_modules', name, 'bin/node');
  }, 120_000);

  test('runs a project', async () => {
    const { stdout } = await execa(node, ['--version']);
    expect(stdout).toMatch(new RegExp(`^v${version}\\.`));
    const dox = join(prefix, 'bin/dox');
    const run = await execa(node, [dox], { cwd: project.path, env: project.environment(), reject: false });
    expect(run.exitCode, String(run.stderr)).toBe(0);
    expect(run.stdout).toContain('it runs\n');
  });
});
