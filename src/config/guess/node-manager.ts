import type { Guess } from './guess-rule.ts';
import { type Look, type Table, tableAt, textAt } from './look.ts';

/** The package manager of a Node project, and how it installs what the project depends on. */
export interface NodeManager {
  readonly name: 'npm' | 'yarn' | 'pnpm';
  /** The lock file that told, or nothing. */
  readonly seen: readonly string[];
  /** `nothing`: it depends on nothing. `at-run`: the tree itself is needed for it. */
  readonly installs: 'nothing' | 'in-image' | 'at-run';
  readonly add: NonNullable<Guess['add']>;
  /** Installs the manager. */
  readonly prep: readonly string[];
  readonly install: readonly string[];
  /** What runs the script `test` with the arguments that follow. */
  readonly run: string;
}

/** By the key `packageManager`, else by the lock file; npm where there is neither. */
export function nodeManager(look: Look, manifest: Table): NodeManager {
  const [name, lock] = managerOf(look, manifest);
  const isBerry = name === 'yarn' && look.text('yarn.lock').includes('__metadata:');
  const needsTree = isBerry || readsTree(look, manifest);
  const settings = look.present(['.npmrc', '.yarnrc']);
  const seen = lock === null ? [] : [lock];
  const installs = !dependsOnAnything(manifest) && lock === null ? 'nothing' : needsTree ? 'at-run' : 'in-image';
  const move = ['test ! -d node_modules || mv node_modules /'];
  const install = [installCommand(name, lock !== null, isBerry), ...(installs === 'in-image' ? move : [])];
  const prep = name === 'npm' ? [] : [`command -v ${name} || npm install --global ${packageOf(name, look, manifest)}`];
  const run = name === 'npm' ? 'npm test --' : `${name} test`;
  return { name, seen, installs, add: ['package.json', ...seen, ...settings], prep, install, run };
}

const locks: readonly (readonly [lock: string, name: NodeManager['name']])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

function managerOf(look: Look, manifest: Table): readonly [name: NodeManager['name'], lock: string | null] {
  const said = /^(npm|yarn|pnpm)@/.exec(textAt(manifest, 'packageManager') ?? '')?.[1];
  const found = locks.find(([lock, name]) => look.has(lock) && (said === undefined || said === name));
  if (found !== undefined) return [found[1], found[0]];
  return [said === 'yarn' || said === 'pnpm' ? said : 'npm', null];
}

/** The manager as npm installs it: of the version that the project names. */
function packageOf(name: 'yarn' | 'pnpm', look: Look, manifest: Table): string {
  const said = /^(?:yarn|pnpm)@(\d[\w.-]*)/.exec(textAt(manifest, 'packageManager') ?? '')?.[1];
  if (name === 'yarn')
    return look.text('yarn.lock').includes('__metadata:') ? '@yarnpkg/cli-dist' : `yarn@${said ?? '1'}`;
  const format = /^lockfileVersion: '?(\d)/m.exec(look.text('pnpm-lock.yaml'))?.[1];
  // https://pnpm.io/ says which version writes which lock
  return `pnpm@${said ?? (format === '5' ? '7' : format === '6' ? '8' : '9')}`;
}

function installCommand(name: NodeManager['name'], isLocked: boolean, isBerry: boolean): string {
  switch (name) {
    case 'npm':
      return isLocked ? 'npm ci --no-audit --no-fund' : 'npm install --no-package-lock --no-audit --no-fund';
    case 'yarn':
      if (isBerry) return 'yarn install --immutable';
      return isLocked ? 'yarn install --frozen-lockfile' : 'yarn install';
    case 'pnpm':
      return isLocked ? 'pnpm install --frozen-lockfile' : 'pnpm install';
  }
}

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

function dependsOnAnything(manifest: Table): boolean {
  return kinds.some((kind) => Object.keys(tableAt(manifest, kind)).length > 0);
}

/** Whether installing looks at more of the tree than the manifest and the lock. */
function readsTree(look: Look, manifest: Table): boolean {
  const scripts = tableAt(manifest, 'scripts');
  const hasOwn = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'].some((name) => name in scripts);
  const isSplit = 'workspaces' in manifest || look.has('pnpm-workspace.yaml') || look.has('lerna.json');
  const versions = kinds.flatMap((kind) => Object.values(tableAt(manifest, kind)));
  const isLocal = versions.some(
    (each) => typeof each === 'string' && /^(?:file|link|portal|workspace|patch):|^\.{0,2}\//.test(each),
  );
  return hasOwn || isSplit || isLocal || 'patchedDependencies' in tableAt(manifest, 'pnpm');
}
