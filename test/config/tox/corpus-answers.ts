import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ToxCommand, ToxEnv, ToxProject } from '../../../src/config/tox/tox-project.ts';

const repository = resolve(import.meta.dirname, '../../..');

/** The folder with tox's recorded answers, beside the checkout or where DOX_CORPORA says; null if missing. */
export function toxCorpus(): string | null {
  const folder = join(resolve(repository, process.env.DOX_CORPORA ?? '../shared/corpora'), 'tox');
  if (existsSync(folder)) return folder;
  // biome-ignore lint/suspicious/noConsole: a skipped corpus must not go unseen.
  console.warn(`SKIPPED: there is no ${folder}; set DOX_CORPORA to the folder with the corpora`);
  return null;
}

/** The names of a folder's files with that ending, without it, sorted; none if there is no such folder. */
export function namesIn(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}

type Values = Readonly<Record<string, unknown>>;

/** What tox made of a file, as corpora/README.md tells. */
export interface ToxAnswer {
  readonly oracle: string;
  /** tox would not read the file. */
  readonly error?: string;
  readonly envlist_default: readonly string[];
  readonly envlist_all: readonly string[];
  readonly envlist_run: readonly string[];
  readonly tox: Values;
  readonly envs: Readonly<Record<string, Values>>;
  readonly envs_cli: Readonly<Record<string, Values>>;
  readonly envs_cli_unknown: readonly string[];
  /** tox 3 would fetch another tox first. */
  readonly needs_provision?: boolean;
}

