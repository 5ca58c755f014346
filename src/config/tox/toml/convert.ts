import type { Place } from '../../../base/diagnostic.ts';
import { sortedSet, toDependencies4, toPath4 } from '../ini/tox4/convert.ts';
import type { ToxCommand } from '../tox-project.ts';
import type { KeyType } from './env-keys.ts';
import { asText, envNames } from './env-names.ts';
import { SettingFailure } from './failure.ts';
import { isBareKept } from './kept-posargs.ts';
import { flag, type Setting, text, texts } from './setting.ts';
import { kindName, type TomlList, type TomlTree } from './toml-tree.ts';

/** The setting that a value means after all replacing; of another type, a `SettingFailure` says what is needed. */
export function convert(
  tree: TomlTree,
  type: Exclude<KeyType, 'variables'>,
  place: (offset: number) => Place,
): Setting {
  switch (type) {
    case 'flag':
      if (tree.kind === 'flag') return flag(tree.value);
      return wrong('true or false', tree);
    case 'text':
      return text(needText(tree));
    case 'path':
      return text(toPath4(needText(tree)));
    case 'integer':
    case 'number':
      return number(tree, type);
    case 'texts':
      return texts(textList(tree));
    case 'set':
      return texts(sortedSet(textList(tree)));
    case 'text or texts':
      return texts(tree.kind === 'text' ? [tree.text] : textList(tree));
    case 'command':
      return { kind: 'commands', commands: [command(needList(tree), place)] };
    case 'commands':
      return { kind: 'commands', commands: commands(tree, place) };
    case 'deps':
      return texts(toDependencies4(lines(tree)));
    case 'constraints':
      return constraints(tree);
    case 'envs':
      return texts(envs(tree));
    case 'labels':
      return groups(tree);
  }
}

function number(tree: TomlTree, type: 'integer' | 'number'): Setting {
  if (tree.kind === 'number') return { kind: 'number', value: tree.value, text: asText(tree) };
  const value = tree.kind === 'text' && tree.text.trim() !== '' ? Number(tree.text) : Number.NaN;
  if (Number.isNaN(value)) return wrong(type === 'integer' ? 'a whole number' : 'a number', tree);
  return { kind: 'number', value, text: String(value) };
}

function commands(tree: TomlTree, place: (offset: number) => Place): readonly ToxCommand[] {
  if (tree.kind !== 'list') return wrong('a list of commands, each a list of words: [["pytest"]]', tree);
  const lists = tree.items.flatMap((item): readonly TomlList[] => {
    if (item.kind === 'list') return item.items.length === 0 ? [] : [item];
    // A place for arguments among commands: without any it is nothing, and tox cannot take any there.
    if (item.kind === 'text' && isBareKept(item.text)) return [];
    return wrong('a list of words: ["pytest", "-v"]', item, 'each command');
  });
  return lists.map((list) => command(list, place));
}

function command(list: TomlList, place: (offset: number) => Place): ToxCommand {
  const argv = textList(list);
  const [first] = argv;
  if (first === undefined) throw new SettingFailure('the command is empty', list.span);
  const ignoreExit = first === '-';
  const invertExit = first === '!';
  return {
    argv: ignoreExit || invertExit ? argv.slice(1) : argv,
    ignoreExit,
    invertExit,
    place: place(list.span.start),
  };
}

/** As pip is told them: `-c file`. */
function constraints(tree: TomlTree): Setting {
  const all = toDependencies4(lines(tree));
  if (all.some((line) => line.startsWith('-'))) {
    throw new SettingFailure('constraints are files or URLs, without options', tree.span);
  }
  return texts(all.map((line) => `-c ${line}`));
}

function envs(tree: TomlTree): readonly string[] {
  const names = envNames(tree);
  if (!names.ok) throw new SettingFailure(names.message, names.at.span);
  return names.names;
}

function groups(tree: TomlTree): Setting {
  if (tree.kind !== 'table') return wrong('a table of lists of environments', tree);
  return {
    kind: 'groups',
    groups: Object.fromEntries([...tree.entries].map(([name, { value }]) => [name, envs(value)])),
  };
}

/** A text of lines, or a list of texts as lines. */
function lines(tree: TomlTree): string {
  if (tree.kind === 'text') return tree.text;
  if (tree.kind !== 'list') return wrong('a list of texts', tree);
  return textList(tree).join('\n');
}

function needText(tree: TomlTree): string {
  return tree.kind === 'text' ? tree.text : wrong('a text', tree);
}

function needList(tree: TomlTree): TomlList {
  return tree.kind === 'list' ? tree : wrong('a list of words: ["pytest", "-v"]', tree);
}

function textList(tree: TomlTree): readonly string[] {
  if (tree.kind !== 'list') return wrong('a list of texts', tree);
  return tree.items.map((item) => (item.kind === 'text' ? item.text : wrong('a text', item, 'each item of this list')));
}

function wrong(wanted: string, tree: TomlTree, what = 'the value'): never {
  throw new SettingFailure(`${what} must be ${wanted}, not ${kindName(tree)}`, tree.span);
}
