import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import { keys } from './keys.ts';
import { isKeyName, type KeyName, keyNames } from './schema.ts';
import type { Tree } from './yaml-tree.ts';

/**
 * Where an entry stands: the top of a file with `targets`, one of its targets, the top of a flat file (which is
 * one target), or a section of the first dox.
 */
export type Position = 'top' | 'target' | 'flat' | 'section';

/** True if a key may stand there. */
export function isAllowed(name: KeyName, position: Position): boolean {
  const { where } = keys[name];
  switch (position) {
    case 'top':
      return where !== 'target';
    case 'target':
      return where !== 'top';
    case 'flat':
      return name !== 'extends' && name !== 'default';
    case 'section':
      return where !== 'top' && name !== 'extends';
  }
}

/** Words that other tools use for a key of ours. */
const otherWords: Readonly<Record<string, string>> = {
  apt: 'system',
  before_script: 'prep',
  cmd: 'commands',
  deps: 'prep',
  dockerfile: 'build',
  env_list: 'default',
  environment: 'env',
  envlist: 'default',
  environments: 'targets',
  inherit: 'extends',
  install: 'prep',
  jobs: 'targets',
  packages: 'system',
  passenv: 'pass_env',
  run: 'commands',
  script: 'commands',
  set_env: 'env',
  setenv: 'env',
  setup: 'prep',
  tests: 'targets',
  variables: 'env',
};

/** The key that a word most likely stands for there, or null. */
export function meantKey(word: string, position: Position): string | null {
  const known: string[] = keyNames.filter((name) => isAllowed(name, position));
  if (position === 'top') known.push('targets');
  const other = Object.hasOwn(otherWords, word) ? otherWords[word] : undefined;
  return other !== undefined && known.includes(other) ? other : closest(word, known);
}

const shapes: Readonly<Record<Position, string | null>> = {
  top: null,
  target: null,
  flat: 'without "targets:", dox reads the whole file as one target',
  section: 'without "targets:", dox reads each mapping at the top as a section',
};

export interface StrangeKey {
  readonly word: string;
  readonly position: Position;
  /** ` in target "unit"`, or nothing at the top. */
  readonly owner: string;
  readonly value: Tree;
}

/** Message and hint for a key that may not stand there. */
export function explainKey({ word, position, owner, value }: StrangeKey): { message: string; hint: string } {
  const shape = shapes[position];
  if (isKeyName(word)) {
    const home = keys[word].where === 'top' ? 'at the top of a file with "targets:"' : 'in a target under "targets:"';
    return { message: `the key "${word}" does not belong${owner || ' at the top'}`, hint: `it stands ${home}` };
  }
  const message = `unknown key ${quoted(word)}${owner || ' at the top'}`;
  const meant = meantKey(word, position);
  const advice = meant === null ? otherAdvice(position, value) : `did you mean "${meant}"?`;
  return { message, hint: shape === null ? advice : `${advice}\n(${shape})` };
}

function otherAdvice(position: Position, value: Tree): string {
  const top = position === 'top' || position === 'flat';
  if (top && value.kind === 'map') return 'if it is a target, put it below "targets:"';
  return `the keys are: ${keyNames.filter((name) => isAllowed(name, position)).join(', ')}`;
}
