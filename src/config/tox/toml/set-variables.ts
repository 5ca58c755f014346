import { type SetEnvPart, setEnvParts } from '../ini/tox4/set-env.ts';
import { SettingFailure } from './failure.ts';
import { kindName, member, type TomlTree, textOf } from './toml-tree.ts';

/** The parts of a `set_env`: a table, a list of tables, of which later ones win, or a text as in tox.ini. */
export function tomlSetEnv(tree: TomlTree): readonly SetEnvPart[] {
  if (tree.kind === 'text') return setEnvParts(tree.text);
  const entries = new Map<string, TomlTree>();
  for (const table of tree.kind === 'list' ? tree.items : [tree]) {
    if (table.kind !== 'table') {
      throw new SettingFailure(`set_env is a table or a list of tables, not ${kindName(table)}`, table.span);
    }
    for (const [name, { value }] of table.entries) entries.set(name, value);
  }
  return [...entries].map(([name, value]) => part(name, value));
}

function part(name: string, value: TomlTree): SetEnvPart {
  const text = textOf(value);
  if (name === 'file' && text !== undefined) return { kind: 'file', path: text };
  if (text !== undefined) return { kind: 'variable', name, value: text, marker: '' };
  const inner = textOf(member(value, 'value'));
  if (inner === undefined)
    throw new SettingFailure(`the value of ${name} must be a text, not ${kindName(value)}`, value.span);
  return { kind: 'variable', name, value: inner, marker: textOf(member(value, 'marker')) ?? '' };
}
