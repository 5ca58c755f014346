import { quoted } from '../../../base/printable.ts';
import { Budget } from '../ini/budget.ts';
import { shlexQuote } from '../ini/posargs-text.ts';
import { LocatedText } from '../ini/tox4/located-text.ts';
import { type Lookup, substitute4 } from '../ini/tox4/substitute.ts';
import {
  inProject,
  pathInProject,
  projectRoot,
  pythonKind,
  pythonVersion,
  sitePackages,
  toxPython,
} from '../ini/virtual-paths.ts';
import { globIn } from '../python-glob.ts';
import { type CoreKey, coreKey, type EnvKey, envKey } from './env-keys.ts';
import { envFactors } from './factors.ts';
import { CircularFailure, SettingFailure } from './failure.ts';
import { handedOn, writtenText } from './handed-on.ts';
import { keptPosargs } from './kept-posargs.ts';
import type { Reading } from './reading.ts';
import { findReference, type Reference } from './reference.ts';
import type { ResolverInput } from './resolver-input.ts';
import { type Setting, stringify } from './setting.ts';
import { rawValue } from './toml-source.ts';
import type { TomlTree } from './toml-tree.ts';
import type { UnrollHost } from './unroll.ts';

/** Looking up a reference costs more than its characters. */
const costOfReference = 100;

/** Where replacements find the settings that they refer to; `chain` is what is being read already. */
interface Settings {
  envSetting(env: string, key: EnvKey, chain?: readonly string[]): Setting;
  coreSetting(key: CoreKey, chain?: readonly string[]): Setting;
}

/** What stands for the `{…}` of texts and for `{ replace = … }`, as tox 4 finds it. */
export class Replacements implements UnrollHost {
  readonly budget = new Budget({ work: 0 });
  readonly #input: ResolverInput;
  readonly #settings: Settings;

  constructor(input: ResolverInput, settings: Settings) {
    this.#input = input;
    this.#settings = settings;
  }

