import type { Place } from '../../../base/diagnostic.ts';
import { Refusal } from '../ini/refusal.ts';
import { type Folders, toTokens } from '../ini/virtual-paths.ts';
import type { ToxCommand, ToxEnv, ToxProblem } from '../tox-project.ts';
import type { EnvKey } from './env-keys.ts';
import { posargsPlaceholders } from './kept-posargs.ts';
import type { Resolver } from './resolver.ts';
import { type Setting, stringify } from './setting.ts';

const timeoutKeys = ['interrupt_timeout', 'suicide_timeout', 'terminate_timeout'] as const;

/** The settings by the names that both versions of tox have for them. */
const shownKeys = {
  allowlist_externals: 'allowlist_externals',
  args_are_paths: 'args_are_paths',
  base: 'base',
  base_python: 'basepython',
  change_dir: 'changedir',
  commands: 'commands',
  commands_post: 'commands_post',
  commands_pre: 'commands_pre',
  constraints: 'constraints',
  dependency_groups: 'dependency_groups',
  depends: 'depends',
  deps: 'deps',
  description: 'description',
  env_dir: 'envdir',
  env_tmp_dir: 'envtmpdir',
  extras: 'extras',
  ignore_errors: 'ignore_errors',
  ignore_outcome: 'ignore_outcome',
  install_command: 'install_command',
  interrupt_timeout: 'interrupt_timeout',
  labels: 'labels',
  list_dependencies_command: 'list_dependencies_command',
  package: 'package',
  parallel_show_output: 'parallel_show_output',
  pass_env: 'passenv',
  pip_pre: 'pip_pre',
  platform: 'platform',
  recreate: 'recreate',
  runner: 'runner',
  set_env: 'setenv',
  skip_install: 'skip_install',
  suicide_timeout: 'suicide_timeout',
  system_site_packages: 'sitepackages',
  terminate_timeout: 'terminate_timeout',
  use_develop: 'usedevelop',
} as const satisfies Partial<Record<EnvKey, string>>;

/** Everything about one environment; what cannot be resolved is in its `problems`. */
export function tomlEnv(name: string, resolver: Resolver, place: (offset: number) => Place): ToxEnv {
  return new EnvReader(name, resolver, place).read();
}

class EnvReader {
  readonly #name: string;
  readonly #resolver: Resolver;
  readonly #place: (offset: number) => Place;
  readonly #problems: Record<string, ToxProblem> = {};
  readonly #folders: Partial<Folders>;