export function readAnswer(path: string): ToxAnswer | null {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** The environment in which tox was asked. The home is a name that no value has by chance. */
export const askingEnv: Readonly<Record<string, string>> = {
  PATH: '/usr/bin:/bin',
  HOME: '/home-of-who-asks',
  LANG: 'C.UTF-8',
};

/** The arguments behind `--` for `commands_posargs`. */
export const askingPosargs: readonly string[] = ['-k', 'one two'];

const strictKeys: ReadonlySet<string> = new Set(
  'commands commands_posargs deps setenv passenv basepython changedir envlist_default envlist_all envlist_run'.split(
    ' ',
  ),
);

/** Somewhere that dox does not say what tox says, and why that is right. `env` and `key` may be `*`. */
export interface Justified {
  readonly file: string;
  readonly env: string;
  readonly key: string;
  readonly why: string;
}

export interface Disagreement {
  readonly file: string;
  readonly env: string;
  readonly key: string;
  readonly tox: unknown;
  readonly dox: unknown;
}

/** Compares projects with tox's answers, key by key, over all values that are not empty or default. */
export class Agreement {
  readonly disagreements: Disagreement[] = [];
  readonly #justified: readonly Justified[];
  readonly #used = new Set<Justified>();
  readonly #counts = new Map<string, { seen: number; agree: number }>();
  #files = 0;

  constructor(justified: readonly Justified[] = []) {
    this.#justified = justified;
  }

  compare(file: string, project: ToxProject | null, answer: ToxAnswer): void {
    this.#files += 1;
    if (project === null) {
      this.#count(file, '-', 'file', 'read', 'refused', false);
      return;
    }
    this.#count(file, '-', 'envlist_run', answer.envlist_run, project.defaults, true);
    if (answer.envlist_default.length > 0) {
      this.#count(file, '-', 'envlist_default', answer.envlist_default, project.defaults, true);
    }
    this.#count(file, '-', 'envlist_all', answer.envlist_all, project.all, true);
    this.#compareCore(file, project, answer);
    for (const [name, values] of [...Object.entries(answer.envs), ...Object.entries(answer.envs_cli)]) {
      this.#compareEnv(file, project, name, values, answer.oracle);
    }
    for (const name of answer.envs_cli_unknown) {
      this.#count(file, name, 'envs_cli', 'unknown', project.env(name, []) === null ? 'unknown' : 'known', true);
    }
  }

  /** Those that no entry of the table justifies. */
  get unjustified(): readonly Disagreement[] {
    return this.disagreements.filter((one) => this.#justification(one) === undefined);
  }

  /** Entries of the table that nothing needs any more. Ask after `unjustified`. */
  get idle(): readonly Justified[] {
    return this.#justified.filter((entry) => !this.#used.has(entry));
  }

  /** By key: how many of a hundred values agree. */
  get shares(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].map(([key, { seen, agree }]) => [key, (100 * agree) / seen]));
  }

  /** The keys of which too few values agree: less than 99.5 % of the strict ones, or 99 % of another. */
  get belowBar(): readonly string[] {
    return [...this.shares].filter(([key, share]) => share < (strictKeys.has(key) ? 99.5 : 99)).map(([key]) => key);
  }

  /** `corpus tox: N files, K keys, A agree` and a line for each key. */
  report(title = 'corpus tox'): string {
    const counts = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const seen = counts.reduce((sum, [, count]) => sum + count.seen, 0);
    const agree = counts.reduce((sum, [, count]) => sum + count.agree, 0);
    const lines = counts.map(([key, count]) => {
      const share = ((100 * count.agree) / count.seen).toFixed(2);
      return `  ${key.padEnd(26)} ${String(count.seen).padStart(6)} values, ${String(count.agree).padStart(6)} agree, ${share} %`;
    });
    return [`${title}: ${this.#files} files, ${seen} keys, ${agree} agree`, ...lines].join('\n');
  }

  #justification(one: Disagreement): Justified | undefined {
    const entry = this.#justified.find(
      ({ file, env, key }) => file === one.file && (env === '*' || env === one.env) && (key === '*' || key === one.key),
    );
    if (entry !== undefined) this.#used.add(entry);
    return entry;
  }

  #compareCore(file: string, project: ToxProject, answer: ToxAnswer): void {
    const { core } = project;
    const ours: Values = {
      skipsdist: core.skipsdist,
      minversion: core.minversion,
      requires: core.requires,
      ignore_basepython_conflict: core.ignoreBasepythonConflict,
      toxworkdir: core.toxworkdir,
      setupdir: core.setupdir,
      skip_missing_interpreters: core.skipMissingInterpreters,
      labels: core.labels,
    };
    for (const [key, value] of Object.entries(ours)) {
      // So that tox 4 would not fetch another tox, `requires` was taken from it when it was asked.
      if (!(key in answer.tox) || (key === 'requires' && !answer.oracle.startsWith('tox 3'))) continue;
      this.#count(file, '-', `tox.${key}`, answer.tox[key], withHome(value), !isDefault(key, answer.tox[key], '-'));
    }
  }

  #compareEnv(file: string, project: ToxProject, name: string, values: Values, oracle: string): void {
    const env = project.env(name, []);
    const withArgs = project.env(name, askingPosargs);
    if (env === null || withArgs === null) {
      this.#count(file, name, 'envs_cli', 'known', 'unknown', true);
      return;
    }
    this.#count(file, name, 'envs_cli', 'known', 'known', true);
    const isTox3 = oracle.startsWith('tox 3');
    if (typeof values.error === 'string') {
      const ours = Object.keys(env.problems).length > 0 ? 'error' : 'fine';
      this.#count(file, name, 'environment', 'error', ours, true);
      return;
    }
    for (const [key, given] of Object.entries(values)) {
      if (key === 'runner') continue;
      const from = key === 'commands_posargs' ? withArgs : env;
      const problemKey = key === 'commands_posargs' ? 'commands' : key;
      const ours = from.problems[problemKey] !== undefined ? 'error' : withHome(valueAt(from, key));
      const theirs = hasError(given) ? 'error' : asCompared(key, given, isTox3);
      this.#count(file, name, key, theirs, ours, !isDefault(key, theirs, name) || !isDefault(key, ours, name));
    }
  }

  #count(file: string, env: string, key: string, tox: unknown, dox: unknown, matters: boolean): void {
    const same = isDeepStrictEqual(plain(tox), plain(dox));
    if (!matters && same) return;
    const count = this.#counts.get(key) ?? { seen: 0, agree: 0 };
    count.seen += 1;
    if (same) count.agree += 1;
    else this.disagreements.push({ file, env, key, tox, dox });
    this.#counts.set(key, count);
  }
}

