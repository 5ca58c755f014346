import type { Guess, GuessRule } from './guess-rule.ts';

/** Haskell: Stack where there is a stack.yaml, which brings its own compiler; else Cabal with Debian's. */
export const haskell: GuessRule = {
  tool: 'haskell',
  looksFor: 'stack.yaml, cabal.project, *.cabal',
  guess(look): Guess | null {
    const packages = [...look.named(/\.cabal$/), ...look.present(['cabal.project', 'package.yaml'])];
    const image = 'debian:bookworm-slim';
    const libraries = ['libgmp-dev', 'zlib1g-dev', 'ca-certificates', 'git'];
    if (look.has('stack.yaml')) {
      const system = ['haskell-stack', 'build-essential', 'xz-utils', 'libtinfo-dev', ...libraries];
      const seen = ['stack.yaml', ...look.present(['stack.yaml.lock']), ...packages];
      return { seen, image, system, commands: ['stack test {posargs}'], env: { STACK_ROOT: '/tmp/stack' } };
    }
    if (packages.length === 0 || look.named(/\.cabal$/).length + look.present(['cabal.project']).length === 0)
      return null;
    const commands = ['cabal update', 'cabal test {posargs:all}'];
    return { seen: packages, image, system: ['ghc', 'cabal-install', ...libraries], commands };
  },
};