  replace(text: string, reading: Reading, offset: number): string {
    const located = new LocatedText(text, [{ at: 0, offset, isWhole: true }]);
    return substitute4(located, reading.chain, this.#lookup(reading)).text;
  }

  variable(name: string, fallback: string, reading: Reading): string {
    return this.#variable(name, fallback, reading.env, [...reading.chain]);
  }

  hostVariable(name: string): string {
    return this.#hostVariable(name) ?? '';
  }

  glob(pattern: string): readonly string[] {
    const inside = pathInProject(pattern);
    if (inside === null) return [];
    const paths = [...globIn(this.#input.surroundings.files, inside)].sort();
    this.budget.spend(paths.join().length);
    return paths.map(inProject);
  }

  factors(env: string | null): ReadonlySet<string> {
    return envFactors(env ?? '') ?? new Set();
  }

  raw(path: readonly string[]): TomlTree | undefined {
    return rawValue(this.#input.source, path);
  }

  setting(env: string, key: string, reading: Reading, from: TomlTree): TomlTree {
    const { span } = from;
    const constant = this.#constant(env, key);
    if (constant !== undefined) return { kind: 'text', text: constant, span };
    const name = this.#input.hasEnv(env) ? envKey(key) : undefined;
    if (name === undefined) throw new SettingFailure(`there is no setting ${quoted(key)} of ${quoted(env)}`, span);
    return handedOn(this.#settings.envSetting(env, name, reading.chain), name, env, from);
  }

  #lookup({ env, posargs }: Reading): Lookup {
    return {
      budget: this.budget,
      variable: (name, fallback, chain) => this.#variable(name, fallback, env, chain),
      posargs: (fallback) => {
        if (posargs === 'keep') return keptPosargs(fallback);
        return posargs === null ? fallback : posargs.map(shlexQuote).join(' ');
      },
      glob: (pattern, fallback) => this.glob(pattern).join(' ') || fallback,
      factor: (label) => {
        const own = new Set((env ?? '').split('-'));
        return this.#input.source.factorLabels.get(label)?.find((factor) => own.has(factor));
      },
      reference: (text, chain) => {
        this.budget.spend(costOfReference);
        const reference = findReference(text);
        // tox 4.58 hands back the text without its braces where nothing in it can be a key.
        if (reference === null) return text;
        return this.#referred(reference, env, chain) ?? reference.fallback;
      },
    };
  }

  /** A variable of set_env, else of dox's own environment; `chain` grows by it. */
  #variable(name: string, fallback: string, env: string | null, chain: string[]): string {
    const outside = this.#hostVariable(name) ?? fallback;
    if (env === null) return outside;
    const link = `env:${name}`;
    if (!chain.includes(link)) {
      chain.push(link);
      return this.#setVariable(env, name, chain) ?? outside;
    }
    if (chain.at(-1) !== link) throw new SettingFailure(`the variable ${name} needs its own value`);
    return outside;
  }

  #referred({ section, key }: Reference, env: string | null, chain: readonly string[]): string | undefined {
    const { prefix } = this.#input.source;
    if (section === null) {
      const own = env === null ? undefined : this.#envText(env, key, chain);
      return own ?? this.#coreText(key, chain);
    }
    const envs = [...prefix, 'env'].join('.');
    const bases = ['env_run_base', 'env_pkg_base'].map((base) => [...prefix, base].join('.'));
    if (section.startsWith(envs) && !bases.includes(section)) {
      return this.#envText(section.slice(envs.length + 1), key, chain);
    }
    const raw = this.raw(`${section}.${key}`.split('.'));
    if (raw !== undefined) return writtenText(raw);
    return section === prefix.join('.') ? this.#coreText(key, chain) : undefined;
  }

  #envText(env: string, key: string, chain: readonly string[]): string | undefined {
    const name = envKey(key);
    // Of an environment that there is not, tox knows no more than these.
    if (!this.#input.hasEnv(env) && name !== 'base' && name !== 'set_env') return undefined;
    if (name === undefined) return this.#constant(env, key);
    return stringify(this.#settings.envSetting(env, name, chain));
  }

  #coreText(key: string, chain: readonly string[]): string | undefined {
    if (key === 'config_file_path') return `${projectRoot}/${this.#input.source.file.split('/').at(-1)}`;
    if (key === 'host_python') return toxPython;
    const name = coreKey(key);
    return name === undefined ? undefined : stringify(this.#settings.coreSetting(name, chain));
  }

  #constant(env: string, key: string): string | undefined {
    switch (key) {
      case 'env_name':
      case 'envname':
        return env;
      case 'env_bin_dir':
      case 'envbindir':
        return `${stringify(this.#settings.envSetting(env, 'env_dir'))}/bin`;
      case 'env_python':
      case 'envpython':
        return `${stringify(this.#settings.envSetting(env, 'env_dir'))}/bin/python`;
      case 'env_site_packages_dir':
      case 'envsitepackagesdir':
      case 'env_site_packages_dir_plat':
      case 'envsitepackagesdir_plat':
        return sitePackages;
      case 'py_dot_ver':
        return pythonVersion;
      case 'py_impl':
        return pythonKind;
      case 'py_free_threaded':
      case 'py_debug':
        return 'False';
      default:
        return undefined;
    }
  }

  #setVariable(env: string, name: string, chain: readonly string[]): string | undefined {
    try {
      const setting = this.#settings.envSetting(env, 'set_env', chain);
      if (setting.kind !== 'variables' || !setting.variables.has(name)) return undefined;
      return setting.variables.load(name, chain);
    } catch (error) {
      // While set_env itself is read, the variable is the one outside of it.
      if (error instanceof CircularFailure && error.key.endsWith('.set_env')) return undefined;
      throw error;
    }
  }

  #hostVariable(name: string): string | undefined {
    const { env } = this.#input.surroundings;
    return Object.hasOwn(env, name) ? env[name] : undefined;
  }
}
