import type { Span } from './diagnostic-log.ts';

/**
 * YAML as dox reads it: every value with its place, aliases replaced by what they stand for (shared, not copied),
 * merge keys merged.
 */
export type Tree = TextTree | ListTree | MapTree;

export interface TextTree {
  readonly kind: 'text';
  /** What YAML makes of it: `3.10` is the number 3.1. */
  readonly value: string | number | boolean | null;
  /** As it is written in the file: `3.10` is "3.10". The content of a quoted or block text. */
  readonly text: string;
  /** Written with `|` or `>`: its first line is the one after the span's first. */
  readonly block: boolean;
  readonly span: Span;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly span: Span;
}

export interface MapTree {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  /** Written as `{…}`. */
  readonly flow: boolean;
  readonly span: Span;
}

export interface MapEntry {
  readonly keySpan: Span;
  readonly value: Tree;
  /** It came by a merge key (`<<`), so that the mapping's own keys count more. */
  readonly merged: boolean;
}

/** How many values a tree holds when every alias is written out. */
export function expandedSize(tree: Tree, known = new Map<Tree, number>()): number {
  const before = known.get(tree);
  if (before !== undefined) return before;
  let size = 1;
  if (tree.kind === 'list') for (const item of tree.items) size += expandedSize(item, known);
  if (tree.kind === 'map') for (const { value } of tree.entries.values()) size += expandedSize(value, known);
  known.set(tree, size);
  return size;
}

/** The items of a list, or the one value that stands without a list around it. */
export function itemsOf(tree: Tree): readonly Tree[] {
  return tree.kind === 'list' ? tree.items : [tree];
}

/** True for a value that is not written, or written as `null` or `~`. */
export function isNothing(tree: Tree): boolean {
  return tree.kind === 'text' && tree.value === null;
}

/**
 * The tree as JavaScript values. Texts are strings as they are written, and null where there is nothing;
 * with `typed` they are what YAML makes of them.
 */
export function plainValue(tree: Tree, typed = false): unknown {
  switch (tree.kind) {
    case 'text':
      return typed || tree.value === null ? tree.value : tree.text;
    case 'list':
      return tree.items.map((item) => plainValue(item, typed));
    case 'map': {
      const entries = [...tree.entries].map(([name, { value }]) => [name, plainValue(value, typed)]);
      return Object.fromEntries(entries);
    }
  }
}

/** The same tree with every text changed. */
export function mapTexts(tree: Tree, change: (text: string) => string): Tree {
  switch (tree.kind) {
    case 'text': {
      const text = change(tree.text);
      return { ...tree, text, value: typeof tree.value === 'string' ? text : tree.value };
    }
    case 'list':
      return { ...tree, items: tree.items.map((item) => mapTexts(item, change)) };
    case 'map': {
      const entries = [...tree.entries].map(
        ([name, entry]) => [name, { ...entry, value: mapTexts(entry.value, change) }] as const,
      );
      return { ...tree, entries: new Map(entries) };
    }
  }
}