/** As in an answer; `setenv` by name, since the order says nothing. */
function valueAt(env: ToxEnv, key: string): unknown {
  switch (key) {
    case 'commands':
    case 'commands_posargs':
      return env.commands.map(written);
    case 'commands_pre':
      return env.commandsPre.map(written);
    case 'commands_post':
      return env.commandsPost.map(written);
    case 'skip_install':
      return env.skipInstall;
    case 'ignore_errors':
      return env.ignoreErrors;
    case 'ignore_outcome':
      return env.ignoreOutcome;
    case 'pip_pre':
      return env.pipPre;
    case 'args_are_paths':
      return env.argsArePaths;
    case 'parallel_show_output':
      return env.parallelShowOutput;
    case 'allowlist_externals':
      return env.allowlistExternals;
    case 'install_command':
      return env.installCommand;
    case 'list_dependencies_command':
      return env.listDependenciesCommand;
    case 'dependency_groups':
      return env.dependencyGroups;
    case 'setenv':
      return withoutHashSeed(env.setenv);
    default:
      return (env as unknown as Values)[key]; // the other keys have tox's own names
  }
}

function written(command: ToxCommand): readonly string[] {
  return [...(command.ignoreExit ? ['-'] : []), ...(command.invertExit ? ['!'] : []), ...command.argv];
}

function asCompared(key: string, given: unknown, isTox3: boolean): unknown {
  if (key === 'setenv') return withoutHashSeed(given as Values);
  // Which Python it will be was not known when tox was asked, and words stood for its version and kind.
  if (typeof given === 'string')
    return given.replaceAll('PY_DOT_VER', '{py_dot_ver}').replaceAll('PY_IMPL', '{py_impl}');
  return key.startsWith('commands') ? commandsAsRun(given, isTox3) : given;
}

/** The answers leave it out. */
function withoutHashSeed({ PYTHONHASHSEED: _, ...others }: Values): Values {
  return others;
}

/** tox 3 takes the dashes off, and leaves empty commands out, only when it runs them. */
function commandsAsRun(given: unknown, isTox3: boolean): unknown {
  if (!isTox3) return given;
  const commands = given as readonly (readonly string[])[];
  return commands
    .filter((argv) => argv.length > 0)
    .map((argv) => {
      const [first = '', ...rest] = argv;
      if (!first.startsWith('-')) return argv;
      return first === '-' ? argv : ['-', first.replace(/^-+/, ''), ...rest];
    });
}

function hasError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return 'error' in value || Object.values(value).some(hasError);
}

function withHome(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? value : JSON.parse(text.replaceAll('/home-of-who-asks', '{homedir}'));
}

function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

const defaults: Readonly<Record<string, readonly unknown[]>> = {
  args_are_paths: [true],
  basepython: [null, ['{python}']],
  changedir: ['{toxinidir}'],
  envtmpdir: ['{envdir}/tmp'],
  install_command: [
    ['python', '-m', 'pip', 'install', '{opts}', '{packages}'],
    ['python', '-I', '-m', 'pip', 'install', '{packages}'],
  ],
  list_dependencies_command: [
    ['python', '-m', 'pip', 'freeze'],
    ['python', '-m', 'pip', 'freeze', '--all'],
  ],
  package: ['sdist', null],
  platform: ['.*', ''],
  setupdir: ['{toxinidir}'],
  toxworkdir: ['{toxinidir}/.tox'],
};

function isDefault(key: string, value: unknown, env: string): boolean {
  if (value === null || value === undefined || value === false || value === '') return true;
  if (Array.isArray(value) && value.length === 0) return true;
  if (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0) return true;
  if (key === 'envdir') return value === `{toxworkdir}/${env}`;
  return defaults[key]?.some((one) => isDeepStrictEqual(one, value)) ?? false;
}
