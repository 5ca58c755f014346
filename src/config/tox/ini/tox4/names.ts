import { expandedAt, mostGroups, tooManyGroups } from '../brace-groups.ts';
import type { Source } from '../settings.ts';
import { nameOf, readFactorGroups } from './factor-groups.ts';
import type { FactorLines4 } from './factor-lines.ts';

const prefix = 'testenv:';

/** The environments of a file in tox 4's order, and which section is which environment's. */
export interface Names4 {
  readonly all: readonly string[];
  /** Those that have a section of their own. */
  readonly sectioned: ReadonlySet<string>;
  readonly sectionOf: (name: string) => string | null;
}

/** The listed names, those of sections, and those in conditions that hold a factor which is nowhere else. */
export function readNames4(source: Source, listed: readonly string[], factorLines: FactorLines4): Names4 {
  const names = new Set(listed);
  const known = new Set(listed.flatMap((name) => name.split('-')));
  const sections = new Map<string, string>();
  for (const [key, section] of source.sections) {
    if (!key.startsWith(prefix)) continue;
    const groups = expandedAt(section.offset, () => readFactorGroups(key.slice(prefix.length)));
    if (names.size > mostGroups) throw tooManyGroups(section.offset);
    for (const group of groups ?? []) {
      const name = nameOf(group);
      names.add(name);
      if (!sections.has(name)) sections.set(name, key);
      for (const factor of name.split('-')) known.add(factor);
    }
  }
  const shared = source.sections.get('DEFAULT')?.values.values() ?? [];
  const home = source.input.homeSection;
  for (const [key, section] of source.sections) {
    const isTox = key === home || key.startsWith(prefix) || (home === 'tox' && key === 'testenv');
    if (!isTox) continue;
    for (const value of [...section.values.values(), ...shared]) {
      for (const line of value.lines) {
        for (const group of factorLines.read(line).groups ?? []) {
          const name = nameOf(group);
          if (name.split('-').some((factor) => !known.has(factor))) names.add(name);
        }
      }
    }
  }
  const sectionOf = (name: string): string | null =>
    sections.get(name) ?? (source.sections.has(prefix + name) ? prefix + name : null);
  return { all: [...names], sectioned: new Set(sections.keys()), sectionOf };
}
