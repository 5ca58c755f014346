import { shlexQuote } from '../ini/posargs-text.ts';
import type { SetEnv4 } from '../ini/tox4/set-env.ts';
import type { ToxCommand } from '../tox-project.ts';

/** A setting's value after all replacing. */
export type Setting =
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'commands'; readonly commands: readonly ToxCommand[] }
  | { readonly kind: 'groups'; readonly groups: Readonly<Record<string, readonly string[]>> }
  | { readonly kind: 'variables'; readonly variables: SetEnv4 };

export function flag(value: boolean): Setting {
  return { kind: 'flag', value };
}

export function text(value: string): Setting {
  return { kind: 'text', text: value };
}

export function texts(value: readonly string[]): Setting {
  return { kind: 'texts', texts: value };
}

/** How a setting is written where a text refers to it, as tox 4's `stringify` does. */
export function stringify(setting: Setting): string {
  switch (setting.kind) {
    case 'flag':
      return setting.value ? 'True' : 'False';
    case 'number':
    case 'text':
      return setting.text;
    case 'texts':
      return setting.texts.join('\n');
    case 'commands':
      return setting.commands.map(({ argv }) => argv.map(shlexQuote).join(' ')).join('\n');
    case 'groups':
      return Object.entries(setting.groups)
        .map(([name, members]) => `${name}=${members.join('\n')}`)
        .join('\n');
    case 'variables':
      return [...setting.variables.names()]
        .sort()
        .map((name) => `${name}=${setting.variables.load(name, [])}`)
        .join('\n');
  }
}
