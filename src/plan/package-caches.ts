import type { CacheName } from '../config/cache-names.ts';

/** What makes a package manager keep its cache in a folder. */
export interface PackageCache {
  readonly name: CacheName;
  /** Absolute, in the container. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** More of them, for a build: where what is installed must be for the image to have it. */
  readonly whileBuilding: Readonly<Record<string, string>>;
  /** Files that must be in the folder, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders that must be in the folder. */
  readonly folders: readonly string[];
}

type Recipe = (folder: string) => Pick<PackageCache, 'variables'> & Partial<PackageCache>;

/**
 * By manager. Each variable is in the manager's own manual; what is downloaded is kept, but never what is installed
 * from it, unless the manager uses its packages where it keeps them (cargo, go, gradle, maven).
 */
const recipes: Readonly<Record<CacheName, Recipe>> = {
  // a folder of its own, which an image's docker-clean does not empty; apt.conf(5)
  apt: (folder) => ({
    variables: { APT_CONFIG: `${folder}/apt.conf` },
    files: {
      'apt.conf': `Dir::Cache::archives "${folder}/archives/";\nBinary::apt::APT::Keep-Downloaded-Packages "true";\n`,
    },
    folders: ['archives/partial'],
  }),
  bundler: (folder) => ({ variables: { BUNDLE_GLOBAL_GEM_CACHE: 'true', BUNDLE_USER_CACHE: folder } }),
  cargo: (folder) => ({ variables: { CARGO_HOME: folder }, whileBuilding: { CARGO_INSTALL_ROOT: '/usr/local' } }),
  composer: (folder) => ({ variables: { COMPOSER_CACHE_DIR: folder } }),
  go: (folder) => ({ variables: { GOCACHE: `${folder}/build`, GOMODCACHE: `${folder}/mod` } }),
  gradle: (folder) => ({ variables: { GRADLE_USER_HOME: folder } }),
  // MAVEN_ARGS is known from 3.9 on
  maven: (folder) => ({
    variables: { MAVEN_ARGS: `-Dmaven.repo.local=${folder}`, MAVEN_OPTS: `-Dmaven.repo.local=${folder}` },
  }),
  npm: (folder) => ({ variables: { npm_config_cache: folder } }),
  // an image's PIP_NO_CACHE_DIR turns the cache off with any value but the empty one
  pip: (folder) => ({ variables: { PIP_CACHE_DIR: folder, PIP_NO_CACHE_DIR: '' } }),
  // the second name from pnpm 11 on
  pnpm: (folder) => ({ variables: { npm_config_store_dir: folder, pnpm_config_store_dir: folder } }),
  // it cannot link from another file system, and would say so each time
  uv: (folder) => ({ variables: { UV_CACHE_DIR: folder, UV_LINK_MODE: 'copy' } }),
  // Yarn 4 takes no notice of the folder while its cache is global (yarnpkg/berry#6302)
  yarn: (folder) => ({ variables: { YARN_CACHE_FOLDER: folder, YARN_ENABLE_GLOBAL_CACHE: 'false' } }),
};

/** The caches of some managers, each in a folder of its name below `parent`. */
export function packageCaches(names: readonly CacheName[], parent: string): readonly PackageCache[] {
  return names.map((name) => {
    const folder = `${parent}/${name}`;
    return { name, folder, whileBuilding: {}, files: {}, folders: [], ...recipes[name](folder) };
  });
}
