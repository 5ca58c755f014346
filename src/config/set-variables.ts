import type { KeyValues } from './schema.ts';

/** The variables that have a value: without those that a null takes away. */
export function setVariables(env: KeyValues['env'] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}
