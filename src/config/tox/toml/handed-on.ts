import { quoted } from '../../../base/printable.ts';
import { type EnvKey, envKeys, type KeyType } from './env-keys.ts';
import { asText } from './env-names.ts';
import { SettingFailure } from './failure.ts';
import { type Setting, stringify } from './setting.ts';
import { member, type TomlTree } from './toml-tree.ts';

/** Types of settings whose values tox 4.58 cannot use again once they are read. */
const unshared: ReadonlySet<KeyType> = new Set(['deps', 'constraints', 'variables', 'commands', 'path']);

/** The value of an environment's setting where `from`, a `{ replace = "ref", env, key }`, stands for it. */
export function handedOn(setting: Setting, key: EnvKey, env: string, from: TomlTree): TomlTree {
  const { type } = envKeys[key];
  const isSet = type === 'set' || type === 'envs';
  if (unshared.has(type) || (isSet && member(from, 'extend')?.kind !== 'flag')) {
    const instead = isSet ? 'extend = true in a list' : `of = [..., ${quoted(env)}, ${quoted(key)}]`;
    throw new SettingFailure(`tox cannot hand on ${key} in this way; write ${instead}`, from.span);
  }
  return asTree(setting, from);
}

function asTree(setting: Setting, { span }: TomlTree): TomlTree {
  switch (setting.kind) {
    case 'flag':
      return { kind: 'flag', value: setting.value, span };
    case 'number':
      return { kind: 'number', value: setting.value, isInteger: Number.isInteger(setting.value), span };
    case 'text':
      return { kind: 'text', text: setting.text, span };
    case 'texts':
      return { kind: 'list', items: setting.texts.map((text) => ({ kind: 'text', text, span })), span };
    case 'commands': {
      const words = setting.commands[0]?.argv ?? [];
      return { kind: 'list', items: words.map((text) => ({ kind: 'text', text, span })), span };
    }
    case 'groups':
    case 'variables':
      return { kind: 'text', text: stringify(setting), span };
  }
}

/** A raw value where a text refers to it. */
export function writtenText(tree: TomlTree): string {
  switch (tree.kind) {
    case 'list':
      return tree.items.map(writtenText).join('\n');
    case 'table':
      return [...tree.entries].map(([key, { value }]) => `${key}=${writtenText(value)}`).join('\n');
    case 'text':
    case 'flag':
    case 'number':
    case 'other':
      return asText(tree);
  }
}
