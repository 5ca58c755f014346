import type { Place } from '../../../base/diagnostic.ts';
import { quoted } from '../../../base/printable.ts';
import { Budget } from '../ini/budget.ts';
import { shlexQuote } from '../ini/posargs-text.ts';
import { LocatedText } from '../ini/tox4/located-text.ts';
import { SetEnv4 } from '../ini/tox4/set-env.ts';
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
import { markerNames } from '../marker-names.ts';
import type { Surroundings } from '../surroundings.ts';
import { convert } from './convert.ts';
import { type Defaults, defaultCore, defaultEnv } from './defaults.ts';
import {
  type CoreKey,
  coreKey,
  coreKeys,
  type EnvKey,
  envKey,
  envKeys,
  type KeyType,
  type ToxKey,
} from './env-keys.ts';
import { asText } from './env-names.ts';
import { envFactors } from './factors.ts';
import { SettingFailure } from './failure.ts';
import { finished } from './finished.ts';
import { keptPosargs } from './kept-posargs.ts';
import type { Reading } from './reading.ts';
import { findReference, type Reference } from './reference.ts';
import { tomlSetEnv } from './set-variables.ts';
import { type Setting, stringify } from './setting.ts';
import { baseSections, defaultBases, ownSection, rawValue, type Section, type TomlSource } from './toml-source.ts';
import { member, type TomlEntry, type TomlTree, textOf } from './toml-tree.ts';
import { type UnrollHost, unroll } from './unroll.ts';

/** How many settings may wait for each other. */
const longestChain = 200;
/** How often a setting may be read within itself. */
const mostWithin = 3;

/** What a resolver reads, and for which arguments. */
export interface ResolverInput {
  readonly source: TomlSource;
  readonly surroundings: Surroundings;
  /** Arguments for `{posargs}`, null for none, `keep` to leave its place in commands. */
  readonly posargs: readonly string[] | 'keep' | null;
  place(offset: number): Place;
  /** Whether there is an environment of that name, whose settings others can refer to. */
  hasEnv(name: string): boolean;
}

/** A setting that is needed for its own value. */
class CircularFailure extends SettingFailure {
  readonly key: string;

  constructor(key: string) {
    super(`it needs its own value, by way of ${key}`);
    this.key = key;
  }
}

/** Reads settings when they are asked for, each once (tox 4, `config/of_type.py`). */
export class Resolver implements UnrollHost, Defaults {
  readonly budget = new Budget();
  readonly #input: ResolverInput;
  readonly #done = new Map<string, Setting>();
  readonly #sections = new Map<string, readonly Section[]>();
  /** How often a setting is being read just now. */
  readonly #pending = new Map<string, number>();

  constructor(input: ResolverInput) {
    this.#input = input;
  }

