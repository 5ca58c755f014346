import type { Place } from '../base/diagnostic.ts';
import type { Command, ToxLine } from './config.ts';
import { splitting3, splitting4 } from './tox/ini/split-command.ts';
import type { ListTree, MapTree, Tree } from './yaml-tree.ts';

/**
 * Whether an item of `commands` that YAML does not read as text is a command all the same: `[pytest, -k, "one two"]`, or
 * `{run: […], …}`, `{tox: …}`, `{script: …}`. What a shell's `[ -f x ]` looks like to YAML is none.
 */
export function isCommand(item: ListTree | MapTree, source: string): boolean {
  if (item.kind === 'map') return ['run', 'tox', 'script'].some((key) => item.entries.has(key));
  const [first] = item.items;
  return source.startsWith('[') && (first?.kind !== 'text' || !/\s|^-/.test(first.text));
}

/** The command of a checked item that is no text. */
export function readItem(item: ListTree | MapTree, place: Place): Command {
  if (item.kind === 'list') return { kind: 'argv', argv: wordsOf(item), ignoreExit: false, invertExit: false, place };
  const isSet = (name: string): boolean => textAt(item, name) === 'true';
  const script = item.entries.get('script')?.value;
  if (script?.kind === 'text') {
    const text = script.block ? script.text.trimEnd() : script.text;
    return { kind: 'script', text, ...(isSet('keep_going') ? ({ keepGoing: true } as const) : {}), place };
  }
  const marks = {
    ignoreExit: isSet('ignore_exit'),
    invertExit: isSet('invert_exit'),
    ...(isSet('keep_going') ? ({ keepGoing: true } as const) : {}),
    ...(isSet('always') ? ({ always: true } as const) : {}),
    place,
  };
  const run = item.entries.get('run')?.value;
  if (run !== undefined) return { kind: 'argv', argv: wordsOf(run), ...marks };
  const line = toxLine(item);
  return { kind: 'argv', argv: [line.text], line, ...marks };
}

function toxLine(item: MapTree): ToxLine {
  const python = textAt(item, 'python');
  return {
    text: textAt(item, 'tox') ?? '',
    splitting: textAt(item, 'rules') === 'tox4' ? splitting4 : splitting3,
    ...(python === undefined ? {} : { python }),
  };
}

function wordsOf(tree: Tree): readonly string[] {
  return tree.kind === 'list' ? tree.items.flatMap((each) => (each.kind === 'text' ? [each.text] : [])) : [];
}

function textAt({ entries }: MapTree, name: string): string | undefined {
  const value = entries.get(name)?.value;
  return value?.kind === 'text' ? value.text : undefined;
}
