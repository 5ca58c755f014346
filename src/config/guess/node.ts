import { chooseImage, type DebianTool } from './debian-image.ts';
import type { Guess, GuessRule } from './guess-rule.ts';
import { type Look, type Table, tableAt, textAt } from './look.ts';
import { nodeManager } from './node-manager.ts';

/** Debian 13's version is in use longer than Debian 12's, which is at its end: that one only where it is asked for. */
const debian: DebianTool = {
  releases: [
    ['trixie', '20.19'],
    ['bookworm', '18.20'],
  ],
  system: ['nodejs', 'npm', 'ca-certificates', 'git'],
  elsewhere: (version) => `node:${version}`,
  parts: 1,
};

/**
 * Node: the script `test` of package.json, else Grunt, Gulp, or a runner that it depends on. What it depends on is
 * installed into /node_modules of the image, where Node and npm look from /src upwards, so that the mounted tree
 * neither hides it nor is written to. Where installing needs the tree itself (workspaces, scripts of its own), the
 * commands do it.
 */
export const node: GuessRule = {
  tool: 'node',
  looksFor: 'package.json, Gruntfile.js, Gulpfile.js',
  guess(look): Guess | null {
    const seen = look.present(['package.json', ...gruntFiles, ...gulpFiles]);
    if (seen.length === 0) return null;
    const manifest = look.json('package.json');
    const manager = nodeManager(look, manifest);
    const { image, system } = chooseImage(wantedVersion(look, manifest), debian);
    const test = testCommand(look, manifest, manager.run);
    const setUp = manager.installs === 'at-run' ? manager.install : [];
    const path = manager.installs === 'in-image' ? ['export PATH="/node_modules/.bin:$PATH"'] : [];
    return {
      seen: [...seen, ...manager.seen],
      image,
      system,
      add: manager.installs === 'in-image' ? manager.add : [],
      prep: [...manager.prep, ...(manager.installs === 'in-image' ? manager.install : [])],
      commands: test === null ? null : [...setUp, ...path, test],
      cache: manager.installs === 'nothing' ? [] : [manager.name],
    };
  },
};

const gruntFiles = ['Gruntfile.js', 'Gruntfile.coffee', 'Gruntfile.ts', 'Gruntfile.cjs', 'gruntfile.js'] as const;
const gulpFiles = [
  'gulpfile.js',
  'Gulpfile.js',
  'gulpfile.mjs',
  'gulpfile.cjs',
  'gulpfile.ts',
  'gulpfile.babel.js',
] as const;

/** Runners that are known by name, and how each is told to run once. */
const runners: readonly (readonly [name: string, command: string])[] = [
  ['vitest', 'npx vitest run {posargs}'],
  ['jest', 'npx jest {posargs}'],
  ['mocha', 'npx mocha {posargs}'],
  ['ava', 'npx ava {posargs}'],
  ['tap', 'npx tap {posargs}'],
];

function testCommand(look: Look, manifest: Table, run: string): string | null {
  const script = textAt(tableAt(manifest, 'scripts'), 'test');
  // what `npm init` writes says that there is none
  if (script !== null && !script.includes('no test specified')) return `${run} {posargs}`;
  const grunt = look.first(gruntFiles);
  if (grunt !== null)
    return /registerTask\(\s{0,9}["']test["']/.test(look.text(grunt)) ? 'npx grunt test' : 'npx grunt';
  const gulp = look.first(gulpFiles);
  if (gulp !== null)
    return /task\(\s{0,9}["']test["']|exports\.test\b|export (?:const|function) test\b/.test(look.text(gulp))
      ? 'npx gulp test'
      : 'npx gulp';
  const packages = { ...tableAt(manifest, 'dependencies'), ...tableAt(manifest, 'devDependencies') };
  const runner = runners.find(([name]) => Object.hasOwn(packages, name));
  if (runner !== undefined) return runner[1];
  return look.find(/\.test\.[cm]?js$/).length > 0 ? 'node --test {posargs}' : null;
}

/** Names of Node's releases with long-term support, as .nvmrc has them. */
const names: Readonly<Record<string, string>> = { hydrogen: '18', iron: '20', jod: '22', krypton: '24' };

function wantedVersion(look: Look, manifest: Table): string | null {
  const pinned = (look.text('.nvmrc').trim() || look.text('.node-version').trim()).split('\n')[0]?.trim() ?? '';
  const name = /^lts\/(\w+)$/.exec(pinned)?.[1] ?? '';
  if (Object.hasOwn(names, name)) return names[name] ?? null;
  if (/^v?\d+(?:\.\d+){0,2}$/.test(pinned)) return pinned.replace(/^v/, '');
  return textAt(tableAt(manifest, 'engines'), 'node');
}
