import type { ProjectFiles } from '../project-files.ts';
import type { TravisJob } from './travis-project.ts';

/** The shell commands of a language's default `install` and `script`. */
export interface DefaultSteps {
  readonly install: readonly string[];
  /** Null: Travis has none, and fails what names none itself. */
  readonly script: readonly string[] | null;
}

/** What Travis runs where a job names no `install` or no `script`: lib/travis/build/script/*.rb of travis-build. */
export function defaultSteps(job: TravisJob, files: ProjectFiles): DefaultSteps {
  const has = (...names: readonly string[]): boolean => names.some((name) => files.exists(name) === 'file');
  const extra = (key: string): string => (job.texts[key] === undefined ? '' : ` ${job.texts[key]}`);
  switch (job.language) {
    case 'python':
      return { install: pythonInstall(has), script: null };
    case 'node_js':
      return nodeSteps(has, extra('npm_args'));
    case 'ruby':
      return rubySteps(has, job, extra('bundler_args'));
    case 'go':
      if (has('Makefile', 'makefile', 'GNUmakefile', 'BSDmakefile')) return { install: [], script: ['make'] };
      return {
        install: [`go get${extra('gobuild_args') || ' -v'} -t ./...`],
        script: [`go test${extra('gobuild_args') || ' -v'} ./...`],
      };
    case 'php':
      return { install: [], script: [has('vendor/bin/phpunit', 'composer.json') ? 'vendor/bin/phpunit' : 'phpunit'] };
    case 'perl':
      return { install: ['cpanm --quiet --installdeps --notest .'], script: perlScript(has) };
    case 'rust':
      return { install: [], script: ['cargo build --verbose', 'cargo test --verbose'] };
    case 'java':
    case 'groovy':
    case 'android':
      return javaSteps(has);
    case 'c':
    case 'cpp':
      return { install: [], script: ['./configure && make && make test'] };
    case 'erlang':
      if (has('rebar.config', 'Rebar.config')) return { install: ['rebar3 get-deps'], script: ['rebar3 eunit'] };
      return { install: [], script: ['make test'] };
    case 'elixir':
      return { install: ['mix local.hex --force', 'mix deps.get'], script: ['mix test'] };
    case 'clojure':
      return { install: ['lein deps'], script: ['lein test'] };
    case 'haskell':
      return {
        install: ['cabal install --only-dependencies --enable-tests'],
        script: ['cabal configure --enable-tests && cabal build && cabal test'],
      };
    case 'r':
      return { install: [], script: ['R CMD build .', 'R CMD check *tar.gz'] };
    case 'julia':
      return { install: [], script: ["julia --project -e 'using Pkg; Pkg.build(); Pkg.test()'"] };
    case 'dart':
      return { install: ['dart pub get'], script: ['dart test'] };
    default:
      return { install: [], script: [] };
  }
}

type Has = (...names: readonly string[]) => boolean;

function pythonInstall(has: Has): readonly string[] {
  if (has('Requirements.txt')) return ['pip install -r Requirements.txt'];
  return has('requirements.txt') ? ['pip install -r requirements.txt'] : [];
}

function nodeSteps(has: Has, args: string): DefaultSteps {
  if (!has('package.json')) return { install: [], script: ['make test'] };
  if (has('yarn.lock')) return { install: ['yarn --frozen-lockfile'], script: ['yarn test'] };
  const install = has('package-lock.json', 'npm-shrinkwrap.json') ? 'npm ci' : 'npm install';
  return { install: [`${install}${args}`], script: ['npm test'] };
}

function rubySteps(has: Has, { axes }: TravisJob, args: string): DefaultSteps {
  const gemfile = axes.gemfile ?? 'Gemfile';
  if (!has(gemfile)) return { install: [], script: ['rake'] };
  const flags = args || (has(`${gemfile}.lock`) ? ' --jobs=3 --retry=3 --deployment' : ' --jobs=3 --retry=3');
  return { install: [`bundle install${flags}`], script: ['bundle exec rake'] };
}

function perlScript(has: Has): readonly string[] {
  if (has('Build.PL')) return ['perl Build.PL && ./Build && ./Build test'];
  return has('Makefile.PL') ? ['perl Makefile.PL && make test'] : ['make test'];
}

function javaSteps(has: Has): DefaultSteps {
  if (has('gradlew')) return { install: ['./gradlew assemble'], script: ['./gradlew check'] };
  if (has('build.gradle', 'build.gradle.kts')) return { install: ['gradle assemble'], script: ['gradle check'] };
  const maven = has('mvnw') ? './mvnw' : has('pom.xml') ? 'mvn' : null;
  if (maven === null) return { install: [], script: ['ant test'] };
  const install = `${maven} install -DskipTests=true -Dmaven.javadoc.skip=true -B -V`;
  return { install: [install], script: [`${maven} test -B`] };
}
