import type { IniSections } from '../ini-file.ts';
import type { ConfigSet4 } from './config-set.ts';
import type { FactorLines4 } from './factor-lines.ts';
import { findValue, rawText } from './raw-value.ts';
import { writtenOut } from './value.ts';

export interface ReferenceParts {
  readonly sections: IniSections;
  readonly factors: ReadonlySet<string>;
  readonly factorLines: FactorLines4;
  /** The name of the core section, `tox`, whatever file it is in. */
  readonly coreName: string;
  readonly core: () => ConfigSet4;
  /** The environment that the reference is in; null in the core. */
  readonly own: () => ConfigSet4 | null;
  /** Another environment, if the file has one of that name. */
  readonly env: (name: string) => ConfigSet4 | null;
}

interface Reference {
  /** `testenv:docs` in `{[testenv:docs]deps}`; null in `{envname}`. */
  readonly section: string | null;
  readonly env: string | null;
  readonly key: string;
  readonly fallback: string | null;
}

/** What `{key}` or `{[section]key}` stands for, its `#` escaped; null where nothing has that name. */
export function resolveReference(
  text: string,
  inSection: string,
  chain: readonly string[],
  parts: ReferenceParts,
): string | null {
  const reference = readReference(text, inSection);
  if (reference === null) return null;
  const found = lookUp(reference, chain, parts);
  return found === null ? reference.fallback : found.replaceAll('#', '\\#');
}

function lookUp(reference: Reference, chain: readonly string[], parts: ReferenceParts): string | null {
  const { section, env, key } = reference;
  const from = (set: ConfigSet4 | null): string | null => (set?.has(key) ? writtenOut(set.load(key, chain)) : null);
  if (section === null) return from(parts.core()) ?? from(parts.own());
  if (section === parts.coreName) {
    const known = from(parts.core());
    if (known !== null) return known;
  }
  const value = findValue(parts.sections, section, key);
  if (value !== null) return rawText(value, parts.factors, parts.factorLines)?.text ?? '';
  return env === null ? null : from(parts.env(env));
}

const keyAndDefault = /^([-a-zA-Z0-9_]+)(?::(.*))?$/;

/** Sections are known by what stands before the colon of the section that the reference is in. */
function readReference(text: string, inSection: string): Reference | null {
  const colon = inSection.indexOf(':');
  const prefix = colon < 0 ? inSection : inSection.slice(0, colon);
  let rest = text;
  let section: string | null = null;
  let env: string | null = null;
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    if (close < 0) return null;
    section = text.slice(1, close);
    rest = text.slice(close + 1);
    if (section.startsWith(`${prefix}:`) && section.length > prefix.length + 1) env = section.slice(prefix.length + 1);
    else if (section !== prefix && !/^[-\p{L}\p{N}_]+$/u.test(section)) return null;
  }
  const match = keyAndDefault.exec(rest);
  return match === null ? null : { section, env, key: match[1] ?? '', fallback: match[2] ?? null };
}
