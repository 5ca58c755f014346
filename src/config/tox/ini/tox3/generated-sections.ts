import { combinations, expandedAt, mostGroups, tooManyGroups } from '../brace-groups.ts';
import type { IniSection, IniSections } from '../ini-file.ts';

const group = /\{\s*([\p{L}\p{N}_\s,-]+)\s*\}/u;

/**
 * Sections by name as tox 3 has them: `[testenv:py{36,37}-lint]` is two, which come before all that are written. A
 * comma outside of braces makes two as well, of which only the first begins with `testenv:`.
 */
export function generatedSections(sections: IniSections): IniSections {
  const written: [string, IniSection][] = [];
  const generated = new Map<string, IniSection>();
  for (const [name, section] of sections) {
    const names = name.includes(',') || name.includes('{') ? expandedAt(section.offset, () => expand(name)) : [name];
    const fresh = names.filter((one) => !sections.has(one) && !generated.has(one));
    for (const one of fresh) generated.set(one, section);
    if (generated.size > mostGroups) throw tooManyGroups(section.offset);
    if (fresh.length === 0) written.push([name, section]);
  }
  return new Map([...generated, ...written]);
}

function expand(name: string): readonly string[] {
  return combinations(
    name.split(group).map((piece) => piece.split(',').map((part, index, parts) => inner(part, index, parts.length))),
  );
}

/** Blanks around a comma are none of a name's. */
function inner(part: string, index: number, count: number): string {
  const start = index > 0 ? part.trimStart() : part;
  return index < count - 1 ? start.trimEnd() : start;
}
