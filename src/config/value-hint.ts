import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import { cacheNames } from './cache-names.ts';
import type { Tree } from './yaml-tree.ts';

export interface WrongValue {
  /** The key's. */
  readonly name: string;
  /** The key takes true or false. */
  readonly isSwitch: boolean;
  readonly wrong: Tree;
  /** True if it is the key's whole value, not a part of it. */
  readonly whole: boolean;
}

/** What to write instead of a wrong value, where that can be told. */
export function valueHint({ name, isSwitch, wrong, whole }: WrongValue): string | undefined {
  const text = wrong.kind === 'text' ? wrong.text.toLowerCase() : '';
  if (isSwitch && ['yes', 'no', 'on', 'off', 'true', 'false'].includes(text)) {
    return `write ${['yes', 'on', 'true'].includes(text) ? 'true' : 'false'}, without quotes`;
  }
  const unfilled = /\{[1-9]\}/.test(text);
  switch (name) {
    case 'image':
    case 'images':
      if (name === 'image' && wrong.kind === 'list') return 'for several images, the key is "images"';
      if (unfilled) return '{1} is what the first pair of braces in the name of the target gives, as in py{39,311}';
      return undefined;
    case 'cache': {
      const meant = closest(text, cacheNames);
      return meant === null ? undefined : `did you mean ${quoted(meant)}?`;
    }
    case 'cache_registry':
      return /^[a-z0-9_-]+\/[a-z0-9][a-z0-9_/-]*$/.test(text) ? `for Docker Hub, write docker.io/${text}` : undefined;
    case 'env':
      return whole && wrong.kind === 'list' ? 'write "NAME: value", one a line, without "- "' : undefined;
    case 'depends_on':
      return wrong.kind === 'map' ? 'names are enough: a service waits until those are ready' : undefined;
    case 'ready':
      return readyHint(wrong, text, whole);
    default:
      return undefined;
  }
}

function readyHint(wrong: Tree, text: string, whole: boolean): string | undefined {
  if (wrong.kind !== 'text') return undefined;
  if (whole) return /^\d+$/.test(text) ? `write "ready: {tcp: ${text}}"` : undefined;
  const [, port, path = ''] = /^(?:https?:\/\/)?[^\s:/]*:(\d{1,5})(\/\S*)?$/.exec(text) ?? [];
  if (port !== undefined) return `a port and a path are enough: write ${port}${path}`;
  try {
    new RegExp(wrong.text);
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError ? error.message.toLowerCase().replace(/^.*\/: /, '') : undefined;
  }
}
