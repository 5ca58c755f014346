import { describe, expect, it } from 'vitest';
import { type CacheName, cacheNames } from '../../src/config/cache-names.ts';
import { preparedDockerfile } from '../../src/plan/dockerfile.ts';
import { packageCaches } from '../../src/plan/package-caches.ts';

/** What each manager's manual says points it at a folder. */
const manuals: Readonly<Record<CacheName, Readonly<Record<string, string>>>> = {
  apt: { APT_CONFIG: '/c/apt/apt.conf' },
  bundler: { BUNDLE_USER_CACHE: '/c/bundler', BUNDLE_GLOBAL_GEM_CACHE: 'true' },
  cargo: { CARGO_HOME: '/c/cargo' },
  composer: { COMPOSER_CACHE_DIR: '/c/composer' },
  go: { GOMODCACHE: '/c/go/mod', GOCACHE: '/c/go/build' },
  gradle: { GRADLE_USER_HOME: '/c/gradle' },
  maven: { MAVEN_ARGS: '-Dmaven.repo.local=/c/maven', MAVEN_OPTS: '-Dmaven.repo.local=/c/maven' },
  npm: { npm_config_cache: '/c/npm' },
  pip: { PIP_CACHE_DIR: '/c/pip', PIP_NO_CACHE_DIR: '' },
  pnpm: { npm_config_store_dir: '/c/pnpm', pnpm_config_store_dir: '/c/pnpm' },
  uv: { UV_CACHE_DIR: '/c/uv', UV_LINK_MODE: 'copy' },
  yarn: { YARN_CACHE_FOLDER: '/c/yarn', YARN_ENABLE_GLOBAL_CACHE: 'false' },
};

describe('packageCaches', () => {
  it.each(cacheNames)('points %s at its folder', (name) => {
    const [cache] = packageCaches([name], '/c');
    expect(cache).toMatchObject({ name, folder: `/c/${name}`, variables: manuals[name] });
  });

  it('gives no variable two values', () => {
    const names = packageCaches(cacheNames, '/c').flatMap(({ variables }) => Object.keys(variables));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the Dockerfile of an image with caches', () => {
  const lines = (names: readonly CacheName[]): readonly string[] => {
    const context = preparedDockerfile({
      base: 'a',
      install: { script: '', words: ['hello'] },
      added: new Map(),
      prep: ['pip install x'],
      caches: { project: 'shop', names },
    });
    const text = new TextDecoder().decode(context.files.get('Dockerfile')?.bytes);
    return text.split('\n').filter((line) => line.startsWith('RUN'));
  };
  const mount = (name: string): string =>
    `--mount=type=cache,id=dox-shop-${name},sharing=locked,target=/dox/.dox/cache/${name} `;

  it('is the usual one where none is asked for', () => {
    expect(lines([])).toEqual([
      'RUN ["/bin/sh", "/dox/.dox/apt-install", "hello"]',
      'RUN ["/bin/sh", "/dox/.dox/run-prep.sh"]',
    ]);
  });

  it('gives prep all of them and the installation that of apt, and their variables to these steps only', () => {
    const [install, prep] = lines(['apt', 'pip']);
    expect(install).toContain(`RUN ${mount('apt')}["/bin/sh", "-c", `);
    expect(install).not.toContain('pip');
    expect(prep).toContain(`RUN ${mount('apt')}${mount('pip')}["/bin/sh", "-c", `);
    expect(prep).toContain('PIP_CACHE_DIR=/dox/.dox/cache/pip');
    expect(prep?.endsWith(' && exec /bin/sh \\"$0\\" \\"$@\\"", "/dox/.dox/run-prep.sh"]')).toBe(true);
  });

  it('lets cargo install programs where the image has them', () => {
    expect(lines(['cargo'])[1]).toContain('CARGO_HOME=/dox/.dox/cache/cargo CARGO_INSTALL_ROOT=/usr/local &&');
  });
});
