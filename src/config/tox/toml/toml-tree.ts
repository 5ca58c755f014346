import type { Span } from '../../diagnostic-log.ts';

/** A value of a TOML text with the stretch of the text where it is written. */
export type TomlTree = TomlText | TomlFlag | TomlNumber | TomlOther | TomlList | TomlTable;

export interface TomlText {
  readonly kind: 'text';
  readonly text: string;
  readonly span: Span;
}

export interface TomlFlag {
  readonly kind: 'flag';
  readonly value: boolean;
  readonly span: Span;
}

export interface TomlNumber {
  readonly kind: 'number';
  readonly value: number;
  readonly isInteger: boolean;
  readonly span: Span;
}

/** Dates and times, which no setting of tox takes. */
export interface TomlOther {
  readonly kind: 'other';
  readonly span: Span;
}

export interface TomlList {
  readonly kind: 'list';
  readonly items: readonly TomlTree[];
  readonly span: Span;
}

export interface TomlTable {
  readonly kind: 'table';
  /** In the order of the file. */
  readonly entries: ReadonlyMap<string, TomlEntry>;
  readonly span: Span;
}

export interface TomlEntry {
  readonly keySpan: Span;
  readonly value: TomlTree;
}

const names: Readonly<Record<TomlTree['kind'], string>> = {
  text: 'a text',
  flag: 'true or false',
  number: 'a number',
  other: 'a date',
  list: 'a list',
  table: 'a table',
};

/** What a value is, for a sentence: `a list`. */
export function kindName(tree: TomlTree): string {
  return names[tree.kind];
}

/** The value under a key of a table; undefined where there is none, or no table. */
export function member(tree: TomlTree | undefined, key: string): TomlTree | undefined {
  return tree?.kind === 'table' ? tree.entries.get(key)?.value : undefined;
}

/** The text of a value that is one. */
export function textOf(tree: TomlTree | undefined): string | undefined {
  return tree?.kind === 'text' ? tree.text : undefined;
}
