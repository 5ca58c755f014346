import type { IniSections, IniValue } from '../ini-file.ts';
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
  const lines = factorLines.linesFor(value, factors);
  return lines === null ? null : LocatedText.ofLines(lines);
}
