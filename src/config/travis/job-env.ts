import { splitWords } from '../../base/split-words.ts';
import type { ShellVar } from './shell-vars.ts';
import type { TravisJob } from './travis-project.ts';

/** The variables of a job: those whose values are certain, and those that a shell has to make. */
export interface JobEnv {
  readonly env: Readonly<Record<string, string>>;
  /** Commands that set the others, in the order in which they refer to each other. */
  readonly exports: readonly string[];
}

/** The variable that tells a job the version of its language. */
const versionNames: Readonly<Record<string, string>> = {
  python: 'TRAVIS_PYTHON_VERSION',
  node_js: 'TRAVIS_NODE_VERSION',
  rvm: 'TRAVIS_RUBY_VERSION',
  go: 'TRAVIS_GO_VERSION',
  php: 'TRAVIS_PHP_VERSION',
  perl: 'TRAVIS_PERL_VERSION',
  rust: 'TRAVIS_RUST_VERSION',
  jdk: 'TRAVIS_JDK_VERSION',
  otp_release: 'TRAVIS_OTP_RELEASE',
  elixir: 'TRAVIS_ELIXIR_VERSION',
  scala: 'TRAVIS_SCALA_VERSION',
  r: 'TRAVIS_R_VERSION',
  ghc: 'TRAVIS_HASKELL_VERSION',
  julia: 'TRAVIS_JULIA_VERSION',
  compiler: 'TRAVIS_COMPILER',
};

/**
 * What Travis tells every job, as far as it is true of a run of dox. What says that something may be published
 * (`TRAVIS_PULL_REQUEST=false`, `TRAVIS_BRANCH`, `TRAVIS_TAG`) is deliberately not among it.
 */
function builtIn(job: TravisJob): Record<string, string> {
  const env: Record<string, string> = {
    CI: 'true',
    CONTINUOUS_INTEGRATION: 'true',
    TRAVIS: 'true',
    TRAVIS_ALLOW_FAILURE: String(job.allowFailure),
    TRAVIS_BUILD_DIR: '/src',
    TRAVIS_LANGUAGE: job.language,
    TRAVIS_OS_NAME: 'linux',
    TRAVIS_SECURE_ENV_VARS: 'false',
    TRAVIS_TEST_RESULT: '0',
  };
  if (job.dist !== null) env.TRAVIS_DIST = job.dist;
  if (job.name !== null) env.TRAVIS_JOB_NAME = job.name;
  if (job.stage !== null) env.TRAVIS_BUILD_STAGE_NAME = job.stage;
  const versions = { ...job.axes, ...(job.versionKey === null ? {} : { [job.versionKey]: job.version ?? '' }) };
  for (const [key, value] of Object.entries(versions)) {
    const name = versionNames[key];
    if (name !== undefined && value !== '') env[name] = value;
  }
  const { compiler = job.language === 'c' || job.language === 'cpp' ? 'gcc' : '', gemfile } = job.axes;
  if (compiler !== '') Object.assign(env, { CC: compiler.replace('++', 'cc'), CXX: cxxOf(compiler) });
  if (gemfile !== undefined) env.BUNDLE_GEMFILE = `/src/${gemfile}`;
  return env;
}

function cxxOf(compiler: string): string {
  return compiler.replace(/^gcc/, 'g++').replace(/^clang(?!\+)/, 'clang++');
}

/** The variables that Travis sets, then the job's own; a shell makes those that refer to others, in order. */
export function jobEnv(job: TravisJob): JobEnv {
  const env = builtIn(job);
  const exports: string[] = [];
  const valid = job.env.filter(({ name }) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  const made = new Set(valid.filter((each) => !isCertain(each)).map(({ name }) => name));
  for (const { name, raw } of valid) {
    if (made.has(name)) exports.push(`export ${name}=${raw}`);
    else env[name] = splitWords(raw)[0] ?? '';
  }
  return { env, exports };
}

/** Shell text whose value nothing else decides. */
function isCertain({ raw }: ShellVar): boolean {
  return !/[$`\\]|(?:^|:)~/.test(raw.replace(/'[^']*'/g, ''));
}