  constructor(name: string, resolver: Resolver, place: (offset: number) => Place) {
    this.#name = name;
    this.#resolver = resolver;
    this.#place = place;
    const envdir = this.#setting('env_dir');
    const toxworkdir = this.#guarded('env_dir', () => stringify(resolver.coreSetting('work_dir')));
    this.#folders = {
      ...(envdir === null ? {} : { envdir: stringify(envdir) }),
      ...(toxworkdir === null ? {} : { toxworkdir }),
    };
  }

  read(): ToxEnv {
    const runner = this.#text('runner');
    const setenv = this.#variables();
    const passenv = this.#texts('pass_env');
    const sitepackages = this.#flag('system_site_packages');
    // Its default needs the variables, so what is wrong with them is wrong with it.
    const { sitepackages: missing, passenv: wrong = this.#problems.setenv } = this.#problems;
    if (missing !== undefined && missing.place === null && wrong !== undefined) this.#problems.sitepackages = wrong;
    return {
      name: this.#name,
      commandsPre: this.#commands('commands_pre'),
      commands: this.#commands('commands'),
      commandsPost: this.#commands('commands_post'),
      deps: this.#texts('deps'),
      constraints: this.#texts('constraints'),
      extras: this.#texts('extras'),
      dependencyGroups: this.#texts('dependency_groups'),
      setenv,
      passenv,
      changedir: this.#text('change_dir'),
      envdir: this.#envDir(),
      envtmpdir: this.#text('env_tmp_dir'),
      description: this.#text('description'),
      platform: this.#text('platform'),
      basepython: this.#texts('base_python'),
      skipInstall: this.#flag('skip_install'),
      usedevelop: this.#flag('use_develop'),
      package: this.#text('package'),
      ignoreErrors: this.#flag('ignore_errors'),
      ignoreOutcome: this.#flag('ignore_outcome'),
      recreate: this.#flag('recreate'),
      sitepackages,
      pipPre: this.#flag('pip_pre'),
      argsArePaths: this.#flag('args_are_paths'),
      parallelShowOutput: this.#flag('parallel_show_output'),
      allowlistExternals: this.#texts('allowlist_externals'),
      installCommand: this.#commands('install_command')[0]?.argv ?? [],
      listDependenciesCommand: this.#commands('list_dependencies_command')[0]?.argv ?? [],
      depends: this.#texts('depends'),
      labels: this.#texts('labels'),
      timeouts: this.#timeouts(),
      ...(runner === '' || runner === 'virtualenv' ? {} : { runner }),
      places: this.#places(),
      problems: this.#problems,
    };
  }

  #setting(key: keyof typeof shownKeys): Setting | null {
    return this.#guarded(key, () => this.#resolver.envSetting(this.#name, key));
  }

  /** What goes wrong with a setting becomes its problem. */
  #guarded<Value>(key: keyof typeof shownKeys, read: () => Value): Value | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const offset = error.offset ?? this.#offset(key);
      const place = offset === null ? null : this.#place(offset);
      this.#problems[shownKeys[key]] ??= { message: error.message, place };
      return null;
    }
  }

  /** Where the key is written, if anywhere. */
  #offset(key: EnvKey): number | null {
    try {
      return this.#resolver.envEntry(this.#name, key)?.keySpan.start ?? null;
    } catch (error) {
      if (error instanceof Refusal) return error.offset;
      throw error;
    }
  }

  #named(text: string): string {
    return toTokens(text, this.#folders);
  }

  /** The folder's own name is not put for itself. */
  #envDir(): string {
    const { envdir = '', ...others } = this.#folders;
    return toTokens(envdir, others);
  }

  #text(key: keyof typeof shownKeys): string {
    const setting = this.#setting(key);
    return setting === null ? '' : this.#named(stringify(setting));
  }

  #texts(key: keyof typeof shownKeys): readonly string[] {
    const setting = this.#setting(key);
    return setting?.kind === 'texts' ? setting.texts.map((text) => this.#named(text)) : [];
  }

  #flag(key: keyof typeof shownKeys): boolean {
    const setting = this.#setting(key);
    return setting?.kind === 'flag' && setting.value;
  }

  #commands(key: keyof typeof shownKeys): readonly ToxCommand[] {
    const setting = this.#setting(key);
    if (setting?.kind !== 'commands') return [];
    return setting.commands.map((command) => ({
      ...command,
      argv: command.argv.map((word) => this.#named(posargsPlaceholders(word))),
    }));
  }

  #variables(): Readonly<Record<string, string>> {
    const values = this.#guarded('set_env', () => {
      const setting = this.#resolver.envSetting(this.#name, 'set_env');
      if (setting.kind !== 'variables') return [];
      return [...setting.variables.names()].map(
        (name) => [name, this.#named(setting.variables.load(name, []))] as const,
      );
    });
    return Object.fromEntries(values ?? []);
  }

  #timeouts(): Readonly<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const key of timeoutKeys) {
      if (this.#offset(key) === null) continue;
      const setting = this.#setting(key);
      if (setting?.kind === 'number') found[key] = setting.value;
    }
    return found;
  }

  #places(): Readonly<Record<string, Place>> {
    const places: Record<string, Place> = {};
    for (const [key, shown] of Object.entries(shownKeys)) {
      const offset = this.#offset(key as EnvKey); // the table has no other keys
      if (offset !== null) places[shown] = this.#place(offset);
    }
    return places;
  }
}