  /** The value of an environment's setting; a `SettingFailure` if it has none. */
  envSetting(env: string, key: EnvKey, chain: readonly string[] = []): Setting {
    const name = `${env}\0${key}`;
    return this.#once(name, () => {
      const written = this.#read(key, envKeys[key], this.#envSections(env), env, chain);
      return finished(key, env, written ?? defaultEnv(key, env, this), written !== null, this);
    });
  }

  /** The value of a setting of tox itself. */
  coreSetting(key: CoreKey, chain: readonly string[] = []): Setting {
    const name = `\0${key}`;
    const { settings, prefix } = this.#input.source;
    const core = [{ key: prefix.join('.'), table: settings }];
    return this.#once(name, () => this.#read(key, coreKeys[key], core, null, chain) ?? defaultCore(key, this));
  }

  /** Where an environment's setting is written, if anywhere. */
  envEntry(env: string, key: EnvKey): TomlEntry | null {
    for (const section of this.#envSections(env)) {
      const entry = findEntry(section, key, envKeys[key]);
      if (entry !== null) return entry;
    }
    return null;
  }

  readFile(path: string): string | null {
    const inside = pathInProject(path);
    const file = inside === null ? null : this.#input.surroundings.files.read(inside);
    return file?.ok === true ? file.text : null;
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
    const paths = [...this.#input.surroundings.files.glob(inside)].sort();
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
    const name = this.#input.hasEnv(env) ? envKey(key) : undefined;
    const { span } = from;
    const constant = this.#constant(env, key);
    if (constant !== undefined) return { kind: 'text', text: constant, span };
    if (name === undefined) throw new SettingFailure(`there is no setting ${quoted(key)} of ${quoted(env)}`, span);
    const setting = this.envSetting(env, name, reading.chain);
    const { type } = envKeys[name];
    // tox 4.58 fails here, too: these are no lists to it, once they are read.
    const isSet = type === 'set' || type === 'envs';
    if (unshared.has(type) || (isSet && member(from, 'extend')?.kind !== 'flag')) {
      const instead = isSet ? 'extend = true in a list' : `of = [..., ${quoted(env)}, ${quoted(key)}]`;
      throw new SettingFailure(`tox cannot hand on ${key} in this way; write ${instead}`, span);
    }
    return asTree(setting, from);
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
    if (raw !== undefined) return written(raw);
    return section === prefix.join('.') ? this.#coreText(key, chain) : undefined;
  }

  #envText(env: string, key: string, chain: readonly string[]): string | undefined {
    const name = envKey(key);
    // Of an environment that there is not, tox knows no more than these.
    if (!this.#input.hasEnv(env) && name !== 'base' && name !== 'set_env') return undefined;
    if (name === undefined) return this.#constant(env, key);
    return stringify(this.envSetting(env, name, chain));
  }

  #coreText(key: string, chain: readonly string[]): string | undefined {
    if (key === 'config_file_path') return `${projectRoot}/${this.#input.source.file.split('/').at(-1)}`;
    if (key === 'host_python') return toxPython;
    const name = coreKey(key);
    return name === undefined ? undefined : stringify(this.coreSetting(name, chain));
  }

  #constant(env: string, key: string): string | undefined {
    switch (key) {
      case 'env_name':
      case 'envname':
        return env;
      case 'env_bin_dir':
      case 'envbindir':
        return `${stringify(this.envSetting(env, 'env_dir'))}/bin`;
      case 'env_python':
      case 'envpython':
        return `${stringify(this.envSetting(env, 'env_dir'))}/bin/python`;
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

  #envSections(env: string): readonly Section[] {
    const known = this.#sections.get(env);
    if (known !== undefined) return known;
    const { source } = this.#input;
    const own = ownSection(source, env);
    const sections = own === null ? [] : [own];
    // Only its own section can say what it inherits from.
    const base = this.#read('base', envKeys.base, sections, env, []);
    const names = base?.kind === 'texts' ? base.texts : defaultBases(source, env);
    const all = [...sections, ...names.flatMap((name) => baseSections(source, name))];
    this.#sections.set(env, all);
    return all;
  }

  #once(name: string, read: () => Setting): Setting {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    // Defaults lead from one setting to another without a chain. set_env may be read within itself.
    const pending = this.#pending.get(name) ?? 0;
    if (pending >= mostWithin) throw new CircularFailure(name.slice(name.indexOf('\0') + 1));
    this.#pending.set(name, pending + 1);
    try {
      const setting = read();
      this.#done.set(name, setting);
      return setting;
    } finally {
      this.#pending.set(name, pending);
    }
  }

  /** The value that the first section with the key gives it; null if none does. */
  #read(
    key: string,
    spec: ToxKey,
    sections: readonly Section[],
    env: string | null,
    chain: readonly string[],
  ): Setting | null {
    if (chain.length > longestChain) throw new SettingFailure('its references lead too far');
    for (const section of sections) {
      const link = `${section.key}.${key}`;
      if (chain.includes(link)) throw new CircularFailure(link);
      const entry = findEntry(section, key, spec);
      if (entry !== null) return this.#convert(entry.value, spec, env, [...chain, link]);
    }
    return null;
  }

  #convert(tree: TomlTree, { type }: ToxKey, env: string | null, chain: readonly string[]): Setting {
    const { posargs, place } = this.#input;
    if (env !== null && envFactors(env) === null) {
      throw new SettingFailure(
        `${quoted(env)} is no name of an environment: tox takes letters, digits, "_", "." and "-"`,
      );
    }
    const keeps = type === 'commands';
    const reading: Reading = { env, chain, posargs: posargs === 'keep' && !keeps ? null : posargs };
    if (type !== 'variables') return convert(unroll(tree, this, { reading, texts: true }), type, place);
    const other = textOf(member(tree, 'env'));
    const isShared =
      textOf(member(tree, 'replace')) === 'ref' && envKey(textOf(member(tree, 'key')) ?? '') === 'set_env';
    if (isShared && other) return this.envSetting(other, 'set_env', chain);
    const value = unroll(tree, this, { reading, texts: false });
    return { kind: 'variables', variables: this.#setEnv(value, env) };
  }

  noVariables(): SetEnv4 {
    return new SetEnv4([], { replace: (text) => text, readFile: () => null, markerNames: {} });
  }

  #setEnv(tree: TomlTree, env: string | null): SetEnv4 {
    const posargs = this.#input.posargs === 'keep' ? null : this.#input.posargs;
    return new SetEnv4(tomlSetEnv(tree), {
      replace: (text, chain) => this.replace(text, { env, chain, posargs }, tree.span.start),
      readFile: (path) => this.readFile(path),
      markerNames: markerNames(),
    });
  }

  #setVariable(env: string, name: string, chain: readonly string[]): string | undefined {
    try {
      const setting = this.envSetting(env, 'set_env', chain);
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

/** Types of settings whose values tox cannot use again once they are read. */
const unshared: ReadonlySet<KeyType> = new Set(['deps', 'constraints', 'variables', 'commands', 'path']);

function findEntry(section: Section, key: string, spec: ToxKey): TomlEntry | null {
  for (const spelling of [key, ...spec.aliases]) {
    const entry = section.table.entries.get(spelling);
    if (entry !== undefined) return entry;
  }
  return null;
}

function asTree(setting: Setting, { span }: TomlTree): TomlTree {
  switch (setting.kind) {
    case 'flag':
      return { kind: 'flag', value: setting.value, span };
    case 'number':
      return { kind: 'number', value: setting.value, isInteger: Number.isInteger(setting.value), span };
    case 'text':
      return { kind: 'text', text: setting.text, span };
    case 'texts':
      return { kind: 'list', items: setting.texts.map((text) => ({ kind: 'text', text, span })), span };
    case 'commands': {
      const words = setting.commands[0]?.argv ?? [];
      return { kind: 'list', items: words.map((text) => ({ kind: 'text', text, span })), span };
    }
    case 'groups':
    case 'variables':
      return { kind: 'text', text: stringify(setting), span };
  }
}

/** A raw value where a text refers to it. */
function written(tree: TomlTree): string {
  switch (tree.kind) {
    case 'list':
      return tree.items.map(written).join('\n');
    case 'table':
      return [...tree.entries].map(([key, { value }]) => `${key}=${written(value)}`).join('\n');
    case 'text':
    case 'flag':
    case 'number':
    case 'other':
      return asText(tree);
  }
}
