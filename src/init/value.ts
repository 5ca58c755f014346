/** A value of a dox.yml, as it is written there. */
export type Value = string | number | boolean | null | readonly Value[] | ValueMap;

export interface ValueMap {
  readonly [key: string]: Value;
}

export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether they say the same, also in the order of services and packages. */
export function isSame(left: Value | undefined, right: Value | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Every text in it changed; keys stay. */
export function mapValue(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'string') return change(value);
  if (value === null || typeof value !== 'object') return value;
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapValue(each, change)]));
  return value.map((each: Value) => mapValue(each, change));
}

/** A mapping, or a list of such with one key each where JavaScript would put the names in another order. */
export function namedInOrder(entries: readonly (readonly [name: string, value: Value])[]): Value {
  const isStable = entries.every(([name]) => !/^\d+$/.test(name));
  return isStable ? Object.fromEntries(entries) : entries.map(([name, value]) => ({ [name]: value }));
}
