import type { IniSections, IniValue } from '../ini-file.ts';
import { isBlank, type Line, strip } from '../python-text.ts';
import type { FactorLines4 } from './factor-lines.ts';
import { LocatedText } from './located-text.ts';

/** A value of a section, or of `[DEFAULT]`, which all sections share. */
export function findValue(sections: IniSections, section: string, key: string): IniValue | null {
  const own = sections.get(section);
  if (own === undefined || section === 'DEFAULT') return null;
  return own.values.get(key.toLowerCase()) ?? sections.get('DEFAULT')?.values.get(key.toLowerCase()) ?? null;
}

/** The value's text for these factors, without comments; null if conditions leave nothing of it. */
export function rawText(value: IniValue, factors: ReadonlySet<string>, factorLines: FactorLines4): LocatedText | null {
  const lines = value.lines.filter((line) => !line.text.startsWith('#')).map(withoutComment);
  const kept = factorLines.filter(lines, factors);
  const isNothing = kept.length === 0 || (kept.length === 1 && kept[0]?.text === '');
  if (isNothing && lines.some((line) => strip(line.text) !== '')) return null;
  return LocatedText.ofLines(kept);
}

function withoutComment(line: Line): Line {
  let comment = line.text.indexOf('#');
  while (comment > 0 && line.text[comment - 1] === '\\') comment = line.text.indexOf('#', comment + 1);
  if (comment < 0) return { text: line.text.replaceAll('\\#', '#'), offset: line.offset };
  let end = comment;
  while (end > 0 && isBlank(line.text[end - 1])) end -= 1;
  return { text: line.text.slice(0, end).replaceAll('\\#', '#'), offset: line.offset };
}
