import type { Line } from './python-text.ts';

/** `key = value` of a section. The value's lines are stripped; `offset` is the key's. */
export interface IniValue {
  readonly key: string;
  readonly offset: number;
  readonly lines: readonly Line[];
}

export interface IniSection {
  readonly name: string;
  readonly offset: number;
  readonly values: ReadonlyMap<string, IniValue>;
}

/** Sections by name in the order of the file. */
export type IniSections = ReadonlyMap<string, IniSection>;

/** Why an INI file cannot be read, and where. */
export interface IniMistake {
  readonly message: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
}

/** What a dialect of INI makes of a text: with mistakes, the sections are what could be read around them. */
export interface IniReading {
  readonly sections: IniSections;
  readonly mistakes: readonly IniMistake[];
}

/** A value's lines as one text. */
export function textOf(value: IniValue): string {
  return value.lines.length === 1 ? (value.lines[0]?.text ?? '') : value.lines.map((line) => line.text).join('\n');
}
