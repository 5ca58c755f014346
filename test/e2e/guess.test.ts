import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameBases } from '../support/curated.ts';
import { guessable } from '../support/guessable.ts';
import { NpmRegistry } from '../support/npm-registry.ts';
import { PipIndex } from '../support/pip-index.ts';
import { Project } from '../support/project.ts';
import { isFullTier, testSetup } from '../support/setup.ts';

// On one engine, since what is new here is what is guessed. What installs much is left to DOX_TEST_ENGINES=all.
const [engine] = testSetup().engines;
if (engine === undefined) throw new Error('there is no engine');
const large = guessable.filter(({ isLarge }) => isLarge === true).map(({ name }) => name);
const isFull = isFullTier(`guesses for ${large.join(', ')}, Node's packages, and Pythons that are asked for`);

const projects: Project[] = [];

function project(files: Readonly<Record<string, string>>): Project {
  if (engine === undefined) throw new Error('there is no engine');
  const made = new Project(engine, files);
  projects.push(made);
  return made;
}

beforeAll(() => nameBases(engine));
afterAll(() => {
  for (const each of projects) each.remove();
});

describe.concurrent('a checkout without a word of dox', () => {
  test.for(guessable.filter(({ isLarge }) => isFull || isLarge !== true))(
    '$name',
    { timeout: 900_000 },
    async ({ files, failing, mend: [file, old, by] }, { expect }) => {
      const here = project(files);
      const bad = await here.dox([], { timeout: 800_000 });
      expect(bad.code, bad.all).toBe(1);
      const failed = bad.stdout.split('\n').filter((line) => /^ +FAIL /.test(line));
      if (failing !== null) expect(failed.join('\n'), bad.all).toContain(failing);
      const path = join(here.path, file);
      writeFileSync(path, readFileSync(path, 'utf8').replace(old, by));
      const good = await here.dox([], { timeout: 800_000 });
      expect(good.code, good.all).toBe(0);
    },
  );
});

test.runIf(isFull)("Node's packages are in the image, and the tree stays clean", { timeout: 900_000 }, async () => {
  const registry = await NpmRegistry.serve(['left']);
  try {
    const here = project({
      'package.json':
        '{"name": "shop", "scripts": {"test": "left && node --test"}, "dependencies": {"left": "^1.0.0"}}',
      '.npmrc': `registry=${registry.address}\n`,
      'test/shop.test.js': `const { test } = require('node:test');
test('finds it', () => require('node:assert').equal(require('left'), 'left'));
test('finds it as a module', async () => require('node:assert').equal((await import('left')).default, 'left'));
`,
    });
    const first = await here.dox([], { timeout: 800_000 });
    expect(first.code, first.all).toBe(0);
    expect(first.stdout).toContain('left runs\n');
    expect(existsSync(join(here.path, 'node_modules'))).toBe(false);
    const again = await here.dox([]);
    expect(again.code, again.all).toBe(0);
    expect(registry.fetched).toEqual(['left']);

    // npm's cache is kept between runs, though each begins without a package
    const cached = project({
      'dox.yml': `image: debian:trixie-slim
system: [nodejs, npm, ca-certificates, git]
cache: npm
commands: ['cp package.json .npmrc "$HOME" && cd "$HOME" && npm install --no-audit --no-fund && node_modules/.bin/left']
allow_empty: true
`,
      'package.json': '{"name": "shop", "dependencies": {"left": "^1.0.0"}}',
      '.npmrc': `registry=${registry.address}\n`,
    });
    for (const _ of ['first', 'second']) {
      const env = { XDG_CACHE_HOME: join(cached.path, '.dox/kept') };
      const run = await cached.dox([], { env, timeout: 800_000 });
      expect(run.stdout, run.all).toContain('left runs\n');
    }
    expect(registry.fetched).toEqual(['left', 'left']);
  } finally {
    await registry.close();
  }
});

