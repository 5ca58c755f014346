import type { Place } from '../base/diagnostic.ts';
import { printable } from '../base/printable.ts';
import { readItem } from './command-item.ts';
import type { Command } from './config.ts';
import type { DiagnosticLog } from './diagnostic-log.ts';
import { itemsOf, type ListTree, type MapTree, type TextTree, type Tree } from './yaml-tree.ts';

export interface Commands {
  readonly form: 'list' | 'block';
  readonly list: readonly Command[];
}

/** The commands of a checked value: a text of several lines is a block, a text of one line a list of one. */
export function readCommands(value: Tree, log: DiagnosticLog): Commands {
  const list = itemsOf(value).map((item): Command => {
    if (item.kind !== 'text') return readItem(item, log.place(item.span.start));
    // what stands in quotes is meant as it is
    const text = item.block ? item.text.trimEnd() : item.text;
    return { kind: 'script', text, place: firstLine(item, log) };
  });
  const block = value.kind === 'text' && value.text.trimEnd().includes('\n');
  return { form: block ? 'block' : 'list', list };
}

/** Where the text itself begins: after the `|` of a block, or the quotation mark of a quoted text. */
function firstLine(tree: TextTree, log: DiagnosticLog): Place {
  const { start } = tree.span;
  if (!tree.block) return log.place(start);
  const next = log.text.indexOf('\n', start) + 1;
  let at = next;
  while (log.text[at] === ' ') at += 1;
  return next === 0 ? log.place(start) : log.place(log.text[at] === '\n' || log.text[at] === '\r' ? next : at);
}

/** Of which kind the items of a list are that need not be text. */
export type IsMeant = (item: ListTree | MapTree, source: string) => boolean;

/**
 * Reports the commands that YAML does not read as text, since they hold `: ` or begin with `{`, `[` or `- `, and that
 * cannot be meant so. True if there are such.
 */
export function reportUnquoted(
  key: string,
  value: Tree,
  { owner, log }: { readonly owner: string; readonly log: DiagnosticLog },
  isMeant: IsMeant = () => false,
): boolean {
  if (value.kind !== 'list') return false;
  let found = false;
  value.items.forEach((item, index) => {
    if (item.kind === 'text' || isMeant(item, log.text.slice(item.span.start, item.span.end))) return;
    found = true;
    const source = log.text.slice(item.span.start, item.span.end).trimEnd();
    const kind = item.kind === 'map' ? 'mapping' : 'list';
    const message = `item ${index + 1} of "${key}"${owner} is read as a ${kind}, since it ${why(source, kind)}`;
    log.error(item.span, message, quoteHint(source));
  });
  return found;
}

function why(source: string, kind: 'mapping' | 'list'): string {
  const first = source.charAt(0);
  if (first === '{' || first === '[') return `begins with "${first}"`;
  return kind === 'mapping' ? 'has ": " in it' : 'begins with "- "';
}

function quoteHint(source: string): string {
  const short = source.length <= 80 && !source.includes('\n') && !source.includes("'");
  return short ? `put it in single quotes: - '${printable(source)}'` : 'put it in quotes, or write it as a block (|)';
}
