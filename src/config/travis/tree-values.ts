import { createHash } from 'node:crypto';
import type { Span } from '../diagnostic-log.ts';
import { isNothing, type ListTree, type MapEntry, type MapTree, type TextTree, type Tree } from '../yaml-tree.ts';

/** A text as Ruby makes one of a YAML value: `True` is true. */
export function rubyText(tree: TextTree): TextTree {
  const text = typeof tree.value === 'boolean' ? String(tree.value) : tree.text;
  return { ...tree, text };
}

/** The text that stands for a value where one is wanted: of a list the first. Null where there is none. */
export function firstText(tree: Tree): TextTree | null {
  let first: Tree | undefined = tree;
  while (first?.kind === 'list') first = first.items[0];
  return first?.kind === 'text' && !isNothing(first) ? rubyText(first) : null;
}

/** The values of a list within which lists are flattened, or the one value that stands without a list; none of nothing. */
export function flatItems(tree: Tree): readonly Tree[] {
  if (tree.kind !== 'list') return isNothing(tree) ? [] : [tree];
  return tree.items.flatMap((item) => flatItems(item));
}

/** Those of the values that are texts. */
export function flatTexts(tree: Tree): readonly TextTree[] {
  return flatItems(tree).flatMap((item) => (item.kind === 'text' ? [rubyText(item)] : []));
}

export function listOf(items: readonly Tree[], span: Span): ListTree {
  return { kind: 'list', items, span };
}

export function mapOf(values: Iterable<readonly [string, Tree]>, span: Span): MapTree {
  const entries = [...values].map(([name, value]): [string, MapEntry] => {
    return [name, { keySpan: value.span, value, merged: false }];
  });
  return { kind: 'map', entries: new Map(entries), flow: true, span };
}

export function textOf(text: string, span: Span): TextTree {
  return { kind: 'text', value: text, text, block: false, span };
}

/** True for nothing at all, and for a list or mapping with nothing in it. */
export function isBlank(tree: Tree): boolean {
  if (tree.kind === 'list') return tree.items.length === 0;
  return tree.kind === 'map' ? tree.entries.size === 0 : isNothing(tree) || tree.text === '';
}

const prints = new WeakMap<Tree, string>();
/** Longer ones are told by their digest, so that an alias of a long text costs little. */
const longestPrint = 100;

/** A short text that two values share if they mean the same: the order of keys does not count, that of lists does. */
export function valueKey(tree: Tree): string {
  const known = prints.get(tree);
  if (known !== undefined) return known;
  const whole = printed(tree);
  const key = whole.length <= longestPrint ? whole : createHash('sha256').update(whole).digest('hex');
  prints.set(tree, key);
  return key;
}

function printed(tree: Tree): string {
  switch (tree.kind) {
    case 'text':
      return isNothing(tree) ? 'null' : JSON.stringify(rubyText(tree).text);
    case 'list':
      return `[${tree.items.map((item) => valueKey(item)).join()}]`;
    case 'map': {
      const entries = [...tree.entries].map(([name, { value }]) => `${JSON.stringify(name)}:${valueKey(value)}`);
      return `{${entries.sort().join()}}`;
    }
  }
}
