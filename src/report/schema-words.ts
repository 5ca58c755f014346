import * as v from 'valibot';

/** A schema with a sentence on what it is. */
export function said<const Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.description(description));
}

export const text = v.string();
export const texts = v.array(text);
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const seconds = v.pipe(v.number(), v.minValue(0));