test.runIf(isFull)('a Python project runs on the Pythons that are asked for', { timeout: 900_000 }, async () => {
  const index = await PipIndex.serve(['alpha'], 'py2.py3');
  try {
    const here = project({
      'requirements.txt': 'alpha\n',
      'tests/__init__.py': '',
      'tests/test_shop.py': `import sys, unittest
import alpha

class Shop(unittest.TestCase):
    def test_version(self):
        sys.stdout.write('runs on %d.%d\\n' % sys.version_info[:2])
`,
    });
    const options = { timeout: 800_000, env: index.variables };
    const run = await here.dox(['-e', 'py27,py311'], options);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout.match(/^runs on .*/gm)).toEqual(['runs on 2.7', 'runs on 3.11']);
    const one = await here.dox(['-e', 'py27', '--', 'tests.test_shop.Shop.test_version'], options);
    expect(one.code, one.all).toBe(0);
    expect(one.stderr).not.toContain('preparing');
    const locked = await here.dox(['lock', '-e', 'py27'], options);
    expect(locked.code, locked.all).toBe(0);
    expect((await here.dox(['-e', 'py27', '--frozen'], options)).code).toBe(0);
    const other = await here.dox(['-e', 'py39', '--frozen'], options);
    expect(other.code, other.all).toBe(2);
    expect(other.all).toContain('run `dox lock -e py39` and commit it');
  } finally {
    await index.close();
  }
});

test('a Dockerfile is the image', { timeout: 300_000 }, async () => {
  const here = project({
    Dockerfile: `FROM ${engine.prefix}debian:bookworm-slim\nRUN echo ours >/etc/whose\n`,
    Makefile: 'test:\n\ttest "$$(cat /etc/whose)" = ours\n\techo ours\n',
  });
  const plan = await here.dox(['plan']);
  expect(plan.stdout).toContain('dockerfile: Dockerfile\n');
  const run = await here.dox(['-c', 'cat', '/etc/whose']);
  expect(run.stdout, run.all).toBe('ours\n');
  expect(existsSync(join(here.path, 'dox.yml'))).toBe(false);
});

test('a Dockerfile alone says nothing of tests, and an empty folder nothing at all', async () => {
  const docker = await project({ Dockerfile: 'FROM scratch\n' }).dox([]);
  expect(docker.code).toBe(2);
  expect(docker.stderr).toContain('nothing in Dockerfile says how its tests are run');
  expect(docker.stderr).toContain('`dox -c COMMAND` runs a command in the image of the Dockerfile');
  const nothing = await project({ README: 'hello' }).dox([]);
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toContain('nothing else says how its tests are run');
  for (const word of ['package.json', 'Makefile', 'tox.ini', 'dox init']) expect(nothing.stderr).toContain(word);
});

test('it is made at the top of the checkout, wherever in it one is', async () => {
  const files = { Makefile: 'test:\n', 'deep/er/README': '', 'deep/Makefile': 'all:\n' };
  const checkout = await project({ ...files, '.git/HEAD': '' }).dox(['plan'], { cwd: 'deep/er' });
  expect(checkout.stdout, checkout.all).toContain('    make test\n');
  const plain = await project(files).dox(['plan'], { cwd: 'deep/er' });
  expect(plain.stdout, plain.all).toContain('/deep → /src\n');
});

test('a Dockerfile alone is an image for a command', { timeout: 300_000 }, async () => {
  const here = project({
    Dockerfile: `FROM ${engine.prefix}debian:bookworm-slim\nRUN echo ours >/etc/whose\n`,
    'sub/README': 'hello\n',
  });
  const run = await here.dox(['-c', 'cat', '/etc/whose', 'sub/README'], { cwd: 'sub' });
  expect(run, run.all).toMatchObject({ code: 0, stdout: 'ours\nhello\n' });
  expect((await here.dox(['-c', 'exit 7'])).code).toBe(7);
  expect((await here.dox(['-n', '-c', 'true'])).stdout).toContain('dockerfile: Dockerfile\n');
  expect((await here.dox(['list'])).code).toBe(2);
});

test('what it means to run is shown by `dox plan`, and --json says where each value is from', async () => {
  const here = project({ 'go.mod': 'go 1.18\n', Makefile: 'test:\n' });
  const { stdout } = await here.dox(['config', '--json']);
  const { source, notes, targets } = JSON.parse(stdout);
  expect(source).toBe('guess');
  expect(notes).toContain('not used: Makefile');
  expect(targets[0].places.commands).toEqual({ file: 'go.mod', line: 1, column: 1 });
  const plan = await here.dox(['plan']);
  expect(plan.stdout).toContain('  system: golang-go, gcc, libc6-dev, ca-certificates, git\n  cache: go\n');
});
