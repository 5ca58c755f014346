import { quoted } from '../../../base/printable.ts';
import { decodeText } from '../../decode-text.ts';
import { SetEnv4 } from '../ini/tox4/set-env.ts';
import { pathInProject } from '../ini/virtual-paths.ts';
import { markerNames } from '../marker-names.ts';
import { convert } from './convert.ts';
import { type Defaults, defaultCore, defaultEnv } from './defaults.ts';
import { type CoreKey, coreKeys, type EnvKey, envKey, envKeys, type ToxKey } from './env-keys.ts';
import { envFactors } from './factors.ts';
import { CircularFailure, SettingFailure } from './failure.ts';
import { finished } from './finished.ts';
import type { Reading } from './reading.ts';
import { Replacements } from './replacements.ts';
import type { ResolverInput } from './resolver-input.ts';
import { tomlSetEnv } from './set-variables.ts';
import type { Setting } from './setting.ts';
import { baseSections, defaultBases, ownSection, type Section } from './toml-source.ts';
import { member, type TomlEntry, type TomlTree, textOf } from './toml-tree.ts';
import { unroll } from './unroll.ts';

/** How many settings may wait for each other. */
const longestChain = 200;
/** How often a setting may be read within itself. */
const mostWithin = 3;

/** Reads settings when they are asked for, each once (tox 4, `config/of_type.py`). */
export class Resolver implements Defaults {
  readonly #input: ResolverInput;
  readonly #replacements: Replacements;
  readonly #done = new Map<string, Setting>();
  readonly #sections = new Map<string, readonly Section[]>();
  /** How often a setting is being read just now. */
  readonly #pending = new Map<string, number>();

  constructor(input: ResolverInput) {
    this.#input = input;
    this.#replacements = new Replacements(input, this);
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
    const bytes = inside === null ? null : this.#input.surroundings.files.read(inside);
    const decoded = bytes === null ? null : decodeText(bytes);
    return decoded?.ok === true ? decoded.text : null;
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
    if (type !== 'variables') return convert(unroll(tree, this.#replacements, { reading, texts: true }), type, place);
    const other = textOf(member(tree, 'env'));
    const isShared =
      textOf(member(tree, 'replace')) === 'ref' && envKey(textOf(member(tree, 'key')) ?? '') === 'set_env';
    if (isShared && other) return this.envSetting(other, 'set_env', chain);
    const value = unroll(tree, this.#replacements, { reading, texts: false });
    return { kind: 'variables', variables: this.#setEnv(value, env) };
  }

  noVariables(): SetEnv4 {
    return new SetEnv4([], { replace: (text) => text, readFile: () => null, markerNames: {} });
  }

  #setEnv(tree: TomlTree, env: string | null): SetEnv4 {
    const posargs = this.#input.posargs === 'keep' ? null : this.#input.posargs;
    return new SetEnv4(tomlSetEnv(tree), {
      replace: (text, chain) => this.#replacements.replace(text, { env, chain, posargs }, tree.span.start),
      readFile: (path) => this.readFile(path),
      markerNames: markerNames(),
    });
  }
}

function findEntry(section: Section, key: string, spec: ToxKey): TomlEntry | null {
  for (const spelling of [key, ...spec.aliases]) {
    const entry = section.table.entries.get(spelling);
    if (entry !== undefined) return entry;
  }
  return null;
}
