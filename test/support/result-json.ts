import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

/** What result.schema.json has against a result. */
export function resultProblems(result: unknown): readonly string[] {
  return schemaProblems('result.schema.json', result);
}

/** What a published schema has against a value; a key that it does not describe counts too. */
export function schemaProblems(schema: string, value: unknown): readonly string[] {
  const stored: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../..', schema), 'utf8'));
  const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(closed(stored) as object);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath} ${message} ${JSON.stringify(params)}`;
  });
}

/** The schema with no room for keys that it does not name. */
function closed(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed);
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema && 'type' in schema ? { ...inner, additionalProperties: false } : inner;
}
