import type * as v from 'valibot';
import { type KeyPlace, keys } from './keys.ts';

export type KeyName = keyof typeof keys;

/** The values of keys after conversion, by the names of the file. */
export type KeyValues = { -readonly [Name in KeyName]?: v.InferOutput<(typeof keys)[Name]['schema']> };

export const keyNames = Object.keys(keys) as readonly KeyName[];

export function isKeyName(name: string): name is KeyName {
  return Object.hasOwn(keys, name);
}

/** One row of the table of keys in README. */
export interface ConfigKey {
  readonly key: string;
  readonly where: KeyPlace;
  readonly description: string;
}

/** All keys with what they are for, in the order of the schema. */
export const configKeys: readonly ConfigKey[] = [
  ...keyNames.map((name) => ({ key: name, where: keys[name].where, description: keys[name].description })),
  { key: 'targets', where: 'top', description: 'The targets by name; braces generate several, as in py{39,311}.' },
];
