/** The package managers whose caches dox can keep, as `cache` names them. */
export const cacheNames = [
  'apt',
  'bundler',
  'cargo',
  'composer',
  'go',
  'gradle',
  'maven',
  'npm',
  'pip',
  'pnpm',
  'uv',
  'yarn',
] as const;

export type CacheName = (typeof cacheNames)[number];
