import type { IniSections } from '../ini-file.ts';
import { Refusal } from '../refusal.ts';
import { readCommand4 } from './command.ts';
import {
  sortedSet,
  toBool4,
  toCommands4,
  toDependencies4,
  toList4,
  toNumber4,
  toPackageNames4,
  toPath4,
} from './convert.ts';
import { readEnvNames } from './factor-groups.ts';
import type { FactorLines4 } from './factor-lines.ts';
import { LocatedText } from './located-text.ts';
import { findValue, rawText } from './raw-value.ts';
import { SetEnv4, type SetEnvParts, setEnvParts } from './set-env.ts';
import { type Lookup, substitute4 } from './substitute.ts';
import type { Value4 } from './value.ts';

export type Kind4 =
  | 'text'
  | 'path'
  | 'bool'
  | 'number'
  | 'list'
  | 'set'
  | 'extras'
  | 'envs'
  | 'deps'
  | 'constraints'
  | 'command'
  | 'commands'
  | 'set-env';

/** A key of tox 4: its names, the main one first, and what it is where no section has it. */
export interface Key4 {
  readonly names: readonly string[];
  readonly kind: Kind4;
  readonly fallback: () => Value4;
  /** Looks at the value once more, wherever it is from. */
  readonly finish?: (value: Value4) => Value4;
}

export interface SetParts {
  readonly sections: IniSections;
  /** Sections that are looked in, first to last. */
  readonly lookIn: readonly string[];
  readonly factors: ReadonlySet<string>;
  readonly factorLines: FactorLines4;
  readonly lookup: Omit<Lookup, 'reference'>;
  /** `{[section]key}` and `{key}`; `section` is the one whose value it stands in. */
  readonly reference: (text: string, section: string, chain: readonly string[]) => string | null;
  readonly setEnv: Omit<SetEnvParts, 'replace'>;
}

/** Stands for what a key refers to that refers to the key. */
export class Circular extends Refusal {}

/** The settings of an environment, or of tox itself, by tox 4's rules. A value is worked out when it is asked for. */
export class ConfigSet4 {
  readonly #parts: SetParts;
  readonly #keys = new Map<string, Key4>();
  readonly #values = new Map<Key4, Value4>();

  constructor(parts: SetParts, keys: readonly Key4[]) {
    this.#parts = parts;
    for (const key of keys) this.add(key);
  }

  add(key: Key4): void {
    for (const name of key.names) this.#keys.set(name, key);
  }

  has(name: string): boolean {
    return this.#keys.has(name);
  }

  /** The place of the key's value in the file; null if no section has it. */
  offsetOf(name: string): number | null {
    for (const section of this.#parts.lookIn) {
      for (const alias of this.#keys.get(name)?.names ?? [name]) {
        const value = findValue(this.#parts.sections, section, alias);
        if (value !== null) return value.offset;
      }
    }
    return null;
  }

  load(name: string, chain: readonly string[] = []): Value4 {
    const key = this.#keys.get(name);
    if (key === undefined) throw new Error(`no key ${name}`);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const found = this.#find(key, chain) ?? key.fallback();
    const value = key.finish === undefined ? found : key.finish(found);
    this.#values.set(key, value);
    return value;
  }

  text(name: string): string {
    return String(this.load(name));
  }

  bool(name: string): boolean {
    return this.load(name) === true;
  }

  list(name: string): readonly string[] {
    const value = this.load(name);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  #find(key: Key4, chain: readonly string[]): Value4 | null {
    for (const section of this.#parts.lookIn) {
      if (!this.#parts.sections.has(section)) continue;
      const link = `${section}.${key.names[0]}`;
      if (chain.includes(link)) throw new Circular(`"${key.names[0]}" refers to itself`, { whole: false });
      for (const name of key.names) {
        const value = findValue(this.#parts.sections, section, name);
        const raw = value === null ? null : rawText(value, this.#parts.factors, this.#parts.factorLines);
        if (raw !== null && value !== null) return this.#build(key, section, value.offset, raw, [...chain, link]);
      }
    }
    return null;
  }

  #build(key: Key4, section: string, offset: number, raw: LocatedText, chain: readonly string[]): Value4 {
    const lookup: Lookup = {
      ...this.#parts.lookup,
      reference: (text, links) => this.#parts.reference(text, section, links),
    };
    try {
      if (key.kind === 'set-env') {
        const replace = (text: string, links: readonly string[]): string =>
          substitute4(new LocatedText(text, [{ at: 0, offset, isWhole: true }]), links, lookup).text;
        return new SetEnv4(setEnvParts(raw.text), { ...this.#parts.setEnv, replace });
      }
      return convert(key, substitute4(raw, chain, lookup));
    } catch (error) {
      throw error instanceof Circular || !(error instanceof Refusal) ? error : error.at(offset);
    }
  }
}

function convert(key: Key4, value: LocatedText): Value4 {
  const { text } = value;
  const name = key.names[0] ?? '';
  switch (key.kind) {
    case 'text':
      return text.trim();
    case 'path':
      return toPath4(text);
    case 'bool':
      return toBool4(name, text);
    case 'number':
      return toNumber4(name, text);
    case 'list':
      return toList4(text);
    case 'set':
      return sortedSet(toList4(text));
    case 'extras':
      return toPackageNames4(text);
    case 'envs':
      return readEnvNames(text);
    case 'deps':
      return toDependencies4(text);
    case 'constraints':
      return toDependencies4(text).map((line) => `-c ${line}`);
    case 'command':
      return [readCommand4(text.trim(), value.offsetOf(0))];
    case 'commands':
      return toCommands4(value);
    case 'set-env':
      return text;
  }
}
