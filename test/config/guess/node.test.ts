import { describe, expect, test } from 'vitest';
import { only } from './guessed.ts';

const manifest = (more: object = {}): string =>
  JSON.stringify({ scripts: { test: 'jest' }, devDependencies: { jest: '^29' }, ...more });

describe('what it depends on', () => {
  test('is installed by the lock file where Node looks above the tree', () => {
    expect(only({ 'package.json': manifest(), 'package-lock.json': '{}', '.npmrc': '' })).toEqual({
      image: 'debian:trixie-slim',
      system: 'nodejs npm ca-certificates git',
      add: 'package.json package-lock.json .npmrc',
      prep: ['npm ci --no-audit --no-fund', 'test ! -d node_modules || mv node_modules /'],
      commands: ['export PATH="/node_modules/.bin:$PATH"', 'npm test -- {posargs}'],
      cache: 'npm',
    });
  });

  test.each([
    ['npm-shrinkwrap.json', '', 'npm ci --no-audit --no-fund', 'npm test -- {posargs}'],
    ['yarn.lock', '# yarn lockfile v1\n', 'yarn install --frozen-lockfile', 'yarn test {posargs}'],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\n", 'pnpm install --frozen-lockfile', 'pnpm test {posargs}'],
  ])('%s', (lock, text, install, command) => {
    const { prep, commands } = only({ 'package.json': manifest(), [lock]: text });
    expect(prep).toContain(install);
    expect((commands as string[]).at(-1)).toBe(command);
  });

  test.each([
    ['5.4', 'pnpm@7'],
    ["'6.0'", 'pnpm@8'],
    ["'9.0'", 'pnpm@9'],
  ])('pnpm of the version that wrote lockfileVersion %s', (version, name) => {
    const { prep } = only({ 'package.json': manifest(), 'pnpm-lock.yaml': `lockfileVersion: ${version}\n` });
    expect((prep as string[])[0]).toBe(`command -v pnpm || npm install --global ${name}`);
  });

  test('packageManager says which one', () => {
    const { prep } = only({ 'package.json': manifest({ packageManager: 'pnpm@8.15.1+sha256.aa' }), 'yarn.lock': '' });
    expect((prep as string[])[0]).toBe('command -v pnpm || npm install --global pnpm@8.15.1');
  });

  test.each([
    ['workspaces', { workspaces: ['packages/*'] }, {}],
    ['scripts of its own', { scripts: { test: 'jest', prepare: 'tsc' } }, {}],
    ['a local dependency', { dependencies: { other: 'file:../other' } }, {}],
    ['pnpm workspaces', {}, { 'pnpm-workspace.yaml': '' }],
    ['Yarn 2 and later', {}, { 'yarn.lock': '__metadata:\n  version: 8\n' }],
  ])('is installed in the run for %s', (_, more, files) => {
    const { add, commands } = only({ 'package.json': manifest(more), ...files });
    expect(add).toBeUndefined();
    expect((commands as string[])[0]).toMatch(/^(?:npm|yarn|pnpm) install/);
  });

  test('is nothing, where it depends on nothing', () => {
    expect(only({ 'package.json': '{"scripts": {"test": "node --test"}}' })).toEqual({
      image: 'debian:trixie-slim',
      system: 'nodejs npm ca-certificates git',
      commands: ['npm test -- {posargs}'],
    });
  });
});

describe('the command', () => {
  const init = { test: 'echo "Error: no test specified" && exit 1' };

  test.each([
    ['Grunt', { scripts: init }, { 'Gruntfile.js': 'grunt.registerTask("test", [])' }, 'npx grunt test'],
    ["Grunt's default", {}, { 'Gruntfile.js': '' }, 'npx grunt'],
    ['Gulp', { scripts: {} }, { 'gulpfile.js': "gulp.task('test', x)" }, 'npx gulp test'],
    ['a runner that it depends on', { scripts: {}, devDependencies: { mocha: '1' } }, {}, 'npx mocha {posargs}'],
    ["Node's own runner", { scripts: {}, devDependencies: {} }, { 'src/x.test.mjs': '' }, 'node --test {posargs}'],
  ])('%s', (_, more, files, command) => {
    const text = JSON.stringify({ scripts: init, ...more });
    expect((only({ 'package.json': text, ...files }).commands as string[]).at(-1)).toBe(command);
  });
});

describe('the version', () => {
  test.each([
    ['a lower bound', { 'package.json': manifest({ engines: { node: '>=18' } }) }, 'debian:trixie-slim'],
    ['what Debian 12 has', { '.nvmrc': '18\n' }, 'debian:bookworm-slim'],
    ['an exact one', { '.nvmrc': 'v20.11.1\n' }, 'node:20.11.1'],
    ['a newer one', { 'package.json': manifest({ engines: { node: '^22.3 || >=24' } }) }, 'node:22'],
    ['the name of a release', { '.nvmrc': 'lts/jod\n' }, 'node:22'],
    ['no version at all', { '.nvmrc': 'lts/*\n' }, 'debian:trixie-slim'],
    ['.node-version', { '.node-version': '24\n' }, 'node:24'],
  ])('%s', (_, files, image) => {
    expect(only({ 'package.json': manifest(), ...files }).image).toBe(image);
  });
});
