import type { MapEntry, MapTree } from '../yaml-tree.ts';

const aliases: Readonly<Record<string, string>> = {
  node: 'node_js',
  ruby: 'rvm',
  rbenv: 'rvm',
  gemfiles: 'gemfile',
  package: 'packages',
  source: 'sources',
};

/** Other names of the keys of `jobs`, of the file itself and of `addons`. */
const ofPlace = {
  root: { ...aliases, matrix: 'jobs' },
  job: aliases,
  jobs: {
    includes: 'include',
    excludes: 'exclude',
    allowed_failures: 'allow_failures',
    allow_failure: 'allow_failures',
    fast_failure: 'fast_finish',
  },
  addons: { ...aliases, postgres: 'postgresql' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A mapping's entries under Travis's own names of the keys; a name that is another's alias wins over that. */
export function normalEntries(tree: MapTree, place: keyof typeof ofPlace): ReadonlyMap<string, MapEntry> {
  const names: Readonly<Record<string, string>> = ofPlace[place];
  const plain = new Map<string, MapEntry>();
  const renamed = new Map<string, MapEntry>();
  for (const [written, entry] of tree.entries) {
    const private_ = written.startsWith('_') || written.startsWith('.');
    const key = private_ ? written : written.trim().replaceAll('-', '_');
    const known = Object.hasOwn(names, key) ? names[key] : undefined;
    if (known === undefined) plain.set(key, entry);
    else renamed.set(known, entry);
  }
  return new Map([...plain, ...renamed]);
}
