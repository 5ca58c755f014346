import type { Place } from '../../../base/diagnostic.ts';
import type { Span } from '../../diagnostic-log.ts';
import type { ToxCommand, ToxEnv, ToxProblem } from '../tox-project.ts';
import type { EnvKey } from './env-keys.ts';
import { SettingFailure } from './failure.ts';
import type { Resolver } from './resolver.ts';
import { posargsPlaceholders, withNames } from './sentinels.ts';
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
export function tomlEnv(name: string, resolver: Resolver, place: (span: Span) => Place): ToxEnv {
  return new EnvReader(name, resolver, place).read();
}

class EnvReader {
  readonly #name: string;
  readonly #resolver: Resolver;
  readonly #place: (span: Span) => Place;
  readonly #problems: Record<string, ToxProblem> = {};
  readonly #envDir: string | null;
  readonly #workDir: string | null;

  constructor(name: string, resolver: Resolver, place: (span: Span) => Place) {
    this.#name = name;
    this.#resolver = resolver;
    this.#place = place;
    const envDir = this.#setting('env_dir');
    this.#envDir = envDir === null ? null : stringify(envDir);
    this.#workDir = this.#guarded('env_dir', () => stringify(resolver.coreSetting('work_dir')));
  }

  read(): ToxEnv {
    const runner = this.#text('runner');
    return {
      name: this.#name,
      commandsPre: this.#commands('commands_pre'),
      commands: this.#commands('commands'),
      commandsPost: this.#commands('commands_post'),
      deps: this.#texts('deps'),
      constraints: this.#texts('constraints'),
      extras: this.#texts('extras'),
      dependencyGroups: this.#texts('dependency_groups'),
      setenv: this.#variables(),
      passenv: this.#texts('pass_env'),
      changedir: this.#text('change_dir'),
      envdir: withNames(this.#envDir ?? '', null, this.#workDir),
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
      sitepackages: this.#flag('system_site_packages'),
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
      if (!(error instanceof SettingFailure)) throw error;
      const span = error.span ?? this.#span(key);
      const place = span === null ? null : this.#place(span);
      this.#problems[shownKeys[key]] ??= { message: error.message, place };
      return null;
    }
  }

  #span(key: EnvKey): Span | null {
    try {
      return this.#resolver.envEntry(this.#name, key)?.keySpan ?? null;
    } catch (error) {
      if (error instanceof SettingFailure) return error.span;
      throw error;
    }
  }

  #named(text: string): string {
    return withNames(text, this.#envDir, this.#workDir);
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
        (name) => [name, this.#named(setting.variables.value(name, []))] as const,
      );
    });
    return Object.fromEntries(values ?? []);
  }

  #timeouts(): Readonly<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const key of timeoutKeys) {
      if (this.#span(key) === null) continue;
      const setting = this.#setting(key);
      if (setting?.kind === 'number') found[key] = setting.value;
    }
    return found;
  }

  #places(): Readonly<Record<string, Place>> {
    const places: Record<string, Place> = {};
    for (const [key, shown] of Object.entries(shownKeys)) {
      const span = this.#span(key as EnvKey); // the table has no other keys
      if (span !== null) places[shown] = this.#place(span);
    }
    return places;
  }
}
